#include "indexer/scanner.h"

#include "engine/core/system_error.h"
#include "engine/image/format.h"
#include "indexer/ignore_rules.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <unordered_set>
#include <utility>
#include <vector>

namespace fovea::indexer {
namespace {

library::FileStamp stampOf(const struct stat &status) {
    return {static_cast<std::int64_t>(status.st_size),
            static_cast<std::int64_t>(status.st_mtim.tv_sec) * 1'000'000'000 +
                status.st_mtim.tv_nsec};
}

struct CloseFolder {
    void operator()(DIR *folder) const { ::closedir(folder); }
};
using FolderHandle = std::unique_ptr<DIR, CloseFolder>;

struct Waiting {
    std::filesystem::path path;
    IgnoreRules rules;
};

class Walk {
public:
    Walk(const StopToken &stop, const ScanEvents &events)
        : m_stop(stop)
        , m_events(events) {}

    Result<void> run(const std::filesystem::path &root, const std::filesystem::path &below) {
        const auto start = below.empty() ? root : below;
        const auto rules = rulesAbove(root, start);
        if (!rules) {
            return {};
        }
        m_waiting.push_back({start, *rules});
        bool atRoot = true;
        while (!m_waiting.empty()) {
            if (m_stop.stopRequested()) {
                return fail(ErrorCode::Stopped, "The scan was stopped");
            }
            const Waiting next = std::move(m_waiting.back());
            m_waiting.pop_back();
            const auto listed = walkFolder(next);
            if (!listed && atRoot) {
                return listed;
            }
            if (!listed) {
                m_events.unreadable(next.path, listed.error().message);
            }
            atRoot = false;
        }
        return {};
    }

private:
    /// The rules that the folders above `start` give it; nothing where they pass over it.
    static std::optional<IgnoreRules> rulesAbove(const std::filesystem::path &root,
                                                 const std::filesystem::path &start) {
        IgnoreRules rules;
        std::filesystem::path folder = root;
        const auto below = start.lexically_relative(root);
        for (const auto &name : below) {
            if (name == ".") {
                break;
            }
            std::vector<std::string> names;
            for (const char *special : {".nomedia", ".foveaignore"}) {
                std::error_code ignored;
                if (std::filesystem::exists(folder / special, ignored)) {
                    names.emplace_back(special);
                }
            }
            rules = rules.enter(folder, names);
            if (rules.folderIgnored() || rules.ignores(name.native())) {
                return std::nullopt;
            }
            folder /= name;
        }
        return rules;
    }

    Result<void> walkFolder(const Waiting &folder) {
        FolderHandle handle(::opendir(folder.path.c_str()));
        if (!handle) {
            return fail(systemError("Cannot list the folder " + folder.path.string()));
        }
        struct stat status {};
        if (::fstat(::dirfd(handle.get()), &status) != 0) {
            return fail(systemError("Cannot look at the folder " + folder.path.string()));
        }
        if (!m_walked.emplace(status.st_dev, status.st_ino).second) {
            return {};
        }
        std::vector<std::string> names;
        errno = 0;
        while (const dirent *entry = ::readdir(handle.get())) {
            const std::string_view name = entry->d_name;
            if (name != "." && name != "..") {
                names.emplace_back(name);
            }
        }
        if (errno != 0) {
            return fail(systemError("Cannot list all of the folder " + folder.path.string()));
        }
        std::sort(names.begin(), names.end());
        const IgnoreRules rules = folder.rules.enter(folder.path, names);
        if (!rules.folderIgnored()) {
            visitEntries(folder.path, ::dirfd(handle.get()), names, rules);
        }
        return {};
    }

    void visitEntries(const std::filesystem::path &folder, int descriptor,
                      const std::vector<std::string> &names, const IgnoreRules &rules) {
        const std::unordered_set<std::string_view> present(names.begin(), names.end());
        // Children are taken from the end of m_waiting: pushed in reverse they come out in order.
        std::vector<Waiting> children;
        for (const std::string &name : names) {
            if (rules.ignores(name)) {
                continue;
            }
            struct stat status {};
            const std::filesystem::path path = folder / name;
            if (::fstatat(descriptor, name.c_str(), &status, 0) != 0) {
                if (image::hasPhotoExtension(path)) {
                    m_events.unreadable(path,
                                        systemError("Cannot look at " + path.string()).message);
                }
            } else if (S_ISDIR(status.st_mode)) {
                children.push_back({path, rules});
            } else if (!S_ISREG(status.st_mode)) {
                if (image::hasPhotoExtension(path)) {
                    m_events.unreadable(path, path.string() + " is no regular file, so no photo");
                }
            } else if (looksLikePhoto(descriptor, path, name)) {
                m_events.photo(withSidecar({path, stampOf(status), {}, {}}, folder, descriptor,
                                           name, present));
            }
        }
        std::move(children.rbegin(), children.rend(), std::back_inserter(m_waiting));
    }

    /// By its extension; a name without one is judged by the first bytes, as cameras' memory dumps
    /// and files saved by browsers have it.
    static bool looksLikePhoto(int folder, const std::filesystem::path &path,
                               const std::string &name) {
        if (image::hasPhotoExtension(path)) {
            return true;
        }
        if (path.has_extension()) {
            return false;
        }
        const int file = ::openat(folder, name.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
        if (file < 0) {
            return false;
        }
        std::array<std::byte, 32> head{};
        const auto size = ::read(file, head.data(), head.size());
        ::close(file);
        return size > 0 &&
               image::detectFormat(std::span(head).first(static_cast<std::size_t>(size))) !=
                   image::Format::Unknown;
    }

    /// "a.jpg.xmp" belongs to a.jpg alone and goes before "a.xmp", which may belong to a.raw too.
    static ScannedFile withSidecar(ScannedFile file, const std::filesystem::path &folder,
                                   int descriptor, const std::string &name,
                                   const std::unordered_set<std::string_view> &present) {
        const std::string stem = name.substr(0, name.rfind('.'));
        for (const std::string &candidate :
             {name + ".xmp", name + ".XMP", stem + ".xmp", stem + ".XMP"}) {
            struct stat status {};
            if (present.contains(candidate) &&
                ::fstatat(descriptor, candidate.c_str(), &status, 0) == 0 &&
                S_ISREG(status.st_mode)) {
                file.sidecar = folder / candidate;
                file.sidecarStamp = stampOf(status);
                break;
            }
        }
        return file;
    }

    const StopToken &m_stop;
    const ScanEvents &m_events;
    std::vector<Waiting> m_waiting;
    std::set<std::pair<dev_t, ino_t>> m_walked;
};

} // namespace

Result<void> scanFolder(const std::filesystem::path &root, const StopToken &stop,
                        const ScanEvents &events, const std::filesystem::path &below) {
    return Walk(stop, events).run(root, below);
}

} // namespace fovea::indexer
