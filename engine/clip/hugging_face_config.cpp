#include "engine/clip/config_layouts.h"
#include "engine/clip/config_section.h"

#include <algorithm>
#include <cmath>

namespace fovea::clip {
namespace {

using Json = nlohmann::json;

/// text_config or vision_config. Old files have the true values in text_config_dict.
ConfigSection towerSection(const ConfigSection &root, const std::string &name) {
    const std::string old = name + "_dict";
    return root.section(root.has(old.c_str()) ? old.c_str() : name.c_str());
}

Activation readActivation(const ConfigSection &section) {
    const std::string name = section.text("hidden_act", "quick_gelu");
    if (name == "gelu") {
        return Activation::Gelu;
    }
    section.expect("hidden_act", "quick_gelu");
    return Activation::QuickGelu;
}

float mlpRatio(const ConfigSection &section, int width, int standard) {
    return static_cast<float>(section.integer("intermediate_size", standard)) /
           static_cast<float>(width);
}

void readText(const ConfigSection &section, TextConfig &text) {
    text.contextLength = section.integer("max_position_embeddings", 77, 2, 1 << 16);
    text.vocabSize = section.integer("vocab_size", 49408, 3, 1 << 24);
    text.width = section.integer("hidden_size", 512);
    text.heads = section.integer("num_attention_heads", 8);
    text.layers = section.integer("num_hidden_layers", 12, 1, 1000);
    text.mlpRatio = mlpRatio(section, text.width, 2048);
    text.layerNormEps = section.number("layer_norm_eps", 1e-5);
    text.padToken = 0; // behind the end token, which a causal mask does not look at
    if (text.width % text.heads != 0) {
        section.damaged("hidden_size is not a multiple of num_attention_heads");
    }
    const Json &end = section.value("eos_token_id");
    if (end.is_array()) {
        const std::vector<int> ids = section.integers("eos_token_id");
        text.endToken = ids.empty() ? text.vocabSize - 1 : ids.front();
    } else {
        text.endToken = section.integer("eos_token_id", 49407, 0, 1 << 24);
    }
    // Files from before 2023 name a 2 that is wrong; transformers takes the highest id for them.
    constexpr int kWrongEndToken = 2;
    const bool legacy = text.endToken == kWrongEndToken;
    text.pooling = legacy ? TextPooling::ArgMax : TextPooling::EndToken;
    text.endToken = legacy ? text.vocabSize - 1 : text.endToken;
    if (text.endToken >= text.vocabSize) {
        section.damaged("eos_token_id is outside the vocabulary");
    }
}

void readVision(const ConfigSection &section, VisionConfig &vision) {
    vision.kind = TrunkKind::VisionTransformer;
    vision.imageSize = section.square("image_size", 224);
    vision.patchSize = section.square("patch_size", 32);
    vision.width = section.integer("hidden_size", 768);
    vision.heads = section.integer("num_attention_heads", 12);
    vision.layers = section.integer("num_hidden_layers", 12, 1, 1000);
    vision.mlpRatio = mlpRatio(section, vision.width, 3072);
    vision.layerNormEps = section.number("layer_norm_eps", 1e-5);
    section.expect("num_channels", 3);
    if (vision.width % vision.heads != 0) {
        section.damaged("hidden_size is not a multiple of num_attention_heads");
    }
    if (vision.patchSize > vision.imageSize) {
        section.damaged("patch_size is larger than image_size");
    }
}

/// What `size` or `crop_size` asks for.
struct Size {
    int side = 0;
    bool shortest = false; ///< the short side alone; else both
};

Size readSize(const ConfigSection &section, const char *key, int otherwise, bool shortest) {
    if (!section.value(key).is_object()) {
        return {section.square(key, otherwise), shortest};
    }
    const ConfigSection size = section.section(key);
    if (size.has("shortest_edge")) {
        size.allowOnly({"shortest_edge"});
        return {size.integer("shortest_edge", otherwise, 1, 1 << 14), true};
    }
    size.allowOnly({"height", "width"});
    const int height = size.integer("height", otherwise, 1, 1 << 14);
    if (height != size.integer("width", height, 1, 1 << 14)) {
        size.unsupported("height and width differ, and Fovea takes squares only");
    }
    return {height, false};
}

void readResize(const ConfigSection &section, int imageSize, image::EncoderInput &input) {
    const Size size = readSize(section, "size", imageSize, true);
    const bool crops = section.flag("do_center_crop", true);
    const int crop = readSize(section, "crop_size", imageSize, false).side;
    section.expect("do_resize", true);
    input.size = size.side;
    input.mode = size.shortest ? image::ResizeMode::Shortest : image::ResizeMode::Squash;
    if (crops && crop != size.side) {
        section.unsupported("it crops to " + std::to_string(crop) + " px after resizing to " +
                            std::to_string(size.side) + " px, and Fovea does both to one size");
    }
    if (!crops && size.shortest) {
        section.unsupported("it does not crop, and Fovea takes squares only");
    }
    constexpr int kBilinear = 2; // Pillow's numbers
    constexpr int kBicubic = 3;
    const int resample = section.integer("resample", kBicubic, 0, 100);
    input.interpolation =
        resample == kBilinear ? image::Interpolation::Bilinear : image::Interpolation::Bicubic;
    if (resample != kBilinear && resample != kBicubic) {
        section.unsupported("resample is " + std::to_string(resample) +
                            ", and Fovea knows 2 (bilinear) and 3 (bicubic)");
    }
}

void readPreprocessing(const ConfigSection &section, int imageSize,
                       ImagePreprocessing &preprocessing) {
    readResize(section, imageSize, preprocessing.input);
    section.expect("do_rescale", true);
    constexpr double kFactor = 1.0 / 255.0;
    if (std::abs(section.number("rescale_factor", kFactor) - kFactor) > 1e-9) {
        section.unsupported("rescale_factor is not 1/255");
    }
    if (!section.flag("do_normalize", true)) {
        preprocessing.mean.fill(0.0F);
        preprocessing.std.fill(1.0F);
        return;
    }
    preprocessing.mean = section.color("image_mean", preprocessing.mean);
    preprocessing.std = section.color("image_std", preprocessing.std);
    if (std::ranges::any_of(preprocessing.std, [](float value) { return !(value > 0.0F); })) {
        section.damaged("image_std is not above 0");
    }
}

Result<void> readPreprocessor(const std::filesystem::path &folder, ModelConfig &config) {
    std::optional<Error> error;
    std::error_code ignored;
    Json json = Json::object();
    std::string name = "the default preprocessing";
    // Newer releases of transformers put it into the file of the whole processor.
    for (const char *file : {"preprocessor_config.json", "processor_config.json"}) {
        if (!std::filesystem::exists(folder / file, ignored)) {
            continue;
        }
        auto read = readConfigFile(folder / file);
        if (!read) {
            return fail(read.error());
        }
        json = read->contains("image_processor") ? (*read)["image_processor"] : *read;
        name = (folder / file).string();
        break;
    }
    const Json empty = Json::object();
    readPreprocessing(ConfigSection(json.is_object() ? json : empty, name, error),
                      config.vision.imageSize, config.preprocessing);
    if (error) {
        return fail(*error);
    }
    return {};
}

} // namespace

Result<void> readHuggingFaceConfig(const std::filesystem::path &file, ModelConfig &config) {
    const auto json = readConfigFile(file);
    if (!json) {
        return fail(json.error());
    }
    std::optional<Error> error;
    const ConfigSection root(*json, file.string(), error);
    const std::string type = root.text("model_type", "");
    if (type != "clip") {
        root.unsupported((type.empty() ? std::string("it does not say what kind of model it is")
                                       : "it is a model of the kind \"" + type + "\"") +
                         "; " + kSupportedModels);
    }
    config.layout = Layout::HuggingFace;
    config.embedDim = root.integer("projection_dim", 512);
    const ConfigSection text = towerSection(root, "text_config");
    const ConfigSection vision = towerSection(root, "vision_config");
    readText(text, config.text);
    readVision(vision, config.vision);
    config.activation = readActivation(vision);
    if (readActivation(text) != config.activation) {
        root.unsupported("the towers have different activations (hidden_act)");
    }
    if (error) {
        return fail(*error);
    }
    return readPreprocessor(file.parent_path(), config);
}

} // namespace fovea::clip
