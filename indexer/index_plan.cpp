#include "indexer/index_plan.h"

#include "engine/core/content_hash.h"

#include <algorithm>
#include <span>
#include <unordered_map>
#include <unordered_set>

namespace fovea::indexer {
namespace {

/// What the comparison needs of a known file. Paths are kept as hashes: a million of them would
/// otherwise take a quarter of a gigabyte.
struct Known {
    FileId id;
    library::FileStamp stamp;
    std::optional<library::FileStamp> sidecar;
    bool missing = false;
    bool failed = false;
    bool seen = false;
};

struct HashOfHash {
    std::size_t operator()(const ContentHash &hash) const noexcept {
        std::size_t value = 0;
        std::copy_n(hash.bytes.begin(), sizeof value, reinterpret_cast<std::uint8_t *>(&value));
        return value;
    }
};
using KnownFiles = std::unordered_map<ContentHash, Known, HashOfHash>;

ContentHash keyOf(const std::filesystem::path &path) {
    return hashContent(std::as_bytes(std::span(path.native())));
}

bool isBelow(const std::filesystem::path &path, const std::filesystem::path &folder) {
    const std::string &inner = path.native();
    const std::string &outer = folder.native();
    return inner.size() > outer.size() && inner.starts_with(outer) && inner[outer.size()] == '/';
}

Result<KnownFiles> readKnown(library::Library &library, const library::RootFolder &root,
                             const std::filesystem::path &below) {
    KnownFiles known;
    auto read = library.catalog().forEachFile(root.id, [&](const library::KnownFile &file) {
        if (below.empty() || isBelow(file.path, below)) {
            known.emplace(keyOf(file.path), Known{file.id, file.stamp, file.sidecar, file.missing,
                                                  !file.failure.empty(), false});
        }
    });
    if (!read) {
        return fail(read.error());
    }
    return known;
}

Result<void> markMissing(library::Library &library, const library::RootFolder &root,
                         const KnownFiles &known,
                         const std::vector<std::filesystem::path> &unlistable) {
    std::vector<FileId> missing;
    std::unordered_set<FileId> below;
    if (!unlistable.empty()) {
        const auto read =
            library.catalog().forEachFile(root.id, [&](const library::KnownFile &file) {
                if (std::any_of(unlistable.begin(), unlistable.end(), [&file](const auto &folder) {
                        return isBelow(file.path, folder);
                    })) {
                    below.insert(file.id);
                }
            });
        if (!read) {
            return read;
        }
    }
    for (const auto &[key, file] : known) {
        if (!file.seen && !file.missing && !below.contains(file.id)) {
            missing.push_back(file.id);
        }
    }
    return missing.empty() ? Result<void>{} : library.catalog().markMissing(missing);
}

/// Sorts what the scan finds into what has to be read and what has not.
class Comparison {
public:
    Comparison(KnownFiles &known, IndexPlan &plan)
        : m_known(known)
        , m_plan(plan) {}

    Result<void> readFilesToEmbed(library::Library &library, SpaceId space) {
        const auto files = library.catalog().filesToEmbed(space);
        if (!files) {
            return fail(files.error());
        }
        for (const auto &file : *files) {
            m_toEmbed.insert(keyOf(file.path));
        }
        return {};
    }

    void photo(ScannedFile file) {
        const ContentHash key = keyOf(file.path);
        const auto found = m_known.find(key);
        bool unchanged = false;
        if (found != m_known.end()) {
            found->second.seen = true;
            unchanged = found->second.stamp == file.stamp &&
                        found->second.sidecar == file.sidecarStamp && !found->second.missing &&
                        !m_toEmbed.contains(key);
        }
        if (unchanged) {
            ++m_plan.unchanged;
        } else {
            m_plan.toRead.push_back(std::move(file));
        }
    }

    void unreadable(const std::filesystem::path &path, const std::string &reason) {
        m_unlistable.push_back(path);
        if (const auto found = m_known.find(keyOf(path)); found != m_known.end()) {
            found->second.seen = true;
            if (found->second.failed && !found->second.missing) {
                return; // told before
            }
        }
        library::IndexedFile file;
        file.path = path;
        file.failure = reason;
        m_plan.unreadable.push_back(std::move(file));
    }

    const std::vector<std::filesystem::path> &unlistable() const { return m_unlistable; }

private:
    KnownFiles &m_known;
    IndexPlan &m_plan;
    std::unordered_set<ContentHash, HashOfHash> m_toEmbed;
    std::vector<std::filesystem::path> m_unlistable;
};

} // namespace

Result<IndexPlan> planFolder(library::Library &library, const library::RootFolder &root,
                             SpaceId space, const StopToken &stop,
                             const std::filesystem::path &below) {
    IndexPlan plan;
    plan.root = root.id;
    // The mount point of an unplugged volume is there, and empty.
    if (!root.online) {
        plan.offline = true;
        return plan;
    }
    auto known = readKnown(library, root, below);
    if (!known) {
        return fail(known.error());
    }
    Comparison comparison(*known, plan);
    if (auto read = comparison.readFilesToEmbed(library, space); !read) {
        return fail(read.error());
    }
    ScanEvents events;
    events.photo = [&](ScannedFile file) { comparison.photo(std::move(file)); };
    events.unreadable = [&](const auto &path, const auto &reason) {
        comparison.unreadable(path, reason);
    };
    const auto scanned = scanFolder(root.path, stop, events, below);
    if (!scanned && scanned.error().code == ErrorCode::NotFound) {
        plan.offline = true;
        return plan;
    }
    if (!scanned) {
        return fail(scanned.error());
    }
    if (auto marked = markMissing(library, root, *known, comparison.unlistable()); !marked) {
        return fail(marked.error());
    }
    // People look at their latest photos first, and can search them while the rest is being read.
    std::stable_sort(plan.toRead.begin(), plan.toRead.end(), [](const auto &a, const auto &b) {
        return a.stamp.modifiedNs > b.stamp.modifiedNs;
    });
    return plan;
}

} // namespace fovea::indexer
