#pragma once

#include "engine/training/pair_source.h"
#include "engine/training/training_job.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace fovea::training {

/// A picture and the caption that it is shown with.
struct DrawnPair {
    std::size_t photo = 0;
    std::size_t caption = 0;
};

/// Which pairs stand in the batch of a step where all is at hand: each photo once in an epoch, in a
/// new order each time, with one of its captions.
class PairOrder {
public:
    /// REQUIRES: each photo has a caption.
    PairOrder(std::size_t photos, const std::vector<JobCaption> &captions, std::uint64_t seed);
    std::int64_t pairs() const { return static_cast<std::int64_t>(m_captions.size()); }
    /// Those of one rank, by plan.batch. REQUIRES: plan.batch <= pairs().
    std::vector<DrawnPair> step(const PairPlan &plan, std::int64_t step);

private:
    std::vector<std::vector<std::size_t>> m_captions; ///< of each photo
    std::uint64_t m_seed;
    std::int64_t m_epoch = -1; ///< of m_order
    std::vector<std::size_t> m_order;
};

} // namespace fovea::training
