#pragma once

#include "engine/training/shard_table.h"

#include <cstdint>
#include <vector>

namespace fovea::training {

/// In which order the samples of shards come. An epoch lays the shards behind each other in a
/// random order and cuts that sequence into equal lanes, which are read side by side; each gives an
/// equal part of every batch, mixed within a window. All of it follows from the seed, so a process
/// reads only the lanes that its part of the batch comes from, wherever it begins.
class ShardOrder {
public:
    static constexpr std::int64_t kMostLanes = 16;

    /// `mixed`: samples of all lanes together among which the order is random.
    ShardOrder(const ShardTable &table, std::int64_t batch, std::int64_t mixed, std::uint64_t seed);

    std::int64_t stepsPerEpoch() const { return m_stepsPerEpoch; }
    std::int64_t lanes() const { return m_lanes; }
    std::int64_t perStep() const { return m_perStep; }   ///< samples of a lane in a batch
    std::int64_t laneSize() const { return m_laneSize; } ///< samples of a lane in an epoch
    std::int64_t window() const { return m_window; }     ///< of a lane

    /// Where the samples of a lane's window stand in the epoch's sequence, in the order in which
    /// they are used. The last window may be shorter.
    std::vector<std::int64_t> windowOrder(std::int64_t epoch, std::int64_t lane,
                                          std::int64_t window) const;

    /// The shards of an epoch, in order.
    std::vector<std::size_t> shardOrder(std::int64_t epoch) const;

private:
    const std::size_t m_shards;
    const std::uint64_t m_seed;
    std::int64_t m_lanes = 1;
    std::int64_t m_perStep = 0;
    std::int64_t m_stepsPerEpoch = 0;
    std::int64_t m_laneSize = 0;
    std::int64_t m_stride = 0; ///< from the start of a lane to that of the next
    std::int64_t m_window = 1;
};

} // namespace fovea::training
