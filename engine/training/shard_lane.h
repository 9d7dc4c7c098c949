#pragma once

#include "engine/training/shard_order.h"
#include "engine/training/tar_shards.h"

#include <functional>
#include <optional>
#include <vector>

namespace fovea::training {

/// Reads samples of an epoch's sequence by their place in it. Going forward, a shard is read once.
/// Thread: one at a time.
class ShardReader {
public:
    /// Both outlive this.
    ShardReader(const ShardTable &table, const ShardOrder &order)
        : m_table(table)
        , m_order(order) {}

    /// With the picture, or without where it is only passed.
    Result<ShardSample> read(std::int64_t epoch, std::int64_t position, TarShard::Images images);

private:
    Result<void> goTo(std::int64_t epoch, std::int64_t position);

    const ShardTable &m_table;
    const ShardOrder &m_order;
    std::int64_t m_epoch = -1;
    std::vector<std::size_t> m_shards;  ///< of the epoch, in order
    std::vector<std::int64_t> m_starts; ///< position of each one's first sample
    std::size_t m_at = 0;               ///< which of m_shards is open
    std::optional<TarShard> m_open;
    std::int64_t m_nextPlace = 0; ///< of the open shard, among all its samples
};

/// One lane of the order, read window by window. Thread: one.
class ShardLane {
public:
    /// `owned`: whether a sample of the lane, by its number in an epoch, is this process's.
    ShardLane(const ShardTable &table, const ShardOrder &order, std::int64_t lane,
              std::function<bool(std::int64_t)> owned)
        : m_reader(table, order)
        , m_order(order)
        , m_lane(lane)
        , m_owned(std::move(owned)) {}

    /// The sample with this number, which is owned; numbers and epochs come in ascending order.
    Result<ShardSample> take(std::int64_t epoch, std::int64_t number);

private:
    void load(std::int64_t epoch, std::int64_t window);

    ShardReader m_reader;
    const ShardOrder &m_order;
    const std::int64_t m_lane;
    const std::function<bool(std::int64_t)> m_owned;
    std::int64_t m_epoch = -1;
    std::int64_t m_window = -1;
    std::vector<std::optional<Result<ShardSample>>> m_held; ///< by the number within the window
};

} // namespace fovea::training
