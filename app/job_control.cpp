#include "app/job_control.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <unistd.h>

#include <array>
#include <string>
#include <thread>

namespace fovea::app {
namespace {

// A signal handler may do little more than write a byte; the thread does the rest.
int g_wakeDescriptor = -1;

void onSignal(int) {
    const char byte = 's';
    [[maybe_unused]] const auto written = ::write(g_wakeDescriptor, &byte, 1);
}

} // namespace

class JobControl::Impl {
public:
    Impl(StopToken &stop, bool readCommands)
        : m_stop(stop)
        , m_readCommands(readCommands) {
        if (::pipe2(m_pipe.data(), O_CLOEXEC | O_NONBLOCK) != 0) {
            return; // no descriptor left: the job runs on and signals keep their default
        }
        g_wakeDescriptor = m_pipe[1];
        struct sigaction action {};
        action.sa_handler = onSignal;
        ::sigaction(SIGINT, &action, &m_oldInterrupt);
        ::sigaction(SIGTERM, &action, &m_oldTerminate);
        // Whoever read the progress may be gone; the job is done all the same.
        action.sa_handler = SIG_IGN;
        ::sigaction(SIGPIPE, &action, &m_oldPipe);
        m_thread = std::thread([this] { listen(); });
    }

    ~Impl() {
        if (!m_thread.joinable()) {
            return;
        }
        ::sigaction(SIGINT, &m_oldInterrupt, nullptr);
        ::sigaction(SIGTERM, &m_oldTerminate, nullptr);
        ::sigaction(SIGPIPE, &m_oldPipe, nullptr);
        const char byte = 'q';
        [[maybe_unused]] const auto written = ::write(m_pipe[1], &byte, 1);
        m_thread.join();
        g_wakeDescriptor = -1;
        ::close(m_pipe[0]);
        ::close(m_pipe[1]);
    }

private:
    void listen() {
        bool inputOpen = m_readCommands;
        while (true) {
            std::array<pollfd, 2> waits{pollfd{m_pipe[0], POLLIN, 0},
                                        pollfd{inputOpen ? STDIN_FILENO : -1, POLLIN, 0}};
            if (::poll(waits.data(), waits.size(), -1) < 0) {
                continue; // interrupted
            }
            char byte = 0;
            if (waits[0].revents != 0 && ::read(m_pipe[0], &byte, 1) == 1) {
                if (byte == 'q') {
                    return;
                }
                m_stop.stop();
            }
            if (waits[1].revents != 0) {
                inputOpen = readCommands();
            }
        }
    }

    /// False once standard input has ended, as when the parent is gone. What runs goes on; what is
    /// paused would wait for ever, so it ends.
    bool readCommands() {
        std::array<char, 256> buffer{};
        const auto size = ::read(STDIN_FILENO, buffer.data(), buffer.size());
        if (size <= 0) {
            if (m_stop.paused()) {
                m_stop.stop();
            }
            return false;
        }
        m_line.append(buffer.data(), static_cast<std::size_t>(size));
        for (auto end = m_line.find('\n'); end != std::string::npos; end = m_line.find('\n')) {
            const std::string command = m_line.substr(0, end);
            m_line.erase(0, end + 1);
            if (command == "pause") {
                m_stop.pause();
            } else if (command == "resume") {
                m_stop.resume();
            } else if (command == "stop") {
                m_stop.stop();
            }
        }
        return true;
    }

    StopToken &m_stop;
    const bool m_readCommands;
    std::array<int, 2> m_pipe{-1, -1};
    struct sigaction m_oldInterrupt {};
    struct sigaction m_oldTerminate {};
    struct sigaction m_oldPipe {};
    std::thread m_thread;
    // The thread's alone.
    std::string m_line;
};

JobControl::JobControl(StopToken &stop, bool readCommands)
    : m_impl(std::make_unique<Impl>(stop, readCommands)) {}

JobControl::~JobControl() = default;

} // namespace fovea::app
