#pragma once

#include "engine/core/error.h"

#include <cstdint>
#include <string>
#include <vector>

namespace fovea::training {

/// Pictures with their captions, as a training step takes them.
struct PairBatch {
    std::vector<std::uint8_t> pixels;  ///< [n, size, size, 3], sRGB, cropped
    std::vector<std::string> captions; ///< [n]
};

/// Which part of which batches a process reads.
struct PairPlan {
    std::int64_t batch = 0;     ///< pairs of all ranks together
    std::int64_t firstStep = 0; ///< of the run, counted over its epochs
    int rank = 0;
    int size = 1; ///< REQUIRES: divides batch

    std::int64_t localBatch() const { return batch / size; }
    std::int64_t firstPosition() const { return rank * localBatch(); }
};

/// A sample that could not be used, and so was replaced by another one.
struct BrokenPair {
    std::string where;
    std::string reason;
};

/// Where training from scratch takes its pairs. What stands at a position of the batch of a step,
/// and how it is cropped, follows from the seed alone: neither the number of processes nor where a
/// run was resumed changes it. Thread: one; sources read ahead in threads of their own.
class PairSource {
public:
    virtual ~PairSource() = default;
    virtual int imageSize() const = 0;      ///< side of the pictures in px
    virtual std::int64_t pairs() const = 0; ///< in an epoch
    /// Of a batch of this size; the pairs beyond the last whole batch are left out of that epoch.
    std::int64_t stepsPerEpoch(std::int64_t batch) const { return pairs() / batch; }

    /// Begins to read ahead from the plan's first step on. May be called again.
    virtual Result<void> start(const PairPlan &plan) = 0;
    /// The next `count` pairs of this rank, in order; blocks until they are decoded.
    /// REQUIRES: started; calls do not straddle the end of a step.
    virtual Result<PairBatch> next(std::int64_t count) = 0;

    /// What was found broken since the last call; it is told, never passed over in silence.
    virtual std::vector<BrokenPair> takeBroken() = 0;
};

} // namespace fovea::training
