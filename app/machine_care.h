#pragma once

#include "engine/core/progress.h"

#include <chrono>
#include <filesystem>
#include <optional>

namespace fovea::app {

class TrainReporter;

/// What the machine says of itself.
struct MachineState {
    std::optional<int> batteryPercent; ///< of the fullest battery that runs it; none on mains alone
    bool discharging = false;
    std::optional<double> celsius; ///< of the zone nearest to its limit
    bool hot = false;              ///< within a few degrees of where the system would slow down

    bool operator==(const MachineState &) const = default;
};

/// Reads power supplies and thermal zones as Linux shows them below `sys`.
MachineState readMachine(const std::filesystem::path &sys = "/sys");

/// The most memory that this process may have now: what is free, and what a control group allows.
std::int64_t availableMemoryBytes();

/// Keeps a long job from draining a laptop or cooking it: called between steps, it waits while the
/// battery is low, and lets the machine rest while it is hot. Thread: one.
class MachineCare {
public:
    MachineCare(const StopToken &stop, TrainReporter &reporter, bool onBattery,
                std::filesystem::path sys = "/sys");

    /// Returns when the next step may be made, or the run was stopped.
    void beforeNextStep();
    /// Waits while the person has it paused, and tells of it.
    void waitForPerson();

private:
    using Clock = std::chrono::steady_clock;

    void waitForPower(MachineState state);
    void rest(const MachineState &state, Clock::duration step);
    void sleep(std::chrono::milliseconds time) const;

    const StopToken &m_stop;
    TrainReporter &m_reporter;
    const bool m_onBattery;
    const std::filesystem::path m_sys;
    MachineState m_state;
    Clock::time_point m_looked{};
    Clock::time_point m_lastStep = Clock::now();
    bool m_slowed = false;
};

} // namespace fovea::app
