#include "engine/library/schema.h"

#include "engine/library/database.h"

#include <array>

namespace fovea::library {
namespace {

// Paths are BLOBs: file names are bytes, not always UTF-8, and BLOBs sort by bytes.
// photos uses AUTOINCREMENT because thumbnails and saved answers name photos by id: an id that came
// back with another photo behind it would show the wrong picture.
// The triggers write the log of changes, so that no way of touching embeddings can forget it; the
// log keeps the last change of each photo alone.
constexpr const char *kCatalogVersion1 = R"sql(
CREATE TABLE settings(
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;
INSERT INTO settings VALUES ('libraryId', lower(hex(randomblob(16))));

CREATE TABLE volumes(
    id          INTEGER PRIMARY KEY,
    identity    TEXT NOT NULL UNIQUE,
    mount_point BLOB NOT NULL
);

CREATE TABLE folders(
    id        INTEGER PRIMARY KEY AUTOINCREMENT,
    volume_id INTEGER NOT NULL REFERENCES volumes(id),
    path      BLOB NOT NULL,
    UNIQUE (volume_id, path)
);

CREATE TABLE photos(
    id                 INTEGER PRIMARY KEY AUTOINCREMENT,
    content_hash       BLOB NOT NULL UNIQUE,
    pixel_hash         BLOB NOT NULL,
    width              INTEGER NOT NULL,
    height             INTEGER NOT NULL,
    sort_ms            INTEGER NOT NULL,
    taken_local_ms     INTEGER,
    utc_offset_minutes INTEGER,
    camera_make        TEXT NOT NULL,
    camera_model       TEXT NOT NULL,
    lens               TEXT NOT NULL,
    latitude           REAL,
    longitude          REAL,
    rating             INTEGER,
    caption            TEXT NOT NULL,
    keywords           TEXT NOT NULL
);
CREATE INDEX photos_by_pixels ON photos(pixel_hash);
CREATE INDEX photos_by_date ON photos(sort_ms DESC, id DESC, width, height);

CREATE TABLE files(
    id                  INTEGER PRIMARY KEY AUTOINCREMENT,
    folder_id           INTEGER NOT NULL REFERENCES folders(id) ON DELETE CASCADE,
    path                BLOB NOT NULL,
    size_bytes          INTEGER NOT NULL,
    modified_ns         INTEGER NOT NULL,
    sidecar_size_bytes  INTEGER,
    sidecar_modified_ns INTEGER,
    photo_id            INTEGER REFERENCES photos(id),
    failure             TEXT,
    missing             INTEGER NOT NULL DEFAULT 0,
    UNIQUE (folder_id, path),
    CHECK (photo_id IS NOT NULL OR failure IS NOT NULL)
);
CREATE INDEX files_by_photo ON files(photo_id, folder_id);
CREATE INDEX files_that_failed ON files(id) WHERE failure IS NOT NULL;

CREATE TABLE spaces(
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    key         TEXT NOT NULL UNIQUE,
    name        TEXT NOT NULL,
    dim         INTEGER NOT NULL,
    feature_dim INTEGER NOT NULL
);

CREATE TABLE embeddings(
    id       INTEGER PRIMARY KEY,
    space_id INTEGER NOT NULL REFERENCES spaces(id) ON DELETE CASCADE,
    photo_id INTEGER NOT NULL REFERENCES photos(id) ON DELETE CASCADE,
    vector   BLOB NOT NULL,
    UNIQUE (space_id, photo_id)
);
CREATE INDEX embeddings_by_photo ON embeddings(photo_id);

CREATE TABLE features(
    id       INTEGER PRIMARY KEY REFERENCES embeddings(id) ON DELETE CASCADE,
    vector   BLOB NOT NULL
);

CREATE TABLE changes(
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    space_id INTEGER NOT NULL,
    photo_id INTEGER NOT NULL,
    UNIQUE (space_id, photo_id)
);
CREATE INDEX changes_by_space ON changes(space_id, id, photo_id);
CREATE TRIGGER embeddings_inserted AFTER INSERT ON embeddings BEGIN
    DELETE FROM changes WHERE space_id = new.space_id AND photo_id = new.photo_id;
    INSERT INTO changes(space_id, photo_id) VALUES (new.space_id, new.photo_id);
END;
CREATE TRIGGER embeddings_updated AFTER UPDATE OF vector ON embeddings BEGIN
    DELETE FROM changes WHERE space_id = new.space_id AND photo_id = new.photo_id;
    INSERT INTO changes(space_id, photo_id) VALUES (new.space_id, new.photo_id);
END;
CREATE TRIGGER embeddings_deleted AFTER DELETE ON embeddings BEGIN
    DELETE FROM changes WHERE space_id = old.space_id AND photo_id = old.photo_id;
    INSERT INTO changes(space_id, photo_id) VALUES (old.space_id, old.photo_id);
END;

CREATE VIRTUAL TABLE photo_text USING fts5(
    names, caption, keywords, tokenize = 'unicode61 remove_diacritics 2'
);
CREATE TRIGGER photos_deleted AFTER DELETE ON photos BEGIN
    DELETE FROM photo_text WHERE rowid = old.id;
END;
)sql";

// name_key is the name as it is compared (lower case, NFC): SQLite's own NOCASE knows ASCII alone.
// position leaves gaps where photos were taken out, so that putting them back changes nobody
// else's.
constexpr const char *kCatalogVersion2 = R"sql(
CREATE TABLE albums(
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    name       TEXT NOT NULL,
    name_key   TEXT NOT NULL UNIQUE,
    created_ms INTEGER NOT NULL
);

CREATE TABLE album_photos(
    album_id INTEGER NOT NULL REFERENCES albums(id) ON DELETE CASCADE,
    photo_id INTEGER NOT NULL REFERENCES photos(id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    PRIMARY KEY (album_id, photo_id)
) WITHOUT ROWID;
CREATE INDEX album_photos_in_order ON album_photos(album_id, position);
CREATE INDEX album_photos_by_photo ON album_photos(photo_id);

CREATE TABLE captions(
    id        INTEGER PRIMARY KEY,
    photo_id  INTEGER NOT NULL REFERENCES photos(id) ON DELETE CASCADE,
    text      TEXT NOT NULL,
    source    TEXT NOT NULL,
    confirmed INTEGER NOT NULL,
    UNIQUE (photo_id, text)
);

CREATE TABLE training_runs(
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    adapter     TEXT NOT NULL,
    model       TEXT NOT NULL,
    method      TEXT NOT NULL,
    started_ms  INTEGER NOT NULL,
    finished_ms INTEGER,
    figures     TEXT NOT NULL
);
)sql";

constexpr const char *kThumbnailVersion1 = R"sql(
CREATE TABLE thumbnails(
    photo_id INTEGER PRIMARY KEY,
    jpeg     BLOB NOT NULL
);
)sql";

constexpr std::array kCatalogMigrations{Migration{1, kCatalogVersion1},
                                        Migration{2, kCatalogVersion2}};
constexpr std::array kThumbnailMigrations{Migration{1, kThumbnailVersion1}};

int readVersion(Database &database) {
    return database.connection().execAndGet("PRAGMA user_version").getInt();
}

/// A whole copy beside the database. Made under another name first: a part of one helps nobody.
void makeBackup(Database &database, int version) {
    auto backup = database.file();
    backup += ".v" + std::to_string(version) + ".backup";
    auto beside = backup;
    beside += ".new";
    std::error_code ignored;
    std::filesystem::remove(beside, ignored);
    SQLite::Statement copy(database.connection(), "VACUUM INTO ?");
    copy.bind(1, beside.string());
    copy.exec();
    std::filesystem::rename(beside, backup);
}

Result<void> checkOwner(Database &database, std::int32_t applicationId) {
    // Both are read from one snapshot: another process may be making this database right now, and
    // the id from before with the tables from after would look like a stranger's.
    SQLite::Transaction snapshot(database.connection(), SQLite::TransactionBehavior::DEFERRED);
    const bool isEmpty =
        database.connection().execAndGet("SELECT count(*) FROM sqlite_schema").getInt() == 0;
    const int found = database.connection().execAndGet("PRAGMA application_id").getInt();
    snapshot.commit();
    if (found == applicationId || (found == 0 && isEmpty)) {
        return {};
    }
    return fail(ErrorCode::Unsupported, database.file().string() +
                                            " belongs to another program. Choose another library "
                                            "folder.");
}

Result<void> applyMigration(Database &database, const Migration &migration,
                            std::int32_t applicationId) {
    return database.inTransaction([&]() -> Result<void> {
        if (readVersion(database) >= migration.version) {
            return {}; // another process was quicker
        }
        database.connection().exec(migration.sql);
        database.connection().exec("PRAGMA application_id = " + std::to_string(applicationId));
        database.connection().exec("PRAGMA user_version = " + std::to_string(migration.version));
        return {};
    });
}

} // namespace

