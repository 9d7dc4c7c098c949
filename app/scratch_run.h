#pragma once

#include "app/scratch_command.h"
#include "engine/training/scratch_options.h"

namespace fovea::app {

/// What a person asked for goes before what the configuration says.
training::ScratchOptions withOverrides(training::ScratchOptions options, const TrainCommand &train,
                                       const ScratchCommand &scratch);

/// The part of one process in a training; `leads` is that which tells of it and writes.
Result<int> trainScratch(const CommonOptions &common, const TrainCommand &train,
                         const ScratchCommand &scratch, bool leads);

} // namespace fovea::app
