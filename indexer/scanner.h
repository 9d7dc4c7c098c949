#pragma once

#include "engine/core/error.h"
#include "engine/core/progress.h"
#include "engine/library/catalog.h"

#include <filesystem>
#include <functional>
#include <optional>
#include <string>

namespace fovea::indexer {

/// A photo file as the scan finds it.
struct ScannedFile {
    std::filesystem::path path;
    library::FileStamp stamp;
    std::optional<std::filesystem::path> sidecar;
    std::optional<library::FileStamp> sidecarStamp;
};

struct ScanEvents {
    std::function<void(ScannedFile)> photo;
    /// A folder that cannot be listed or a link that leads nowhere: the path and the reason.
    std::function<void(const std::filesystem::path &, const std::string &)> unreadable;
};

/// Walks `root` and reports every file with a photo's extension, and files without any extension
/// that begin as a photo does. Links are followed; a folder that was walked already (a loop, or a
/// second link to it) is not walked again. Fails only where the first folder itself cannot be
/// listed, or when stopped. `below`, a folder inside `root`, narrows the walk to it; what the
/// folders above say is to be ignored holds all the same. Thread: any.
Result<void> scanFolder(const std::filesystem::path &root, const StopToken &stop,
                        const ScanEvents &events, const std::filesystem::path &below = {});

} // namespace fovea::indexer
