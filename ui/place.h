#pragma once

#include "engine/core/ids.h"

#include <QHashFunctions>

namespace fovea::ui {

/// Whose photos the grid shows when nothing is searched for: a folder's or an album's; neither: all
/// of the library.
struct Place {
    FolderId folder;
    AlbumId album;

    explicit operator bool() const { return bool(folder) || bool(album); }
    bool operator==(const Place &) const = default;
};

inline size_t qHash(const Place &place, size_t seed = 0) noexcept {
    return qHashMulti(seed, place.folder.value, place.album.value);
}

} // namespace fovea::ui
