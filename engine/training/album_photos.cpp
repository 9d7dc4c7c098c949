#include "engine/training/album_photos.h"

#include <utility>

namespace fovea::training {
namespace {

/// The root folder that a file lies below.
std::filesystem::path rootOf(const std::filesystem::path &file,
                             const std::vector<library::RootFolder> &roots) {
    for (const library::RootFolder &root : roots) {
        const std::string below = root.path.native() + "/";
        if (file.native().starts_with(below)) {
            return root.path;
        }
    }
    return file.parent_path();
}

} // namespace

Result<std::vector<AlbumPhoto>> albumPhotos(library::Library &library,
                                            std::span<const PhotoId> photos) {
    const auto roots = library.catalog().roots();
    auto records = library.catalog().photos(photos);
    if (!roots || !records) {
        return fail(!roots ? roots.error() : records.error());
    }
    std::vector<PhotoId> known; // another process may have forgotten some
    for (const library::PhotoRecord &record : *records) {
        known.push_back(record.id);
    }
    const auto captions = library.captions().get(known);
    if (!captions) {
        return fail(captions.error());
    }
    std::vector<AlbumPhoto> album;
    for (std::size_t i = 0; i < records->size(); ++i) {
        library::PhotoRecord &record = (*records)[i];
        AlbumPhoto photo{
            record.id, record.path, rootOf(record.path, *roots), {}, std::move(record.metadata)};
        for (const library::Caption &caption : (*captions)[i].captions) {
            if (caption.confirmed) {
                photo.written.push_back(caption.text);
            }
        }
        album.push_back(std::move(photo));
    }
    return album;
}

} // namespace fovea::training
