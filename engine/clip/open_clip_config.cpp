#include "engine/clip/config_layouts.h"
#include "engine/clip/config_section.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace fovea::clip {
namespace {

using Json = nlohmann::json;

/// Options of OpenCLIP's own blocks that change what a Transformer computes, and their defaults.
void expectPlainBlocks(const ConfigSection &section) {
    for (const char *key : {"qk_norm", "scaled_cosine_attn", "scale_heads", "scale_attn_inner",
                            "scale_attn", "scale_fc", "final_ln_after_pool"}) {
        section.expect(key, false);
    }
    section.expect("block_type", "default");
    section.expect("act_kwargs", Json::object());
    if (section.has("ls_init_value")) {
        section.unsupported("ls_init_value is set, and Fovea knows no layer scale");
    }
}

double layerNormEps(const ConfigSection &section) {
    const ConfigSection norm = section.section("norm_kwargs");
    norm.allowOnly({"eps"});
    return norm.number("eps", 1e-5);
}

void readTimm(const ConfigSection &section, VisionConfig &vision) {
    // "tf_efficientnet_lite2.in1k" names weights besides.
    const std::string name = section.text("timm_model_name", "");
    vision.timmName = name.substr(0, name.find('.'));
    constexpr std::string_view kFamily = "tf_efficientnet_lite";
    const std::string_view size =
        std::string_view(vision.timmName)
            .substr(vision.timmName.starts_with(kFamily) ? kFamily.size() : vision.timmName.size());
    if (size.size() != 1 || size[0] < '0' || size[0] > '4') {
        section.unsupported("the image tower is timm's " + name + "; " + kSupportedModels);
    }
    vision.kind = TrunkKind::EfficientNetLite;
    vision.projectionBias = section.flag("timm_proj_bias", false);
    section.expect("timm_proj", "linear");
    if (section.text("timm_pool", "avg") != "") { // "" leaves the network's own, an average too
        section.expect("timm_pool", "avg");
    }
}

void readVision(const ConfigSection &section, VisionConfig &vision) {
    section.allowOnly({"layers",
                       "width",
                       "head_width",
                       "mlp_ratio",
                       "patch_size",
                       "image_size",
                       "ls_init_value",
                       "patch_dropout",
                       "attentional_pool",
                       "attn_pooler_queries",
                       "attn_pooler_heads",
                       "no_ln_pre",
                       "pos_embed_type",
                       "final_ln_after_pool",
                       "pool_type",
                       "output_tokens",
                       "act_kwargs",
                       "norm_kwargs",
                       "block_type",
                       "qk_norm",
                       "scaled_cosine_attn",
                       "scale_heads",
                       "scale_attn_inner",
                       "scale_attn",
                       "scale_fc",
                       "timm_model_name",
                       "timm_model_pretrained",
                       "timm_pool",
                       "timm_proj",
                       "timm_proj_bias",
                       "timm_drop",
                       "timm_drop_path"});
    vision.imageSize = section.square("image_size", 224);
    if (section.has("timm_model_name")) {
        readTimm(section, vision);
        return;
    }
    vision.width = section.integer("width", 768);
    const int headWidth = section.integer("head_width", 64);
    if (section.value("layers").is_array()) {
        vision.kind = TrunkKind::ModifiedResNet;
        vision.stages = section.integers("layers");
        if (vision.stages.size() != 4) {
            section.unsupported("a ModifiedResNet has four stages, and layers names " +
                                std::to_string(vision.stages.size()));
        }
        vision.heads = vision.width * 32 / headWidth;
        vision.layers = 0;
        vision.patchSize = 32; // px for each cell of the last stage
        return;
    }
    vision.kind = TrunkKind::VisionTransformer;
    vision.layers = section.integer("layers", 12, 1, 1000);
    vision.patchSize = section.square("patch_size", 16);
    vision.mlpRatio = static_cast<float>(section.number("mlp_ratio", 4.0));
    vision.layerNormEps = layerNormEps(section);
    vision.heads = vision.width / headWidth;
    if (vision.width % headWidth != 0) {
        section.damaged("width is not a multiple of head_width");
    }
    if (vision.patchSize > vision.imageSize) {
        section.damaged("patch_size is larger than image_size");
    }
    expectPlainBlocks(section);
    section.expect("attentional_pool", false);
    section.expect("no_ln_pre", false);
    section.expect("pos_embed_type", "learnable");
    section.expect("pool_type", "tok");
}

void refuseOtherTextTowers(const ConfigSection &section) {
    if (section.has("hf_model_name")) {
        section.unsupported("the text tower is Hugging Face's " +
                            section.text("hf_model_name", "") + "; " + kSupportedModels);
    }
    if (section.has("hf_tokenizer_name")) {
        section.unsupported("the tokenizer is Hugging Face's " +
                            section.text("hf_tokenizer_name", "") + ", and Fovea has CLIP's own");
    }
    if (section.has("tokenizer_mode")) {
        section.unsupported("tokenizer_mode is set, and Fovea knows no such mode");
    }
    const ConfigSection tokenizer = section.section("tokenizer_kwargs");
    tokenizer.allowOnly({"clean"});
    tokenizer.expect("clean", "lower");
}

void readText(const ConfigSection &section, TextConfig &text) {
    refuseOtherTextTowers(section);
    section.allowOnly({"context_length",
                       "vocab_size",
                       "hf_tokenizer_name",
                       "tokenizer_mode",
                       "tokenizer_kwargs",
                       "width",
                       "heads",
                       "layers",
                       "mlp_ratio",
                       "ls_init_value",
                       "embed_cls",
                       "pad_id",
                       "eos_id",
                       "no_causal_mask",
                       "final_ln_after_pool",
                       "pool_type",
                       "proj_bias",
                       "proj_type",
                       "output_tokens",
                       "act_kwargs",
                       "norm_kwargs",
                       "block_type",
                       "qk_norm",
                       "scaled_cosine_attn",
                       "scale_heads",
                       "scale_attn_inner",
                       "scale_attn",
                       "scale_fc",
                       "hf_model_pretrained",
                       "hf_proj_type",
                       "hf_pooler_type"});
    text.contextLength = section.integer("context_length", 77, 2, 1 << 16);
    text.vocabSize = section.integer("vocab_size", 49408, 3, 1 << 24);
    text.width = section.integer("width", 512);
    text.heads = section.integer("heads", 8);
    text.layers = section.integer("layers", 12, 1, 1000);
    text.mlpRatio = static_cast<float>(section.number("mlp_ratio", 4.0));
    text.layerNormEps = layerNormEps(section);
    text.padToken = section.integer("pad_id", 0, 0, text.vocabSize - 1);
    text.endToken = text.vocabSize - 1;
    if (text.width % text.heads != 0) {
        section.damaged("width is not a multiple of heads");
    }
    const std::string pool = section.text("pool_type", "argmax");
    if (pool == "eos") {
        text.pooling = TextPooling::EndToken;
        text.endToken = section.integer("eos_id", 2, 0, text.vocabSize - 1);
    } else {
        text.pooling = TextPooling::ArgMax;
        section.expect("pool_type", "argmax");
    }
    expectPlainBlocks(section);
    section.expect("embed_cls", false);
    section.expect("no_causal_mask", false);
    section.expect("proj_type", "linear");
    section.expect("proj_bias", false);
}

void readPreprocessing(const ConfigSection &section, int imageSize,
                       ImagePreprocessing &preprocessing) {
    // OpenCLIP takes the size from the image tower, whatever stands here.
    preprocessing.input.size = imageSize;
    section.expect("mode", "RGB");
    preprocessing.mean = section.color("mean", preprocessing.mean);
    preprocessing.std = section.color("std", preprocessing.std);
    if (std::ranges::any_of(preprocessing.std, [](float value) { return !(value > 0.0F); })) {
        section.damaged("std is not above 0");
    }
    const std::string interpolation = section.text("interpolation", "bicubic");
    preprocessing.input.interpolation = interpolation == "bilinear" ? image::Interpolation::Bilinear
                                                                    : image::Interpolation::Bicubic;
    if (interpolation != "bilinear" &&
        interpolation != "random") { // random when training, else bicubic
        section.expect("interpolation", "bicubic");
    }
    const std::string mode = section.text("resize_mode", "shortest");
    if (mode == "squash") {
        preprocessing.input.mode = image::ResizeMode::Squash;
    } else if (mode == "longest") {
        preprocessing.input.mode = image::ResizeMode::Longest;
    } else {
        preprocessing.input.mode = image::ResizeMode::Shortest;
        section.expect("resize_mode", "shortest");
    }
    preprocessing.input.fill.fill(
        static_cast<std::uint8_t>(section.integer("fill_color", 0, 0, 255)));
}

} // namespace

