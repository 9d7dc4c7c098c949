#pragma once

#include "engine/training/linear_probe.h"
#include "engine/training/scratch_job.h"
#include "engine/training/training_job.h"

namespace fovea::training {

/// What the shared library hands out through its one C symbol `foveaTrainingLibrary`; the manner of
/// clip::ClipLibrary. Functions are added at the end.
struct TrainingLibrary {
    static constexpr int kAbi = 1;
    int abi = kAbi;
    Result<AlbumResult> (*trainAlbum)(const AlbumJob &, TrainingObserver &, const StopToken &);
    Result<ScratchResult> (*trainFromScratch)(const ScratchJob &, TrainingObserver &,
                                              const StopToken &);
    Result<ProbeResult> (*fitProbe)(const ProbeJob &, const ProgressFunction &, const StopToken &);
};

} // namespace fovea::training

extern "C" const fovea::training::TrainingLibrary *foveaTrainingLibrary();
