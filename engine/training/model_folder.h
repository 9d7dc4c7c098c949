#pragma once

#include "engine/clip/model_config.h"
#include "engine/training/parameters.h"

#include <cstdint>
#include <filesystem>
#include <string>

namespace fovea::training {

/// Writes a folder that OpenCLIP loads by strict names (local-dir:FOLDER) and Fovea opens:
/// open_clip_config.json, and open_clip_model.safetensors in fp32 with the statistics of batch norm
/// and how many batches they have seen. A reader sees the old weights or the new. Parameters that
/// the configuration does not name are left out; a missing one is an Error.
Result<void> writeModelFolder(const std::filesystem::path &folder, const clip::ModelConfig &config,
                              const std::string &openClipConfig, const Parameters &parameters,
                              std::int64_t batchesTracked);

} // namespace fovea::training
