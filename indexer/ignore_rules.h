#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace fovea::indexer {

/// What a scan passes over: hidden names, folders that hold a `.nomedia`, caches and bins that
/// other programs leave beside photos, and the patterns of a `.foveaignore` (one shell pattern a
/// line, matched against names; it holds for its folder and all below).
class IgnoreRules {
public:
    /// The rules inside `folder`: those of its parent and its own file's. The names are its
    /// entries.
    IgnoreRules enter(const std::filesystem::path &folder,
                      const std::vector<std::string> &names) const;

    bool folderIgnored() const { return m_folderIgnored; } ///< nothing in here is looked at
    bool ignores(std::string_view name) const;

private:
    std::vector<std::string> m_patterns;
    bool m_folderIgnored = false;
};

} // namespace fovea::indexer
