#pragma once

#include "engine/core/error.h"

#include <filesystem>
#include <vector>

namespace fovea::app {

/// `fovea [DIR…]`: the window, until it is closed. Where another window has the library open, that
/// one comes forward and gets the folders. Returns the exit status.
struct WindowCommand {
    std::filesystem::path library;              ///< absolute
    std::vector<std::filesystem::path> folders; ///< absolute
    int threads = 1;
};
Result<int> runWindow(int &argc, char **argv, const WindowCommand &command);

} // namespace fovea::app
