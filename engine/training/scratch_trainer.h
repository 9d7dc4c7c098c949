#pragma once

#include "engine/core/progress.h"
#include "engine/training/scratch_job.h"

namespace fovea::training {

/// Trains a model whole, or the text side of one whose image tower is locked. Of the ranks of a
/// data-parallel run (rank_environment.h) the first tells of it and writes. An unfinished run in
/// job.out goes on from its last checkpoint, with the same curve.
Result<ScratchResult> trainFromScratch(const ScratchJob &job, TrainingObserver &observer,
                                       const StopToken &stop);

} // namespace fovea::training
