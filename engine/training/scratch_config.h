#pragma once

#include "engine/clip/model_config.h"
#include "engine/core/error.h"
#include "engine/training/scratch_options.h"

#include <filesystem>
#include <string>

namespace fovea::training {

/// A configuration to train by: OpenCLIP's own objects, and how to train beside them.
struct ScratchConfig {
    clip::ModelConfig model;
    std::string openClip; ///< what goes into open_clip_config.json of the trained model
    ScratchOptions options;
};

/// Reads {"model_cfg": {…}, "preprocess_cfg": {…}, "training": {…}}. Keys that Fovea does not know
/// are refused, so that no misspelled hyperparameter is trained without.
Result<ScratchConfig> readScratchConfig(const std::filesystem::path &file);

/// Of all that decides what comes of a training, but not of how it is computed (chunks, threads,
/// checkpointing) or how often it is looked at.
std::string fingerprintOf(const std::string &openClip, const ScratchOptions &options);

/// The name that a configuration has in `resources/training`: "flickr-small" for
/// flickr-small.json. A path is taken as it is.
std::filesystem::path findScratchConfig(const std::string &nameOrPath);

} // namespace fovea::training
