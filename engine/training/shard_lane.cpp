#include "engine/training/shard_lane.h"

#include <algorithm>
#include <utility>

namespace fovea::training {

Result<void> ShardReader::goTo(std::int64_t epoch, std::int64_t position) {
    if (epoch != m_epoch) {
        m_epoch = epoch;
        m_shards = m_order.shardOrder(epoch);
        m_starts.clear();
        std::int64_t start = 0;
        for (const std::size_t shard : m_shards) {
            m_starts.push_back(start);
            start += m_table.shards[shard].usable;
        }
        m_open.reset();
    }
    const auto after = std::upper_bound(m_starts.begin(), m_starts.end(), position);
    const auto at = static_cast<std::size_t>(after - m_starts.begin()) - 1;
    const ShardEntry &entry = m_table.shards[m_shards[at]];
    const std::int64_t place = entry.placeOf(position - m_starts[at]);
    if (!m_open || at != m_at || place < m_nextPlace) {
        auto opened = TarShard::open(entry.file);
        if (!opened) {
            return fail(opened.error());
        }
        m_open.emplace(std::move(*opened));
        m_at = at;
        m_nextPlace = 0;
    }
    for (; m_nextPlace < place; ++m_nextPlace) {
        const auto passed = m_open->next(TarShard::Images::Skip);
        if (!passed || !*passed) {
            m_open.reset();
            return fail(ErrorCode::Damaged,
                        entry.file.string() + " changed or broke off while it was read.");
        }
    }
    return {};
}

Result<ShardSample> ShardReader::read(std::int64_t epoch, std::int64_t position,
                                      TarShard::Images images) {
    if (auto there = goTo(epoch, position); !there) {
        return fail(there.error());
    }
    auto sample = m_open->next(images);
    ++m_nextPlace;
    if (!sample || !*sample) {
        const std::string file = m_open->file().string();
        m_open.reset();
        return fail(sample ? Error{ErrorCode::Damaged, file + " became shorter while it was read."}
                           : sample.error());
    }
    if (!(*sample)->problem.empty()) {
        return fail(ErrorCode::Damaged, (*sample)->problem);
    }
    if ((*sample)->member.empty() || (*sample)->captions.empty()) {
        return fail(ErrorCode::Damaged, m_open->file().string() + " changed while it was read.");
    }
    return std::move(**sample);
}

Result<ShardSample> ShardLane::take(std::int64_t epoch, std::int64_t number) {
    const std::int64_t window = number / m_order.window();
    if (epoch != m_epoch || window != m_window) {
        load(epoch, window);
    }
    auto &held = m_held[static_cast<std::size_t>(number % m_order.window())];
    auto sample = std::move(held.value());
    held.reset();
    return sample;
}

void ShardLane::load(std::int64_t epoch, std::int64_t window) {
    m_epoch = epoch;
    m_window = window;
    const auto positions = m_order.windowOrder(epoch, m_lane, window);
    std::vector<std::pair<std::int64_t, std::size_t>> wanted; // position, number in the window
    for (std::size_t i = 0; i < positions.size(); ++i) {
        if (m_owned(window * m_order.window() + static_cast<std::int64_t>(i))) {
            wanted.emplace_back(positions[i], i);
        }
    }
    std::sort(wanted.begin(), wanted.end()); // as they lie in the shards
    m_held.assign(positions.size(), std::nullopt);
    for (const auto &[position, number] : wanted) {
        m_held[number] = m_reader.read(epoch, position, TarShard::Images::Read);
    }
}

} // namespace fovea::training
