#pragma once

#include "engine/clip/model_config.h"

namespace fovea::clip {

/// What readModelConfig() says of everything that it does not know.
inline constexpr const char *kSupportedModels =
    "Fovea runs CLIP models: Vision Transformers, ModifiedResNets and tf_efficientnet_lite0 to 4, "
    "each "
    "with CLIP's text Transformer";

/// Fills `config` from open_clip_config.json; name, folder and weights stay as they are.
Result<void> readOpenClipConfig(const std::filesystem::path &file, ModelConfig &config);

/// The same from Hugging Face's config.json and the preprocessor_config.json beside it.
Result<void> readHuggingFaceConfig(const std::filesystem::path &file, ModelConfig &config);

} // namespace fovea::clip
