#pragma once

#include "app/model_choice.h"
#include "engine/clip/encoders.h"
#include "engine/core/error.h"

#include <memory>

namespace fovea::app {

/// Opens a model for indexing at the fastest precision that is sound for it on this machine:
/// measured at the first use and kept in the settings, by model, adapter and processor. Thread: one
/// at a time.
Result<std::unique_ptr<clip::ClipModel>> openForIndexing(const ModelChoice &choice,
                                                         clip::Device device);

} // namespace fovea::app
