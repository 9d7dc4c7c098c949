#pragma once

#include "engine/training/parameters.h"
#include "engine/training/training_job.h"

#include <cstdint>
#include <filesystem>
#include <string>

namespace fovea::training {

/// What an album's run needs to go on as if nothing had happened, besides its job. Thread: one.
struct AlbumState {
    std::int64_t step = 0;
    std::int64_t lastPassAt = -1; ///< the step at which the last pass began; -1: it did not yet
    Parameters changes;
    Parameters best;          ///< the state that was measured best, without the last pass
    double bestScore = -1;    ///< -1: none was measured
    double guardBefore = -1;  ///< -1: there is none
    int suffering = 0;        ///< evaluations in a row in which the guard fell too far
    double guardFactor = 1;   ///< by which the guard weighs more since it suffered
    std::string stoppedEarly; ///< a sentence; empty where it was not

    /// The checkpoint of `runFolder`, with the optimizers' moments as groups of their own.
    Result<void> write(const std::filesystem::path &runFolder, const Parameters &moments,
                       const Parameters &wordMoments) const;
    /// False where there is no checkpoint. REQUIRES: `changes` as they are at first, by which one
    /// of another training is told (an Error, as is a damaged one).
    Result<bool> read(const std::filesystem::path &runFolder, Parameters &moments,
                      Parameters &wordMoments);
    /// Whether the state of now is the one to keep, by what is held out, and whether to go on:
    /// while the guard stays lower than before by more than `allowedGuardLoss` it weighs twice as
    /// much each time, and after a few times the run is over.
    void judge(const EvaluationEvent &event, double allowedGuardLoss, bool isLast);
    /// Steps of the pass that is under way, of which the optimizers know.
    std::int64_t stepOfPass() const { return lastPassAt < 0 ? step : step - lastPassAt; }
};

/// Detached, so that training one leaves the other as it is.
Parameters copyOf(const Parameters &parameters);

} // namespace fovea::training
