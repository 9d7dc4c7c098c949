#include "app/machine_care.h"

#include "app/train_reporter.h"

#include <algorithm>
#include <fstream>
#include <string>
#include <thread>

namespace fovea::app {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

constexpr int kLowPercent = 20;
constexpr int kEnoughPercent = 25; ///< to go on without mains: no to and fro about the limit
constexpr double kNearDegrees = 5; ///< below a trip point
constexpr auto kLookEvery = 5s;
constexpr auto kLongestRest = 2s;

std::string readLine(const fs::path &file) {
    std::ifstream stream(file);
    std::string line;
    std::getline(stream, line);
    return line;
}

std::optional<long long> readNumber(const fs::path &file) {
    std::ifstream stream(file);
    long long number = 0;
    return stream >> number ? std::optional(number) : std::nullopt;
}

std::vector<fs::path> foldersIn(const fs::path &folder) {
    std::vector<fs::path> folders;
    std::error_code error;
    for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
        folders.push_back(it->path());
    }
    return folders;
}

void readBatteries(const fs::path &sys, MachineState &state) {
    bool charging = false;
    for (const fs::path &supply : foldersIn(sys / "class/power_supply")) {
        const std::string type = readLine(supply / "type");
        if (type == "Mains" || type == "USB") {
            charging |= readNumber(supply / "online").value_or(0) == 1;
        }
        // A mouse has a battery too, of scope Device.
        if (type != "Battery" || readLine(supply / "scope") == "Device") {
            continue;
        }
        if (const auto percent = readNumber(supply / "capacity")) {
            state.batteryPercent =
                std::max(state.batteryPercent.value_or(0), static_cast<int>(*percent));
        }
        state.discharging |= readLine(supply / "status") == "Discharging";
    }
    state.discharging &= !charging;
}

/// The lowest temperature at which the system would do something about this zone.
std::optional<double> lowestTrip(const fs::path &zone) {
    std::optional<double> lowest;
    for (int i = 0; i < 16; ++i) {
        const std::string trip = "trip_point_" + std::to_string(i);
        const std::string type = readLine(zone / (trip + "_type"));
        const auto degrees = readNumber(zone / (trip + "_temp"));
        if (type.empty()) {
            break;
        }
        if (degrees && *degrees > 0 && (type == "passive" || type == "hot" || type == "critical")) {
            const double celsius = static_cast<double>(*degrees) / 1000;
            lowest = std::min(lowest.value_or(celsius), celsius);
        }
    }
    return lowest;
}

void readHeat(const fs::path &sys, MachineState &state) {
    double nearest = 1e9;
    for (const fs::path &zone : foldersIn(sys / "class/thermal")) {
        const auto now = readNumber(zone / "temp");
        const auto trip = lowestTrip(zone);
        if (!now || *now <= 0 || !trip) {
            continue;
        }
        const double celsius = static_cast<double>(*now) / 1000;
        if (*trip - celsius < nearest) {
            nearest = *trip - celsius;
            state.celsius = celsius;
        }
    }
    state.hot = nearest <= kNearDegrees;
}

std::optional<std::int64_t> readMemInfo(const char *key) {
    std::ifstream stream("/proc/meminfo");
    for (std::string name; stream >> name;) {
        std::int64_t kilobytes = 0;
        if (!(stream >> kilobytes)) {
            break;
        }
        if (name == key) {
            return kilobytes * 1024;
        }
        stream.ignore(64, '\n');
    }
    return std::nullopt;
}

/// What the control group of this process still allows; none where it sets no limit.
std::optional<std::int64_t> controlGroupRoom() {
    const fs::path folder = "/sys/fs/cgroup";
    for (const auto &[limit, used] :
         {std::pair("memory.max", "memory.current"),
          std::pair("memory/memory.limit_in_bytes", "memory/memory.usage_in_bytes")}) {
        const auto most = readNumber(folder / limit);
        const auto now = readNumber(folder / used);
        if (most && now && *most < (1LL << 60)) {
            return std::max(0LL, *most - *now);
        }
    }
    return std::nullopt;
}

} // namespace

MachineState readMachine(const fs::path &sys) {
    MachineState state;
    readBatteries(sys, state);
    readHeat(sys, state);
    return state;
}

std::int64_t availableMemoryBytes() {
    const std::int64_t free = readMemInfo("MemAvailable:").value_or(INT64_MAX);
    return std::min(free, controlGroupRoom().value_or(INT64_MAX));
}

MachineCare::MachineCare(const StopToken &stop, TrainReporter &reporter, bool onBattery,
                         fs::path sys)
    : m_stop(stop)
    , m_reporter(reporter)
    , m_onBattery(onBattery)
    , m_sys(std::move(sys)) {}

void MachineCare::beforeNextStep() {
    const auto step = Clock::now() - m_lastStep;
    waitForPerson();
    if (Clock::now() - m_looked >= kLookEvery) {
        m_state = readMachine(m_sys);
        m_looked = Clock::now();
        if (!m_onBattery && m_state.discharging &&
            m_state.batteryPercent.value_or(100) < kLowPercent) {
            waitForPower(m_state);
        }
    }
    rest(m_state, step);
    m_lastStep = Clock::now();
}

void MachineCare::waitForPerson() {
    if (m_stop.paused()) {
        m_reporter.paused("asked");
        if (m_stop.waitWhilePaused()) {
            m_reporter.resumed();
        }
    }
}

void MachineCare::waitForPower(MachineState state) {
    m_reporter.paused("battery", state.batteryPercent);
    while (!m_stop.stopRequested() && state.discharging &&
           state.batteryPercent.value_or(100) < kEnoughPercent) {
        sleep(1s);
        state = readMachine(m_sys);
    }
    m_state = state;
    if (!m_stop.stopRequested()) {
        m_reporter.resumed();
    }
}

/// As long as the step took: the machine works half of the time.
void MachineCare::rest(const MachineState &state, Clock::duration step) {
    if (state.hot != m_slowed) {
        m_slowed = state.hot;
        if (m_slowed) {
            m_reporter.slowed(state.celsius.value_or(0));
        } else {
            m_reporter.cooled();
        }
    }
    if (m_slowed) {
        sleep(std::min(std::chrono::ceil<std::chrono::milliseconds>(step),
                       std::chrono::milliseconds(kLongestRest)));
    }
}

void MachineCare::sleep(std::chrono::milliseconds time) const {
    constexpr auto kPart = 100ms; // somebody may ask to stop
    const auto end = Clock::now() + time;
    while (!m_stop.stopRequested() && Clock::now() < end) {
        std::this_thread::sleep_for(std::min<Clock::duration>(kPart, end - Clock::now()));
    }
}

} // namespace fovea::app
