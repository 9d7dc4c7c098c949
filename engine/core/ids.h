#pragma once

#include <cstdint>
#include <functional>

namespace fovea {

/// A row id of the catalog that cannot be mistaken for another kind of id. 0 means none.
template <typename Tag>
struct Id {
    std::int64_t value = 0;

    explicit operator bool() const { return value != 0; }
    auto operator<=>(const Id &) const = default;
};

using PhotoId = Id<struct PhotoTag>;
using FileId = Id<struct FileTag>;
using FolderId = Id<struct FolderTag>;
using SpaceId = Id<struct SpaceTag>;
using AlbumId = Id<struct AlbumTag>;

} // namespace fovea

template <typename Tag>
struct std::hash<fovea::Id<Tag>> {
    std::size_t operator()(fovea::Id<Tag> id) const noexcept {
        return std::hash<std::int64_t>{}(id.value);
    }
};
