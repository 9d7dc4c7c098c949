#pragma once

#include "engine/core/ids.h"
#include "engine/library/volume.h"

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fovea::library {

class Database;

/// Where a root folder is now.
struct FolderPlace {
    FolderId id;
    std::filesystem::path path;
    bool online = false; ///< its volume is mounted and the folder is there
};

/// A file as its row names it: a root and the bytes of the path below it.
struct FilePlace {
    FolderId folder;
    std::string relativePath;
};

/// The root folders, each on a volume known by its identity. Which are online is looked up at most
/// every two seconds. Throws what SQLiteCpp throws: call within Database::guarded().
class FolderTable {
public:
    explicit FolderTable(Database &database)
        : m_database(database) {}

    const std::vector<FolderPlace> &all();
    const std::vector<FolderPlace> &allFresh(); ///< looked up now
    /// Nothing where there is no such folder.
    const FolderPlace *find(FolderId id);
    /// The root for `folder`: itself, or one that contains it. Roots below it become part of it.
    /// REQUIRES: a canonical path, and a transaction.
    FolderId add(const std::filesystem::path &folder);
    std::optional<FilePlace> locate(const std::filesystem::path &file);
    void forget() { m_isFresh = false; }

private:
    void refresh();
    void absorb(const FolderPlace &inner, FolderId outer, const std::filesystem::path &outerPath);

    Database &m_database;
    std::vector<FolderPlace> m_folders;
    std::chrono::steady_clock::time_point m_refreshedAt;
    bool m_isFresh = false;
};

/// `path` as bytes relative to `folder`, or nothing where it is not below it.
std::optional<std::string> pathBelow(const std::filesystem::path &folder,
                                     const std::filesystem::path &path);

} // namespace fovea::library
