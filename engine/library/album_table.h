#pragma once

#include "engine/core/error.h"
#include "engine/core/ids.h"
#include "engine/library/catalog.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace fovea::library {

class Database;

/// A named set of photos.
struct Album {
    AlbumId id;
    std::string name;
    std::int64_t photoCount = 0;
    std::int64_t createdMs = 0; ///< since 1970-01-01 UTC
};

/// A photo's place in an album, which is what Undo needs to put it back.
struct AlbumEntry {
    PhotoId photo;
    std::int64_t position = 0;

    bool operator==(const AlbumEntry &) const = default;
};

/// An album that was deleted, whole.
struct DeletedAlbum {
    Album album;
    std::vector<AlbumEntry> entries;
};

/// The albums of a library. Names are unique; case does not count. Each call is one transaction.
/// Thread: as Catalog.
class AlbumTable {
public:
    explicit AlbumTable(Database &database)
        : m_database(database) {}

    Result<std::vector<Album>> all(); ///< in the order of their names
    Result<std::optional<Album>> find(AlbumId id);
    Result<std::optional<Album>> find(std::string_view name);

    /// White space at the ends of the name goes. Refused: no name, one that is taken, one longer
    /// than 200 characters.
    Result<AlbumId> create(std::string_view name, std::span<const PhotoId> photos = {});
    Result<void> rename(AlbumId album, std::string_view name);
    /// Deletes the album; its photos stay in the library.
    Result<DeletedAlbum> remove(AlbumId album);
    /// Undoes remove(), under the same id. Photos that the library has forgotten since stay away.
    /// Refused where the name is taken by now.
    Result<void> restore(const DeletedAlbum &deleted);

    /// Appends photos in the order given. Returns those that were not in it before.
    Result<std::vector<PhotoId>> addPhotos(AlbumId album, std::span<const PhotoId> photos);
    /// Returns the places of those that were in it, for putBack().
    Result<std::vector<AlbumEntry>> removePhotos(AlbumId album, std::span<const PhotoId> photos);
    Result<void> putBack(AlbumId album, std::span<const AlbumEntry> entries);

    Result<std::vector<PhotoId>> photos(AlbumId album); ///< in the album's own order
    /// Newest first, as Catalog::timeline().
    Result<std::vector<Catalog::PhotoSummary>> timeline(AlbumId album);

private:
    Database &m_database;
};

} // namespace fovea::library
