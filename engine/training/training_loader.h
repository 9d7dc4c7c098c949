#pragma once

#include "engine/core/error.h"
#include "engine/training/training_library.h"

namespace fovea::training {

/// The functions that train, from a shared library that is opened at the first call
/// (FOVEA_TRAINING_LIBRARY of the environment names another). Thread: any.
Result<const TrainingLibrary *> trainingLibrary();

} // namespace fovea::training
