#include "engine/library/thumbnail_store.h"

#include "engine/library/database.h"
#include "engine/library/schema.h"

namespace fovea::library {
namespace {

Result<std::unique_ptr<Database>> openDatabase(const std::filesystem::path &file,
                                               Database::Mode mode) {
    auto database = Database::open(file, mode);
    if (!database) {
        return database;
    }
    const auto upgraded = upgradeSchema(**database, thumbnailMigrations(), kThumbnailApplicationId,
                                        BackupBeforeMigration::No);
    if (!upgraded) {
        return fail(upgraded.error());
    }
    return database;
}

Result<std::unique_ptr<Database>> makeEmpty() {
    auto database = Database::openInMemory();
    if (database) {
        const auto made = upgradeSchema(**database, thumbnailMigrations(), kThumbnailApplicationId,
                                        BackupBeforeMigration::No);
        if (!made) {
            return fail(made.error());
        }
    }
    return database;
}

} // namespace

ThumbnailStore::ThumbnailStore(std::unique_ptr<Database> database)
    : m_database(std::move(database)) {}

ThumbnailStore::~ThumbnailStore() = default;

Result<std::unique_ptr<ThumbnailStore>> ThumbnailStore::open(const std::filesystem::path &file,
                                                             Mode mode) {
    const bool readOnly = mode == Mode::ReadOnly;
    auto database =
        openDatabase(file, readOnly ? Database::Mode::ReadOnly : Database::Mode::ReadWrite);
    if (!database && readOnly) {
        database = makeEmpty();
    } else if (!database && (database.error().code == ErrorCode::Damaged ||
                             database.error().code == ErrorCode::Unsupported)) {
        for (const char *suffix : {"", "-wal", "-shm"}) {
            std::error_code ignored;
            std::filesystem::remove(file.string() + suffix, ignored);
        }
        database = openDatabase(file, Database::Mode::ReadWrite);
    }
    if (!database) {
        return fail(database.error());
    }
    return std::unique_ptr<ThumbnailStore>(new ThumbnailStore(std::move(*database)));
}

Result<void>
ThumbnailStore::put(std::span<const std::pair<PhotoId, std::vector<std::uint8_t>>> thumbnails) {
    return m_database->inTransaction([&]() -> Result<void> {
        for (const auto &[photo, jpeg] : thumbnails) {
            auto upsert = m_database->cached("INSERT OR REPLACE INTO thumbnails VALUES (?, ?)");
            upsert->bind(1, photo.value);
            bindBytes(*upsert, 2, std::as_bytes(std::span(jpeg)));
            upsert->exec();
        }
        return {};
    });
}

Result<std::vector<std::uint8_t>> ThumbnailStore::get(PhotoId photo) {
    return m_database->guarded([&]() -> Result<std::vector<std::uint8_t>> {
        auto select = m_database->cached("SELECT jpeg FROM thumbnails WHERE photo_id = ?");
        select->bind(1, photo.value);
        if (!select->executeStep()) {
            return std::vector<std::uint8_t>();
        }
        const auto column = select->getColumn(0);
        const auto *bytes = static_cast<const std::uint8_t *>(column.getBlob());
        return std::vector<std::uint8_t>(bytes, bytes + column.getBytes());
    });
}

Result<bool> ThumbnailStore::contains(PhotoId photo) {
    return m_database->guarded([&]() -> Result<bool> {
        auto select = m_database->cached("SELECT 1 FROM thumbnails WHERE photo_id = ?");
        select->bind(1, photo.value);
        return select->executeStep();
    });
}

Result<void> ThumbnailStore::remove(std::span<const PhotoId> photos) {
    return m_database->inTransaction([&]() -> Result<void> {
        for (const PhotoId photo : photos) {
            auto remove = m_database->cached("DELETE FROM thumbnails WHERE photo_id = ?");
            remove->bind(1, photo.value);
            remove->exec();
        }
        return {};
    });
}

} // namespace fovea::library