Result<void> readOpenClipConfig(const std::filesystem::path &file, ModelConfig &config) {
    const auto json = readConfigFile(file);
    if (!json) {
        return fail(json.error());
    }
    std::optional<Error> error;
    const ConfigSection root(*json, file.string(), error);
    const ConfigSection model = root.section("model_cfg");
    if (!root.has("model_cfg") || !model.has("vision_cfg") || !model.has("text_cfg")) {
        root.damaged("there is no model_cfg with vision_cfg and text_cfg");
    }
    if (model.has("multimodal_cfg")) {
        model.unsupported(std::string("it is a CoCa model; ") + kSupportedModels);
    }
    if (model.flag("custom_text", false)) {
        model.unsupported((model.has("init_logit_bias")
                               ? std::string("it is a SigLIP model; ")
                               : std::string("it has a text tower of its own (custom_text); ")) +
                          kSupportedModels);
    }
    config.layout = Layout::OpenClip;
    config.embedDim = model.integer("embed_dim", 512);
    config.activation = model.flag("quick_gelu", false) ? Activation::QuickGelu : Activation::Gelu;
    readText(model.section("text_cfg"), config.text);
    readVision(model.section("vision_cfg"), config.vision);
    readPreprocessing(root.section("preprocess_cfg"), config.vision.imageSize,
                      config.preprocessing);
    if (error) {
        return fail(*error);
    }
    return {};
}

} // namespace fovea::clip
