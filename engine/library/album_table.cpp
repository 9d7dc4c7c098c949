#include "engine/library/album_table.h"

#include "engine/clip/unicode.h"
#include "engine/library/database.h"
#include "engine/library/photo_rows.h"

#include <algorithm>

namespace fovea::library {
namespace {

constexpr std::size_t kLongestName = 200;

#define FOVEA_ALBUM_COLUMNS                                                                        \
    "a.id, a.name, a.created_ms, (SELECT count(*) FROM album_photos p WHERE p.album_id = a.id)"

Album readAlbum(SQLite::Statement &row) {
    return {AlbumId{row.getColumn(0).getInt64()}, row.getColumn(1).getString(),
            row.getColumn(3).getInt64(), row.getColumn(2).getInt64()};
}

/// A name as it is kept and as it is compared.
struct Name {
    std::string text;
    std::string key;
};

std::u32string cleaned(std::string_view name) {
    std::u32string text = clip::fromUtf8(name);
    for (char32_t &c : text) {
        // Half a surrogate pair is no character, and a control would break the lists it stands in.
        if (c >= 0xD800 && c <= 0xDFFF) {
            c = 0xFFFD;
        } else if (c < 0x20 || c == 0x7F) {
            c = U' ';
        }
    }
    const auto isSpace = [](char32_t c) { return clip::classOf(c) == clip::CharacterClass::Space; };
    while (!text.empty() && isSpace(text.back())) {
        text.pop_back();
    }
    const auto begin = std::find_if_not(text.begin(), text.end(), isSpace);
    text.erase(text.begin(), begin);
    return clip::toNfc(text);
}

std::string keyOf(const std::u32string &text) {
    return clip::toUtf8(clip::toNfc(clip::toLower(text)));
}

Result<Name> checkedName(std::string_view name) {
    const std::u32string text = cleaned(name);
    if (text.empty()) {
        return fail(ErrorCode::BadUsage, "An album needs a name.");
    }
    if (text.size() > kLongestName) {
        return fail(ErrorCode::BadUsage, "The name of the album is longer than " +
                                             std::to_string(kLongestName) +
                                             " characters. Choose a shorter one.");
    }
    return Name{clip::toUtf8(text), keyOf(text)};
}

/// Whether an album other than `self` is called so.
bool isTaken(Database &database, const Name &name, AlbumId self = {}) {
    auto select = database.cached("SELECT 1 FROM albums WHERE name_key = ? AND id <> ?");
    select->bind(1, name.key);
    select->bind(2, self.value);
    return select->executeStep();
}

tl::unexpected<Error> taken(const Name &name) {
    return fail(ErrorCode::BadUsage,
                "There is an album called " + name.text + " already. Choose another name.");
}

tl::unexpected<Error> noSuchAlbum(AlbumId album) {
    return fail(ErrorCode::NotFound,
                "There is no album " + std::to_string(album.value) + " in the library any more.");
}

bool exists(Database &database, AlbumId album) {
    auto select = database.cached("SELECT 1 FROM albums WHERE id = ?");
    select->bind(1, album.value);
    return select->executeStep();
}

/// Nothing where the photo is not in the library or in the album already.
bool insertPhoto(Database &database, AlbumId album, const AlbumEntry &entry) {
    auto insert = database.cached(
        "INSERT INTO album_photos(album_id, photo_id, position) SELECT ?1, id, ?3 FROM photos "
        "WHERE id = ?2 ON CONFLICT DO NOTHING");
    insert->bind(1, album.value);
    insert->bind(2, entry.photo.value);
    insert->bind(3, entry.position);
    return insert->exec() > 0;
}

std::vector<PhotoId> append(Database &database, AlbumId album, std::span<const PhotoId> photos) {
    std::int64_t next = 0;
    {
        auto last = database.cached(
            "SELECT coalesce(max(position) + 1, 0) FROM album_photos WHERE album_id = ?");
        last->bind(1, album.value);
        last->executeStep();
        next = last->getColumn(0).getInt64();
    }
    std::vector<PhotoId> added;
    for (const PhotoId photo : photos) {
        if (insertPhoto(database, album, {photo, next})) {
            added.push_back(photo);
            ++next;
        }
    }
    return added;
}

std::vector<AlbumEntry> entriesOf(Database &database, AlbumId album) {
    std::vector<AlbumEntry> entries;
    auto select = database.cached("SELECT photo_id, position FROM album_photos WHERE album_id = ? "
                                  "ORDER BY position, photo_id");
    select->bind(1, album.value);
    while (select->executeStep()) {
        entries.push_back(
            {PhotoId{select->getColumn(0).getInt64()}, select->getColumn(1).getInt64()});
    }
    return entries;
}

std::optional<Album> findAlbum(Database &database, AlbumId id) {
    auto select = database.cached("SELECT " FOVEA_ALBUM_COLUMNS " FROM albums a WHERE a.id = ?");
    select->bind(1, id.value);
    return select->executeStep() ? std::optional(readAlbum(*select)) : std::nullopt;
}

} // namespace

Result<std::vector<Album>> AlbumTable::all() {
    return m_database.guarded([&]() -> Result<std::vector<Album>> {
        std::vector<Album> albums;
        auto select =
            m_database.cached("SELECT " FOVEA_ALBUM_COLUMNS " FROM albums a ORDER BY a.name_key");
        while (select->executeStep()) {
            albums.push_back(readAlbum(*select));
        }
        return albums;
    });
}

Result<std::optional<Album>> AlbumTable::find(AlbumId id) {
    return m_database.guarded(
        [&]() -> Result<std::optional<Album>> { return findAlbum(m_database, id); });
}

Result<std::optional<Album>> AlbumTable::find(std::string_view name) {
    return m_database.guarded([&]() -> Result<std::optional<Album>> {
        auto select =
            m_database.cached("SELECT " FOVEA_ALBUM_COLUMNS " FROM albums a WHERE a.name_key = ?");
        select->bind(1, keyOf(cleaned(name)));
        return select->executeStep() ? std::optional(readAlbum(*select)) : std::nullopt;
    });
}

Result<AlbumId> AlbumTable::create(std::string_view name, std::span<const PhotoId> photos) {
    const auto checked = checkedName(name);
    if (!checked) {
        return fail(checked.error());
    }
    return m_database.inTransaction([&]() -> Result<AlbumId> {
        if (isTaken(m_database, *checked)) {
            return taken(*checked);
        }
        auto insert =
            m_database.cached("INSERT INTO albums(name, name_key, created_ms) VALUES (?, ?, ?)");
        insert->bind(1, checked->text);
        insert->bind(2, checked->key);
        insert->bind(3, nowMs());
        insert->exec();
        const AlbumId album{m_database.connection().getLastInsertRowid()};
        append(m_database, album, photos);
        return album;
    });
}

Result<void> AlbumTable::rename(AlbumId album, std::string_view name) {
    const auto checked = checkedName(name);
    if (!checked) {
        return fail(checked.error());
    }
    return m_database.inTransaction([&]() -> Result<void> {
        if (isTaken(m_database, *checked, album)) {
            return taken(*checked);
        }
        auto update = m_database.cached("UPDATE albums SET name = ?, name_key = ? WHERE id = ?");
        update->bind(1, checked->text);
        update->bind(2, checked->key);
        update->bind(3, album.value);
        if (update->exec() == 0) {
            return noSuchAlbum(album);
        }
        return {};
    });
}

Result<DeletedAlbum> AlbumTable::remove(AlbumId album) {
    return m_database.inTransaction([&]() -> Result<DeletedAlbum> {
        auto found = findAlbum(m_database, album);
        if (!found) {
            return noSuchAlbum(album);
        }
        DeletedAlbum deleted{std::move(*found), entriesOf(m_database, album)};
        auto remove = m_database.cached("DELETE FROM albums WHERE id = ?"); // its entries go too
        remove->bind(1, album.value);
        remove->exec();
        return deleted;
    });
}

Result<void> AlbumTable::restore(const DeletedAlbum &deleted) {
    const auto checked = checkedName(deleted.album.name);
    if (!checked) {
        return fail(checked.error());
    }
    return m_database.inTransaction([&]() -> Result<void> {
        if (isTaken(m_database, *checked)) {
            return taken(*checked);
        }
        auto insert = m_database.cached(
            "INSERT INTO albums(id, name, name_key, created_ms) VALUES (?, ?, ?, ?)");
        insert->bind(1, deleted.album.id.value);
        insert->bind(2, checked->text);
        insert->bind(3, checked->key);
        insert->bind(4, deleted.album.createdMs);
        insert->exec();
        for (const AlbumEntry &entry : deleted.entries) {
            insertPhoto(m_database, deleted.album.id, entry);
        }
        return {};
    });
}

Result<std::vector<PhotoId>> AlbumTable::addPhotos(AlbumId album, std::span<const PhotoId> photos) {
    return m_database.inTransaction([&]() -> Result<std::vector<PhotoId>> {
        if (!exists(m_database, album)) {
            return noSuchAlbum(album);
        }
        return append(m_database, album, photos);
    });
}

Result<std::vector<AlbumEntry>> AlbumTable::removePhotos(AlbumId album,
                                                         std::span<const PhotoId> photos) {
    return m_database.inTransaction([&]() -> Result<std::vector<AlbumEntry>> {
        if (!exists(m_database, album)) {
            return noSuchAlbum(album);
        }
        std::vector<AlbumEntry> removed;
        for (const PhotoId photo : photos) {
            auto remove = m_database.cached("DELETE FROM album_photos WHERE album_id = ? AND "
                                            "photo_id = ? RETURNING position");
            remove->bind(1, album.value);
            remove->bind(2, photo.value);
            if (remove->executeStep()) {
                removed.push_back({photo, remove->getColumn(0).getInt64()});
                remove->executeStep(); // to its end
            }
        }
        return removed;
    });
}

Result<void> AlbumTable::putBack(AlbumId album, std::span<const AlbumEntry> entries) {
    return m_database.inTransaction([&]() -> Result<void> {
        if (!exists(m_database, album)) {
            return noSuchAlbum(album);
        }
        for (const AlbumEntry &entry : entries) {
            insertPhoto(m_database, album, entry);
        }
        return {};
    });
}

Result<std::vector<PhotoId>> AlbumTable::photos(AlbumId album) {
    return m_database.guarded([&]() -> Result<std::vector<PhotoId>> {
        std::vector<PhotoId> photos;
        for (const AlbumEntry &entry : entriesOf(m_database, album)) {
            photos.push_back(entry.photo);
        }
        return photos;
    });
}

Result<std::vector<Catalog::PhotoSummary>> AlbumTable::timeline(AlbumId album) {
    return m_database.guarded([&]() -> Result<std::vector<Catalog::PhotoSummary>> {
        std::vector<Catalog::PhotoSummary> summaries;
        auto select = m_database.cached(
            "SELECT p.id, p.width, p.height, p.sort_ms FROM album_photos a JOIN photos p ON "
            "p.id = a.photo_id WHERE a.album_id = ? ORDER BY p.sort_ms DESC, p.id DESC");
        select->bind(1, album.value);
        while (select->executeStep()) {
            summaries.push_back(readSummary(*select));
        }
        return summaries;
    });
}

} // namespace fovea::library
