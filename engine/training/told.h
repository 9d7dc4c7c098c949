#pragma once

#include "engine/training/training_job.h"

#include <chrono>
#include <string>
#include <utility>

namespace fovea::training {

/// Tells of the progress of one phase, with its rate.
class Told {
public:
    Told(TrainingObserver &observer, std::string phase)
        : m_observer(observer)
        , m_phase(std::move(phase)) {}
    void operator()(std::int64_t done, std::int64_t total) const {
        const auto elapsed = std::chrono::duration_cast<std::chrono::milliseconds>(
            std::chrono::steady_clock::now() - m_begin);
        Progress progress{.done = done, .total = total, .elapsed = elapsed};
        if (elapsed.count() > 0) {
            progress.ratePerSecond =
                1000.0 * static_cast<double>(done) / static_cast<double>(elapsed.count());
        }
        m_observer.progress(m_phase, progress);
    }

private:
    TrainingObserver &m_observer;
    std::string m_phase;
    std::chrono::steady_clock::time_point m_begin = std::chrono::steady_clock::now();
};

} // namespace fovea::training
