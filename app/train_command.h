#pragma once

#include "app/session.h"
#include "app/train_options.h"
#include "engine/core/error.h"

namespace fovea::app {

/// `fovea train`: teaches the model in use an album, in a process of its own that can be killed at
/// any moment and goes on with the same command.
Result<int> runTrain(const CommonOptions &common, const TrainCommand &command);

} // namespace fovea::app
