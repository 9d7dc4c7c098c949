#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <utility>

namespace fovea::indexer {

/// Photos a second over the last seconds, so that an estimate follows a change of pace.
class Pace {
public:
    using Clock = std::chrono::steady_clock;

    /// Takes the count as of `now`. Photos a second.
    double update(std::int64_t done, Clock::time_point now = Clock::now()) {
        m_marks.emplace_back(now, done);
        while (m_marks.size() > 2 && now - m_marks.front().first > std::chrono::seconds(15)) {
            m_marks.pop_front();
        }
        const std::chrono::duration<double> span = now - m_marks.front().first;
        const auto count = static_cast<double>(done - m_marks.front().second);
        return span.count() > 0 ? count / span.count() : 0;
    }

    /// Forgets what was: the time of a pause is no time of work.
    void restart() { m_marks.clear(); }

private:
    std::deque<std::pair<Clock::time_point, std::int64_t>> m_marks;
};

} // namespace fovea::indexer