std::span<const Migration> catalogMigrations() {
    return kCatalogMigrations;
}

std::span<const Migration> thumbnailMigrations() {
    return kThumbnailMigrations;
}

Result<void> upgradeSchema(Database &database, std::span<const Migration> migrations,
                           std::int32_t applicationId, BackupBeforeMigration backup) {
    return database.guarded([&]() -> Result<void> {
        if (auto owned = checkOwner(database, applicationId); !owned) {
            return owned;
        }
        const std::string name = database.file().string();
        const int version = readVersion(database);
        const int newest = migrations.back().version;
        if (version > newest) {
            return fail(ErrorCode::Unsupported, name + " was written by a newer Fovea (schema " +
                                                    std::to_string(version) + ", this one knows " +
                                                    std::to_string(newest) +
                                                    "). Update Fovea to open it.");
        }
        if (version < newest && database.mode() == Database::Mode::ReadOnly) {
            return fail(ErrorCode::Unsupported,
                        name +
                            " was written by an older Fovea and cannot be updated without writing. "
                            "Open it once from an account that may write there.");
        }
        for (const Migration &migration : migrations) {
            if (migration.version <= version) {
                continue;
            }
            if (version > 0 && backup == BackupBeforeMigration::Yes) {
                try {
                    makeBackup(database, migration.version - 1);
                } catch (const std::filesystem::filesystem_error &error) {
                    return fail(ErrorCode::Failed,
                                "Cannot back up " + name + " before updating it: " +
                                    error.code().message() + ". Nothing was changed.");
                }
            }
            if (auto applied = applyMigration(database, migration, applicationId); !applied) {
                return applied;
            }
        }
        return {};
    });
}

} // namespace fovea::library
