#pragma once

#include <QString>

namespace fovea::ui {

/// The work that goes on beside the window, as the status line tells it.
struct JobState {
    enum class Phase {
        Idle,     ///< nothing to tell
        Starting, ///< started, nothing counted yet
        Running,
        Paused,
        Stopping, ///< finishes what it has in hand
    };
    Phase phase = Phase::Idle;
    QString what; ///< the folder's name; empty: several folders
    qint64 done = 0;
    qint64 total = 0; ///< 0 while unknown
    double ratePerSecond = 0;
    qint64 remainingSeconds = -1; ///< -1 while unknown

    bool active() const { return phase != Phase::Idle; }
    bool operator==(const JobState &) const = default;
};

} // namespace fovea::ui
