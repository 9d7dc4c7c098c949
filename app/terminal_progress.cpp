#include "app/terminal_progress.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <utility>

namespace fovea::app {
namespace {

int terminalWidth() {
    winsize size{};
    return ::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

} // namespace

std::string remainingText(double seconds) {
    if (seconds < 90) {
        return std::to_string(std::max(1, static_cast<int>(std::lround(seconds)))) + " s left";
    }
    if (seconds < 90 * 60) {
        return std::to_string(static_cast<int>(std::lround(seconds / 60))) + " min left";
    }
    return std::to_string(static_cast<int>(std::lround(seconds / 3600))) + " h left";
}

TerminalProgress::TerminalProgress(std::string title, bool quiet, std::string unit)
    : m_title(std::move(title))
    , m_unit(std::move(unit))
    , m_visible(!quiet && ::isatty(STDERR_FILENO) == 1) {}

TerminalProgress::~TerminalProgress() {
    clear();
}

void TerminalProgress::show(const Progress &progress) {
    if (!m_visible || progress.total <= 0) {
        return;
    }
    char figures[128];
    std::snprintf(figures, sizeof figures, " %lld of %lld, %.*f %s/s",
                  static_cast<long long>(progress.done), static_cast<long long>(progress.total),
                  progress.ratePerSecond < 10 ? 1 : 0, progress.ratePerSecond, m_unit.c_str());
    std::string line = figures;
    if (progress.ratePerSecond > 0 && progress.done < progress.total) {
        line += ", " + remainingText(static_cast<double>(progress.total - progress.done) /
                                     progress.ratePerSecond);
    }
    const int room = terminalWidth() - static_cast<int>(m_title.size() + line.size()) - 4;
    std::string bar;
    if (room >= 8) {
        const int width = std::min(room, 30);
        const auto filled = static_cast<int>(width * progress.done / progress.total);
        bar = " [" + std::string(static_cast<std::size_t>(filled), '=') +
              std::string(static_cast<std::size_t>(width - filled), ' ') + "]";
    }
    std::fprintf(stderr, "\r\033[K%s%s%s", m_title.c_str(), bar.c_str(), line.c_str());
    std::fflush(stderr);
    m_drawn = true;
}

void TerminalProgress::clear() {
    if (m_drawn) {
        std::fputs("\r\033[K", stderr);
        std::fflush(stderr);
        m_drawn = false;
    }
}

} // namespace fovea::app
