#pragma once

#include "engine/clip/encoders.h"
#include "engine/clip/model_config.h"
#include "engine/core/error.h"

namespace fovea::app {

/// The fastest precision that is sound for this model on this machine: measured at the first use
/// and kept in the settings. Thread: one at a time.
Result<clip::Precision> chosenPrecision(const clip::ModelConfig &config, clip::Device device);

} // namespace fovea::app
