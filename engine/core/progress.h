#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>

namespace fovea {

/// What a long call tells of itself. `total` is 0 while it is not known.
struct Progress {
    std::int64_t done = 0;
    std::int64_t total = 0;
    double ratePerSecond = 0;
    std::chrono::milliseconds elapsed{0};
};

using ProgressFunction = std::function<void(const Progress &)>;

/// Asks a long call to stop or to pause. A call looks at it between units of work.
/// Thread: any.
class StopToken {
public:
    void stop() {
        m_stopped.store(true);
        m_paused.store(false);
        m_paused.notify_all();
    }
    void pause() { m_paused.store(!m_stopped.load()); }
    void resume() {
        m_paused.store(false);
        m_paused.notify_all();
    }
    bool stopRequested() const { return m_stopped.load(); }
    bool paused() const { return m_paused.load(); }
    /// Blocks while paused; false once stopped.
    bool waitWhilePaused() const {
        while (m_paused.load()) {
            m_paused.wait(true);
        }
        return !m_stopped.load();
    }

private:
    std::atomic<bool> m_stopped{false};
    std::atomic<bool> m_paused{false};
};

} // namespace fovea
