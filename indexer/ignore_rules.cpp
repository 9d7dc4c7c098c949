#include "indexer/ignore_rules.h"

#include <fnmatch.h>

#include <algorithm>
#include <array>
#include <fstream>

namespace fovea::indexer {
namespace {

/// Thumbnails of Synology and of Windows, bins, what Lightroom and macOS keep to themselves.
constexpr std::array<std::string_view, 8> kForeignFolders = {
    "@eaDir",
    "#recycle",
    "$RECYCLE.BIN",
    "System Volume Information",
    "lost+found",
    "__MACOSX",
    "Lightroom Previews.lrdata",
    "Thumbs.db",
};

} // namespace

IgnoreRules IgnoreRules::enter(const std::filesystem::path &folder,
                               const std::vector<std::string> &names) const {
    IgnoreRules rules = *this;
    const auto has = [&names](std::string_view name) {
        return std::find(names.begin(), names.end(), name) != names.end();
    };
    rules.m_folderIgnored = has(".nomedia");
    if (has(".foveaignore")) {
        std::ifstream file(folder / ".foveaignore");
        for (std::string line; std::getline(file, line);) {
            while (!line.empty() && (line.back() == '\r' || line.back() == ' ')) {
                line.pop_back();
            }
            if (!line.empty() && line.front() != '#') {
                rules.m_patterns.push_back(line.back() == '/' ? line.substr(0, line.size() - 1)
                                                              : line);
            }
        }
    }
    return rules;
}

bool IgnoreRules::ignores(std::string_view name) const {
    if (name.starts_with('.') ||
        std::find(kForeignFolders.begin(), kForeignFolders.end(), name) != kForeignFolders.end()) {
        return true;
    }
    const std::string text(name);
    return std::any_of(m_patterns.begin(), m_patterns.end(), [&text](const std::string &pattern) {
        return ::fnmatch(pattern.c_str(), text.c_str(), 0) == 0;
    });
}

} // namespace fovea::indexer
