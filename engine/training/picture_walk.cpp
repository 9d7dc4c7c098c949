#include "engine/training/picture_walk.h"

#include "engine/image/format.h"

#include <sys/stat.h>

#include <algorithm>
#include <set>
#include <utility>

namespace fovea::training {
namespace {

class Walk {
public:
    Walk(std::vector<UnreadablePicture> &unreadable, const StopToken *stop)
        : m_unreadable(unreadable)
        , m_stop(stop) {}

    /// False where the folder cannot be listed.
    bool visit(const std::filesystem::path &folder) {
        if (!isNew(folder)) {
            return true;
        }
        std::error_code error;
        std::vector<std::filesystem::path> folders;
        auto entry = std::filesystem::directory_iterator(folder, error);
        for (; !error && entry != std::filesystem::directory_iterator(); entry.increment(error)) {
            if (stopped()) {
                return true;
            }
            const auto &path = entry->path();
            if (path.filename().native().starts_with('.')) {
                continue;
            }
            std::error_code ignored; // a link that leads nowhere is no picture
            const auto status = entry->status(ignored);
            if (std::filesystem::is_directory(status)) {
                folders.push_back(path);
            } else if (std::filesystem::is_regular_file(status) && image::hasPhotoExtension(path)) {
                m_pictures.push_back(path);
            }
        }
        if (error) {
            m_unreadable.push_back(
                {folder, "Cannot list " + folder.string() + ": " + error.message() + "."});
            return false;
        }
        for (const auto &below : folders) {
            visit(below);
        }
        return true;
    }

    bool stopped() const { return m_stop != nullptr && m_stop->stopRequested(); }

    std::vector<std::filesystem::path> take() {
        std::ranges::sort(m_pictures);
        return std::move(m_pictures);
    }

private:
    bool isNew(const std::filesystem::path &folder) {
        struct stat status {};
        return ::stat(folder.c_str(), &status) != 0 ||
               m_visited.emplace(status.st_dev, status.st_ino).second;
    }

    std::vector<UnreadablePicture> &m_unreadable;
    const StopToken *m_stop;
    std::set<std::pair<dev_t, ino_t>> m_visited;
    std::vector<std::filesystem::path> m_pictures;
};

} // namespace

Result<std::vector<std::filesystem::path>> findPictures(const std::filesystem::path &folder,
                                                        std::vector<UnreadablePicture> &unreadable,
                                                        const StopToken *stop) {
    Walk walk(unreadable, stop);
    if (!walk.visit(folder)) {
        return fail(ErrorCode::NoPermission, unreadable.back().reason);
    }
    if (walk.stopped()) {
        return fail(ErrorCode::Stopped, "Stopped before the folder was read to its end.");
    }
    return walk.take();
}

} // namespace fovea::training
