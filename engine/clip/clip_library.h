#pragma once

#include "engine/clip/encoders.h"

#include <filesystem>
#include <memory>

namespace fovea::clip {

/// What the shared library hands out through its one C symbol `foveaClipLibrary`. Both sides are
/// built together; `abi` is checked all the same.
struct ClipLibrary {
    static constexpr int kAbi = 2;
    int abi = kAbi;
    Result<std::unique_ptr<ClipModel>> (*open)(const std::filesystem::path &, const OpenOptions &);
    bool (*cudaAvailable)();
};

} // namespace fovea::clip

extern "C" const fovea::clip::ClipLibrary *foveaClipLibrary();
