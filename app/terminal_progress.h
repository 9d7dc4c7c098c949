#pragma once

#include "engine/core/progress.h"

#include <string>

namespace fovea::app {

/// "8 min left", "40 s left".
std::string remainingText(double seconds);

/// A line on standard error that is drawn over itself; nothing where that is no terminal, or when
/// quiet. Thread: one.
class TerminalProgress {
public:
    /// `unit`: what is counted, in the plural.
    TerminalProgress(std::string title, bool quiet, std::string unit = "photos");
    ~TerminalProgress();

    void show(const Progress &progress);
    /// Clears the line, so that other text can be printed.
    void clear();

private:
    const std::string m_title;
    const std::string m_unit;
    const bool m_visible;
    bool m_drawn = false;
};

} // namespace fovea::app
