#pragma once

#include "engine/core/progress.h"
#include "engine/training/training_job.h"

namespace fovea::training {

/// Learns an album: TrainingLibrary::trainAlbum. Goes on from a checkpoint in `job.runFolder`, with
/// the same numbers as if it had never been interrupted.
Result<AlbumResult> trainAlbum(const AlbumJob &job, TrainingObserver &observer,
                               const StopToken &stop);

} // namespace fovea::training
