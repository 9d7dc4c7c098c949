#pragma once

#include "engine/core/error.h"
#include "engine/core/progress.h"
#include "engine/library/library.h"
#include "indexer/scanner.h"

#include <cstdint>
#include <filesystem>
#include <vector>

namespace fovea::indexer {

/// What a run has to read of one folder.
struct IndexPlan {
    FolderId root;
    std::vector<ScannedFile> toRead; ///< new and changed files, newest first
    std::vector<library::IndexedFile> unreadable;
    std::int64_t unchanged = 0;
    bool offline = false; ///< the root itself is not there; nothing was marked as missing
};

/// Compares a folder with what the catalog knows of it, and marks as missing what is gone. Files
/// below a folder that cannot be listed are left as they are. A file that failed is read again once
/// it changes, or where its contents were not to blame. `below`, a folder inside the root, narrows
/// all of this to it.
Result<IndexPlan> planFolder(library::Library &library, const library::RootFolder &root,
                             SpaceId space, const StopToken &stop,
                             const std::filesystem::path &below = {});

} // namespace fovea::indexer
