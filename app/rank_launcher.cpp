#include "app/rank_launcher.h"

#include "app/commands.h"
#include "engine/core/system_error.h"
#include "engine/image/unique_descriptor.h"
#include "engine/training/rank_environment.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <string_view>

extern char **environ;

namespace fovea::app {
namespace {

using Clock = std::chrono::steady_clock;
using image::UniqueDescriptor;

constexpr char kLaunchedVariable[] = "FOVEA_LAUNCHED_RANK";
constexpr int kEchoStatus = 75;
constexpr int kListeningDescriptor = 3;
constexpr std::size_t kMostSaid = 4096;
/// How long the others may take to notice that one is gone.
constexpr std::chrono::seconds kGrace{10};

struct Meeting {
    UniqueDescriptor socket;
    int port = 0;
};

Result<Meeting> listenOnLoopback() {
    Meeting meeting;
    meeting.socket = UniqueDescriptor(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t length = sizeof(address);
    auto *const generic = reinterpret_cast<sockaddr *>(&address);
    if (!meeting.socket || ::bind(meeting.socket.get(), generic, length) != 0 ||
        ::listen(meeting.socket.get(), SOMAXCONN) != 0 ||
        ::getsockname(meeting.socket.get(), generic, &length) != 0) {
        return fail(systemError("Cannot listen on 127.0.0.1, where the ranks are to meet"));
    }
    meeting.port = ntohs(address.sin_port);
    return meeting;
}

std::vector<char *> pointersTo(std::vector<std::string> &texts) {
    std::vector<char *> pointers;
    for (std::string &text : texts) {
        pointers.push_back(text.data());
    }
    pointers.push_back(nullptr);
    return pointers;
}

/// This process's environment with what makes a rank of the child.
std::vector<std::string> environmentOf(int rank, const RankLaunch &launch, int port) {
    std::vector<std::string> own{
        "RANK=" + std::to_string(rank),
        "LOCAL_RANK=" + std::to_string(rank),
        "WORLD_SIZE=" + std::to_string(launch.ranks),
        "LOCAL_WORLD_SIZE=" + std::to_string(launch.ranks),
        "MASTER_ADDR=127.0.0.1",
        "MASTER_PORT=" + std::to_string(port),
        "OMP_NUM_THREADS=" + std::to_string(launch.threadsEach),
        std::string(kLaunchedVariable) + "=1",
        std::string(training::kListeningVariable) + "=" +
            (rank == 0 ? std::to_string(kListeningDescriptor) : std::string()),
        "TORCHELASTIC_USE_AGENT_STORE=",
    };
    std::vector<std::string> all = own;
    for (char **entry = environ; *entry != nullptr; ++entry) {
        const std::string_view text(*entry);
        const std::string_view name = text.substr(0, text.find('=') + 1);
        if (std::none_of(own.begin(), own.end(),
                         [&](const std::string &set) { return set.starts_with(name); })) {
            all.emplace_back(text);
        }
    }
    return all;
}

struct Rank {
    pid_t pid = -1;
    UniqueDescriptor said; ///< its standard error; not for rank 0, whose is ours
    std::optional<int> status;
    Clock::time_point ended;

    bool killed() const { return status && WIFSIGNALED(*status); }
    int exitStatus() const { return status && WIFEXITED(*status) ? WEXITSTATUS(*status) : -1; }
    bool good() const { return exitStatus() == ExitDone || exitStatus() == ExitStopped; }
    bool echoes() const { return exitStatus() == kEchoStatus; }
};

/// The signals that the launcher waits for, kept from being delivered meanwhile.
class HeldSignals {
public:
    HeldSignals() {
        sigemptyset(&m_set);
        for (const int signal : {SIGCHLD, SIGINT, SIGTERM, SIGHUP}) {
            sigaddset(&m_set, signal);
        }
        ::pthread_sigmask(SIG_BLOCK, &m_set, &m_before);
    }
    ~HeldSignals() { ::pthread_sigmask(SIG_SETMASK, &m_before, nullptr); }
    HeldSignals(const HeldSignals &) = delete;
    HeldSignals &operator=(const HeldSignals &) = delete;

    const sigset_t &before() const { return m_before; }

    /// The next one, or 0 at the deadline.
    int wait(std::optional<Clock::time_point> deadline) const {
        while (true) {
            const auto left = deadline ? std::max(*deadline - Clock::now(), Clock::duration::zero())
                                       : Clock::duration(std::chrono::hours(1));
            const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(left);
            const timespec limit{seconds.count(), std::chrono::nanoseconds(left - seconds).count()};
            const int signal = ::sigtimedwait(&m_set, nullptr, &limit);
            if (signal > 0) {
                return signal;
            }
            if (deadline && Clock::now() >= *deadline) {
                return 0;
            }
        }
    }

private:
    sigset_t m_set{};
    sigset_t m_before{};
};

class Launcher {
public:
    explicit Launcher(const RankLaunch &launch)
        : m_launch(launch)
        , m_ranks(static_cast<std::size_t>(launch.ranks)) {}

    ~Launcher() { killAll(); }

    Result<int> run() {
        auto meeting = listenOnLoopback();
        if (!meeting) {
            return fail(meeting.error());
        }
        for (int rank = 0; rank < m_launch.ranks; ++rank) {
            if (auto started = start(rank, *meeting); !started) {
                return fail(started.error());
            }
        }
        meeting->socket.reset();
        waitForAll();
        return verdict();
    }

private:
    Result<void> start(int number, const Meeting &meeting) {
        Rank &rank = m_ranks[static_cast<std::size_t>(number)];
        std::vector<std::string> command = m_launch.command;
        std::vector<std::string> environment = environmentOf(number, m_launch, meeting.port);
        const std::vector<char *> arguments = pointersTo(command);
        const std::vector<char *> variables = pointersTo(environment);
        if (number != 0) {
            rank.said = UniqueDescriptor(::memfd_create("fovea-rank", MFD_CLOEXEC));
        }
        const pid_t parent = ::getpid();
        rank.pid = ::fork();
        if (rank.pid == 0) {
            become(number, rank, meeting, parent, arguments, variables);
        }
        if (rank.pid < 0) {
            return fail(systemError("Cannot start rank " + std::to_string(number)));
        }
        return {};
    }

    /// In the child: nothing here may take memory or a lock.
    [[noreturn]] void become(int number, const Rank &rank, const Meeting &meeting, pid_t parent,
                             const std::vector<char *> &arguments,
                             const std::vector<char *> &variables) const {
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);
        if (::getppid() != parent) {
            ::_exit(ExitFailed);
        }
        if (number == 0) {
            if (meeting.socket.get() == kListeningDescriptor) {
                ::fcntl(kListeningDescriptor, F_SETFD, 0);
            } else {
                ::dup2(meeting.socket.get(), kListeningDescriptor);
            }
        } else {
            const int nothing = ::open("/dev/null", O_RDWR | O_CLOEXEC);
            ::dup2(nothing, STDIN_FILENO);
            ::dup2(nothing, STDOUT_FILENO);
            ::dup2(rank.said.get(), STDERR_FILENO);
        }
        ::pthread_sigmask(SIG_SETMASK, &m_signals.before(), nullptr);
        ::execve(arguments.front(), arguments.data(), variables.data());
        ::_exit(127);
    }

    void waitForAll() {
        std::optional<Clock::time_point> deadline;
        while (std::any_of(m_ranks.begin(), m_ranks.end(),
                           [](const Rank &rank) { return !rank.status; })) {
            const int signal = m_signals.wait(deadline);
            if (signal == SIGCHLD) {
                collect();
                const bool broken =
                    std::any_of(m_ranks.begin(), m_ranks.end(),
                                [](const Rank &rank) { return rank.status && !rank.good(); });
                if (broken && !deadline) {
                    deadline = Clock::now() + kGrace;
                }
            } else if (signal == 0) {
                killAll();
            } else {
                m_stopping = true;
                for (const Rank &rank : m_ranks) {
                    if (!rank.status) {
                        ::kill(rank.pid, SIGTERM);
                    }
                }
            }
        }
    }

    void collect() {
        for (Rank &rank : m_ranks) {
            int status = 0;
            if (rank.pid > 0 && !rank.status && ::waitpid(rank.pid, &status, WNOHANG) == rank.pid) {
                rank.status = status;
                rank.ended = Clock::now();
                if (m_firstBroken == nullptr && !rank.good() && !rank.echoes()) {
                    m_firstBroken = &rank;
                }
            }
        }
    }

    void killAll() {
        for (Rank &rank : m_ranks) {
            if (rank.pid > 0 && !rank.status) {
                int status = 0;
                ::kill(rank.pid, SIGKILL);
                ::waitpid(rank.pid, &status, 0);
                rank.status = status;
            }
        }
    }

    Result<int> verdict() const {
        const Rank &first = m_ranks.front();
        if (m_stopping && (first.good() || first.killed())) {
            return ExitStopped; // perhaps before there was anything to finish
        }
        if (m_firstBroken != nullptr && m_firstBroken->killed()) {
            const int signal = WTERMSIG(*m_firstBroken->status);
            return fail(ErrorCode::Failed,
                        name(*m_firstBroken) + " was ended by signal " + std::to_string(signal) +
                            " (" + ::strsignal(signal) + ")" +
                            (signal == SIGKILL ? ", which the system also does where memory runs "
                                                 "out"
                                               : "") +
                            "; the others were ended with it. Start the same command again: it "
                            "goes on from its last checkpoint.");
        }
        if (first.exitStatus() > 0 && !first.echoes()) {
            return first.exitStatus(); // has said why
        }
        // What concerns all of them they say alike; the first that speaks is enough.
        for (const Rank &rank : m_ranks) {
            const bool cause = m_firstBroken != nullptr ? &rank == m_firstBroken : rank.echoes();
            if (const std::string said = lastLine(rank); cause && !said.empty()) {
                return fail(ErrorCode::Failed, said);
            }
        }
        if (m_firstBroken != nullptr) {
            return fail(ErrorCode::Failed, name(*m_firstBroken) + " ended with status " +
                                               std::to_string(m_firstBroken->exitStatus()) +
                                               " and did not say why.");
        }
        if (!first.good()) {
            return fail(ErrorCode::Failed, "The ranks lost each other. Start the same command "
                                           "again: it goes on from its last checkpoint.");
        }
        return first.exitStatus();
    }

    std::string name(const Rank &rank) const {
        return "Rank " + std::to_string(&rank - m_ranks.data()) + " of " +
               std::to_string(m_launch.ranks);
    }

    /// Of its standard error, without the program's name before it.
    static std::string lastLine(const Rank &rank) {
        const off_t size = rank.said ? ::lseek(rank.said.get(), 0, SEEK_END) : 0;
        std::string text(
            std::min<std::size_t>(static_cast<std::size_t>(std::max<off_t>(size, 0)), kMostSaid),
            '\0');
        if (text.empty() ||
            ::pread(rank.said.get(), text.data(), text.size(),
                    size - static_cast<off_t>(text.size())) != static_cast<ssize_t>(text.size())) {
            return {};
        }
        text.erase(text.find_last_not_of('\n') + 1);
        text.erase(0, text.find_last_of('\n') + 1);
        constexpr std::string_view kProgram = "fovea: ";
        return text.starts_with(kProgram) ? text.substr(kProgram.size()) : text;
    }

    const RankLaunch &m_launch;
    HeldSignals m_signals;
    std::vector<Rank> m_ranks;
    const Rank *m_firstBroken = nullptr;
    bool m_stopping = false;
};

} // namespace

Result<int> launchRanks(const RankLaunch &launch) {
    return Launcher(launch).run();
}

std::vector<std::string> rankCommand(const std::vector<std::string> &arguments, int threadsEach) {
    std::error_code error;
    std::vector<std::string> command{
        std::filesystem::read_symlink("/proc/self/exe", error).string()};
    // A common option stands before the subcommand.
    command.insert(command.end(), {"--threads", std::to_string(threadsEach)});
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        if (arguments[i] == "--nproc" || arguments[i] == "--threads") {
            ++i; // and its value
        } else if (!arguments[i].starts_with("--nproc=") &&
                   !arguments[i].starts_with("--threads=")) {
            command.push_back(arguments[i]);
        }
    }
    return command;
}

std::optional<int> echoStatus(const Error &error) {
    const char *rank = std::getenv("RANK");
    if (std::getenv(kLaunchedVariable) == nullptr || rank == nullptr ||
        error.code != ErrorCode::Network) {
        return std::nullopt;
    }
    if (std::string_view(rank) != "0") {
        std::fprintf(stderr, "fovea: %s\n", error.message.c_str());
    }
    return kEchoStatus;
}

} // namespace fovea::app
