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
    void stop() { become(State::Stopped); }
    void pause() { moveOn(State::Running, State::Paused); }
    void resume() { moveOn(State::Paused, State::Running); }
    bool stopRequested() const { return m_state.load() == State::Stopped; }
    bool paused() const { return m_state.load() == State::Paused; }
    /// Blocks while paused; false once stopped.
    bool waitWhilePaused() const {
        while (m_state.load() == State::Paused) {
            m_state.wait(State::Paused);
        }
        return m_state.load() != State::Stopped;
    }

private:
    // One state, not two flags: whoever pauses while another stops must not undo it.
    enum class State : std::int32_t { Running, Paused, Stopped };

    void become(State state) {
        m_state.store(state);
        m_state.notify_all();
    }
    void moveOn(State from, State to) {
        if (m_state.compare_exchange_strong(from, to)) {
            m_state.notify_all();
        }
    }

    std::atomic<State> m_state{State::Running};
};

} // namespace fovea
