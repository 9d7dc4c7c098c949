#include "engine/training/shard_order.h"

#include "engine/training/counter_random.h"

#include <algorithm>

namespace fovea::training {

ShardOrder::ShardOrder(const ShardTable &table, std::int64_t batch, std::int64_t mixed,
                       std::uint64_t seed)
    : m_shards(table.shards.size())
    , m_seed(seed) {
    // Halving the lanes keeps what divides a batch dividing it.
    const auto shards = static_cast<std::int64_t>(m_shards);
    while (m_lanes * 2 <= std::min(kMostLanes, shards) && batch % (m_lanes * 2) == 0) {
        m_lanes *= 2;
    }
    m_perStep = batch / m_lanes;
    m_stepsPerEpoch = table.usable / batch;
    m_laneSize = m_stepsPerEpoch * m_perStep;
    m_stride = table.usable / m_lanes;
    m_window = std::max<std::int64_t>(1, mixed / m_lanes);
}

std::vector<std::int64_t> ShardOrder::windowOrder(std::int64_t epoch, std::int64_t lane,
                                                  std::int64_t window) const {
    const std::int64_t begin = window * m_window;
    const std::int64_t count = std::min(m_window, m_laneSize - begin);
    const auto order =
        shuffled(static_cast<std::size_t>(count),
                 CounterRandom(Draw::Order, {m_seed, static_cast<std::uint64_t>(epoch),
                                             static_cast<std::uint64_t>(lane) + 1,
                                             static_cast<std::uint64_t>(window)}));
    std::vector<std::int64_t> positions;
    positions.reserve(order.size());
    for (const std::size_t place : order) {
        positions.push_back(lane * m_stride + begin + static_cast<std::int64_t>(place));
    }
    return positions;
}

std::vector<std::size_t> ShardOrder::shardOrder(std::int64_t epoch) const {
    return shuffled(m_shards,
                    CounterRandom(Draw::Order, {m_seed, static_cast<std::uint64_t>(epoch)}));
}

} // namespace fovea::training
