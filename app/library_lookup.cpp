#include "app/library_lookup.h"

#include "app/paths.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <ctime>
#include <unordered_set>

namespace fovea::app {
namespace {

/// Appends the photos of all files below the folder. False where it holds none.
Result<bool> appendBelow(library::Catalog &catalog, const std::filesystem::path &folder,
                         std::vector<PhotoId> &photos) {
    std::error_code ignored;
    // A link in the library stays one in the paths of its files; the folder may be named by
    // another.
    const std::array below{folder.native() + "/",
                           std::filesystem::weakly_canonical(folder, ignored).native() + "/"};
    const auto overlaps = [&below](const std::string &path) {
        return std::ranges::any_of(below, [&path](const std::string &prefix) {
            return path.starts_with(prefix) || prefix.starts_with(path);
        });
    };
    const auto roots = catalog.roots();
    if (!roots) {
        return fail(roots.error());
    }
    const std::size_t before = photos.size();
    for (const library::RootFolder &root : *roots) {
        const std::string inRoot = root.path.native() + "/";
        if (!overlaps(inRoot)) {
            continue;
        }
        const auto read = catalog.forEachFile(root.id, [&](const library::KnownFile &file) {
            if (file.photo && overlaps(file.path.native())) {
                photos.push_back(file.photo);
            }
        });
        if (!read) {
            return fail(read.error());
        }
    }
    return photos.size() > before;
}

} // namespace

Result<std::unique_ptr<library::Library>> openLibrary(const CommonOptions &common) {
    const auto folder =
        common.library.empty() ? defaultLibraryFolder() : absolutePath(common.library);
    if (!library::Library::exists(folder)) {
        return fail(ErrorCode::NotFound, "There is no library in " + folder.string() +
                                             " yet. Make one: fovea index ~/Pictures");
    }
    auto library = library::Library::open(folder);
    if (!library && library.error().code == ErrorCode::NoPermission) {
        library = library::Library::open(folder, library::Library::Mode::ReadOnly);
    }
    return library;
}

Result<PhotoId> findPhoto(library::Catalog &catalog, const std::string &text) {
    const auto at = catalog.photoAt(absolutePath(text));
    if (!at) {
        return fail(at.error());
    }
    if (*at) {
        return **at;
    }
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error == std::errc() && end == text.data() + text.size() && number > 0) {
        const auto photo = catalog.photo(PhotoId{number});
        if (!photo) {
            return fail(photo.error());
        }
        if (*photo) {
            return PhotoId{number};
        }
        return fail(ErrorCode::NotFound, "No photo has the id " + text);
    }
    return PhotoId{};
}

Result<std::vector<PhotoId>> findPhotos(library::Catalog &catalog,
                                        std::span<const std::string> names) {
    std::vector<PhotoId> photos;
    for (const std::string &name : names) {
        const auto path = absolutePath(name);
        std::error_code ignored;
        if (std::filesystem::is_directory(path, ignored)) {
            const auto found = appendBelow(catalog, path, photos);
            if (!found) {
                return fail(found.error());
            }
            if (!*found) {
                return fail(ErrorCode::NotFound,
                            "The library has no photos of the folder " + path.string() +
                                ". Read it first: fovea index " + path.string());
            }
            continue;
        }
        const auto photo = findPhoto(catalog, name);
        if (!photo) {
            return fail(photo.error());
        }
        if (!*photo) {
            return fail(ErrorCode::NotFound,
                        path.string() +
                            " is not in the library. Read its folder first: fovea index " +
                            path.parent_path().string());
        }
        photos.push_back(*photo);
    }
    std::unordered_set<PhotoId> seen;
    std::erase_if(photos, [&](PhotoId photo) { return !seen.insert(photo).second; });
    return photos;
}

Result<library::Album> findAlbum(library::Library &library, const std::string &name) {
    auto album = library.albums().find(name);
    if (!album) {
        return fail(album.error());
    }
    if (!*album) {
        return fail(ErrorCode::NotFound,
                    "There is no album called " + name + ". fovea albums lists those there are.");
    }
    return std::move(**album);
}

std::string timeText(std::int64_t sinceEpochMs) {
    const auto seconds = static_cast<std::time_t>(sinceEpochMs / 1000);
    std::tm parts{};
    ::gmtime_r(&seconds, &parts);
    char text[40];
    std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &parts);
    return text;
}

} // namespace fovea::app
