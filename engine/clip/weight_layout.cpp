#include "engine/clip/weight_layout.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <string_view>
#include <utility>

namespace fovea::clip {
namespace {

/// Collects specs under one prefix after another.
class Specs {
public:
    TensorSpec &add(const std::string &name, Shape shape) {
        TensorSpec spec;
        spec.name = name;
        spec.shape = std::move(shape);
        return m_specs.emplace_back(std::move(spec));
    }
    void linear(const std::string &name, int in, int out) {
        add(name + ".weight", {out, in});
        add(name + ".bias", {out});
    }
    void layerNorm(const std::string &name, int width) {
        add(name + ".weight", {width});
        add(name + ".bias", {width});
    }
    void batchNorm(const std::string &name, int channels) {
        for (const char *part : {".weight", ".bias", ".running_mean", ".running_var"}) {
            add(name + part, {channels});
        }
        TensorSpec &counter = add(name + ".num_batches_tracked", {});
        counter.counter = true;
        counter.optional = true;
    }
    void transformer(const std::string &prefix, int layers, int width, float mlpRatio) {
        const int hidden = static_cast<int>(static_cast<float>(width) * mlpRatio);
        for (int i = 0; i < layers; ++i) {
            const std::string block = prefix + ".resblocks." + std::to_string(i);
            layerNorm(block + ".ln_1", width);
            add(block + ".attn.in_proj_weight", {3 * width, width});
            add(block + ".attn.in_proj_bias", {3 * width});
            linear(block + ".attn.out_proj", width, width);
            layerNorm(block + ".ln_2", width);
            linear(block + ".mlp.c_fc", width, hidden);
            linear(block + ".mlp.c_proj", hidden, width);
        }
    }
    std::vector<TensorSpec> take() { return std::move(m_specs); }

private:
    std::vector<TensorSpec> m_specs;
};

void addText(Specs &specs, const ModelConfig &config) {
    const TextConfig &text = config.text;
    specs.add("positional_embedding", {text.contextLength, text.width});
    specs.add("token_embedding.weight", {text.vocabSize, text.width});
    specs.transformer("transformer", text.layers, text.width, text.mlpRatio);
    specs.layerNorm("ln_final", text.width);
    specs.add("text_projection", {text.width, config.embedDim});
    specs.add("logit_scale", {});
}

void addVisionTransformer(Specs &specs, const ModelConfig &config) {
    const VisionConfig &vision = config.vision;
    const int grid = vision.imageSize / vision.patchSize;
    specs.add("visual.class_embedding", {vision.width});
    specs.add("visual.positional_embedding", {grid * grid + 1, vision.width}).square = true;
    specs.add("visual.conv1.weight", {vision.width, 3, vision.patchSize, vision.patchSize});
    specs.layerNorm("visual.ln_pre", vision.width);
    specs.transformer("visual.transformer", vision.layers, vision.width, vision.mlpRatio);
    specs.layerNorm("visual.ln_post", vision.width);
    specs.add("visual.proj", {vision.width, config.embedDim});
}

void addModifiedResNet(Specs &specs, const ModelConfig &config) {
    const VisionConfig &vision = config.vision;
    const int half = vision.width / 2;
    const int wide = vision.width * 32;
    const auto convolution = [&specs](const std::string &conv, const std::string &norm, int in,
                                      int out, int kernel) {
        specs.add(conv + ".weight", {out, in, kernel, kernel});
        specs.batchNorm(norm, out);
    };
    convolution("visual.conv1", "visual.bn1", 3, half, 3);
    convolution("visual.conv2", "visual.bn2", half, half, 3);
    convolution("visual.conv3", "visual.bn3", half, vision.width, 3);
    for (const Bottleneck &block : bottlenecks(vision)) {
        convolution(block.name + ".conv1", block.name + ".bn1", block.in, block.planes, 1);
        convolution(block.name + ".conv2", block.name + ".bn2", block.planes, block.planes, 3);
        convolution(block.name + ".conv3", block.name + ".bn3", block.planes, 4 * block.planes, 1);
        if (block.downsample) {
            convolution(block.name + ".downsample.0", block.name + ".downsample.1", block.in,
                        4 * block.planes, 1);
        }
    }
    const int grid = vision.imageSize / 32;
    specs.add("visual.attnpool.positional_embedding", {grid * grid + 1, wide}).square = true;
    for (const char *part : {"q_proj", "k_proj", "v_proj"}) {
        specs.linear(std::string("visual.attnpool.") + part, wide, wide);
    }
    specs.linear("visual.attnpool.c_proj", wide, config.embedDim);
}

void addEfficientNetLite(Specs &specs, const ModelConfig &config) {
    const std::string trunk = "visual.trunk";
    specs.add(trunk + ".conv_stem.weight", {kMobileStem, 3, 3, 3});
    specs.batchNorm(trunk + ".bn1", kMobileStem);
    int last = kMobileStem;
    for (const MobileBlock &block : mobileBlocks(config.vision.timmName)) {
        const std::string depthwise = block.name + ".conv_dw.weight";
        const Shape depthwiseShape{block.expanded, 1, block.kernel, block.kernel};
        if (block.separable) {
            specs.add(depthwise, depthwiseShape);
            specs.batchNorm(block.name + ".bn1", block.expanded);
            specs.add(block.name + ".conv_pw.weight", {block.out, block.expanded, 1, 1});
            specs.batchNorm(block.name + ".bn2", block.out);
        } else {
            specs.add(block.name + ".conv_pw.weight", {block.expanded, block.in, 1, 1});
            specs.batchNorm(block.name + ".bn1", block.expanded);
            specs.add(depthwise, depthwiseShape);
            specs.batchNorm(block.name + ".bn2", block.expanded);
            specs.add(block.name + ".conv_pwl.weight", {block.out, block.expanded, 1, 1});
            specs.batchNorm(block.name + ".bn3", block.out);
        }
        last = block.out;
    }
    specs.add(trunk + ".conv_head.weight", {kMobileFeatures, last, 1, 1});
    specs.batchNorm(trunk + ".bn2", kMobileFeatures);
    specs.add("visual.head.proj.weight", {config.embedDim, kMobileFeatures});
    if (config.vision.projectionBias) {
        specs.add("visual.head.proj.bias", {config.embedDim});
    }
}

using Renaming = std::pair<std::string_view, std::string_view>;

constexpr std::array kHuggingFaceTop{
    Renaming{"positional_embedding", "text_model.embeddings.position_embedding.weight"},
    Renaming{"token_embedding.weight", "text_model.embeddings.token_embedding.weight"},
    Renaming{"text_projection", "text_projection.weight"},
    Renaming{"ln_final.weight", "text_model.final_layer_norm.weight"},
    Renaming{"ln_final.bias", "text_model.final_layer_norm.bias"},
    Renaming{"logit_scale", "logit_scale"},
    Renaming{"visual.class_embedding", "vision_model.embeddings.class_embedding"},
    Renaming{"visual.positional_embedding", "vision_model.embeddings.position_embedding.weight"},
    Renaming{"visual.conv1.weight", "vision_model.embeddings.patch_embedding.weight"},
    // The missing m is theirs.
    Renaming{"visual.ln_pre.weight", "vision_model.pre_layrnorm.weight"},
    Renaming{"visual.ln_pre.bias", "vision_model.pre_layrnorm.bias"},
    Renaming{"visual.ln_post.weight", "vision_model.post_layernorm.weight"},
    Renaming{"visual.ln_post.bias", "vision_model.post_layernorm.bias"},
    Renaming{"visual.proj", "visual_projection.weight"},
};

constexpr std::array kHuggingFaceBlock{
    Renaming{"attn.out_proj", "self_attn.out_proj"},
    Renaming{"ln_1", "layer_norm1"},
    Renaming{"ln_2", "layer_norm2"},
    Renaming{"mlp.c_fc", "mlp.fc1"},
    Renaming{"mlp.c_proj", "mlp.fc2"},
};

void renameInBlock(TensorSpec &spec, std::string_view tower, std::string_view inner) {
    const std::size_t dot = inner.find('.');
    const std::string layer =
        std::string(tower) + ".encoder.layers." + std::string(inner.substr(0, dot)) + ".";
    const std::string_view rest = inner.substr(dot + 1);
    if (rest.starts_with("attn.in_proj_")) {
        const std::string kind(rest.substr(std::string_view("attn.in_proj_").size()));
        spec.joining = Joining::Rows;
        for (const char *part : {"q_proj.", "k_proj.", "v_proj."}) {
            spec.parts.push_back(layer + "self_attn." + part + kind);
        }
        return;
    }
    const auto *const found =
        std::find_if(kHuggingFaceBlock.begin(), kHuggingFaceBlock.end(),
                     [rest](const Renaming &entry) { return rest.starts_with(entry.first); });
    spec.parts.push_back(layer + std::string(found->second) +
                         std::string(rest.substr(found->first.size())));
}

void renameToHuggingFace(TensorSpec &spec) {
    constexpr std::string_view kText = "transformer.resblocks.";
    constexpr std::string_view kVision = "visual.transformer.resblocks.";
    const std::string_view name = spec.name;
    if (name.starts_with(kText)) {
        renameInBlock(spec, "text_model", name.substr(kText.size()));
        return;
    }
    if (name.starts_with(kVision)) {
        renameInBlock(spec, "vision_model", name.substr(kVision.size()));
        return;
    }
    const auto *const found =
        std::find_if(kHuggingFaceTop.begin(), kHuggingFaceTop.end(),
                     [name](const Renaming &entry) { return entry.first == name; });
    spec.parts.emplace_back(found->second);
    if (name == "text_projection" || name == "visual.proj") {
        spec.joining = Joining::Transpose;
    }
}

TensorSpec ignored(const std::string &name) {
    TensorSpec spec;
    spec.name = name;
    spec.optional = true;
    spec.parts = {name};
    return spec;
}

} // namespace

std::vector<TensorSpec> tensorSpecs(const ModelConfig &config) {
    Specs collected;
    switch (config.vision.kind) {
    case TrunkKind::VisionTransformer:
        addVisionTransformer(collected, config);
        break;
    case TrunkKind::ModifiedResNet:
        addModifiedResNet(collected, config);
        break;
    case TrunkKind::EfficientNetLite:
        addEfficientNetLite(collected, config);
        break;
    }
    addText(collected, config);
    std::vector<TensorSpec> specs = collected.take();
    for (TensorSpec &spec : specs) {
        if (config.layout == Layout::HuggingFace) {
            renameToHuggingFace(spec);
        } else {
            spec.parts = {spec.name};
        }
    }
    if (config.layout == Layout::HuggingFace) {
        // Written by older versions of transformers; 0, 1, 2 and so on.
        specs.push_back(ignored("text_model.embeddings.position_ids"));
        specs.push_back(ignored("vision_model.embeddings.position_ids"));
    }
    return specs;
}

std::vector<MobileBlock> mobileBlocks(const std::string &timmName) {
    struct Scale {
        double width;
        double depth;
    };
    constexpr std::array<Scale, 5> kScales{
        {{1.0, 1.0}, {1.0, 1.1}, {1.1, 1.2}, {1.2, 1.4}, {1.4, 1.8}}};
    struct Stage {
        int repeats;
        int kernel;
        int stride;
        int channels;
    };
    constexpr std::array<Stage, 7> kStages{{{1, 3, 1, 16},
                                            {2, 3, 2, 24},
                                            {2, 5, 2, 40},
                                            {3, 3, 2, 80},
                                            {3, 5, 1, 112},
                                            {4, 5, 2, 192},
                                            {1, 3, 1, 320}}};
    const Scale scale = kScales.at(static_cast<std::size_t>(timmName.back() - '0'));
    // Channels in multiples of 8, never less than .9 of what was asked for.
    const auto rounded = [&scale](int channels) {
        const double wanted = channels * scale.width;
        const int down = std::max(8, static_cast<int>(wanted + 4) / 8 * 8);
        return down < .9 * wanted ? down + 8 : down;
    };
    std::vector<MobileBlock> blocks;
    int in = kMobileStem;
    for (std::size_t s = 0; s < kStages.size(); ++s) {
        const Stage &stage = kStages[s];
        const bool fixedDepth = s == 0 || s + 1 == kStages.size();
        const int repeats =
            fixedDepth ? stage.repeats : static_cast<int>(std::ceil(stage.repeats * scale.depth));
        for (int r = 0; r < repeats; ++r) {
            MobileBlock block;
            block.name = "visual.trunk.blocks." + std::to_string(s) + "." + std::to_string(r);
            block.stage = s;
            block.separable = s == 0;
            block.in = in;
            block.expanded = block.separable ? in : 6 * in;
            block.out = rounded(stage.channels);
            block.kernel = stage.kernel;
            block.stride = r == 0 ? stage.stride : 1;
            block.skip = block.stride == 1 && block.in == block.out;
            in = block.out;
            blocks.push_back(std::move(block));
        }
    }
    return blocks;
}

std::vector<Bottleneck> bottlenecks(const VisionConfig &vision) {
    std::vector<Bottleneck> blocks;
    int in = vision.width;
    for (std::size_t s = 0; s < vision.stages.size(); ++s) {
        const int planes = vision.width << s;
        for (int r = 0; r < vision.stages[s]; ++r) {
            Bottleneck block;
            block.name = "visual.layer" + std::to_string(s + 1) + "." + std::to_string(r);
            block.in = in;
            block.planes = planes;
            block.stride = r == 0 && s > 0 ? 2 : 1;
            block.downsample = block.stride > 1 || in != 4 * planes;
            in = 4 * planes;
            blocks.push_back(std::move(block));
        }
    }
    return blocks;
}

} // namespace fovea::clip
