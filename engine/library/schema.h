#pragma once

#include "engine/core/error.h"

#include <cstdint>
#include <span>

namespace fovea::library {

class Database;

/// One step forward. Steps are numbered 1, 2, 3… and a released one is never edited.
struct Migration {
    int version = 0;
    const char *sql = nullptr;
};

/// What tells one of our files from another program's ("Fove", "FovT").
constexpr std::int32_t kCatalogApplicationId = 0x466f7665;
constexpr std::int32_t kThumbnailApplicationId = 0x466f7654;

std::span<const Migration> catalogMigrations();
std::span<const Migration> thumbnailMigrations();

enum class BackupBeforeMigration { Yes, No };

/// Brings the database to the newest of `migrations`, each in one transaction and, where it holds
/// something already, after a backup "NAME.vN.backup" beside it. Refused: another program's file,
/// and a schema newer than `migrations` knows. A database opened read-only is only checked.
Result<void> upgradeSchema(Database &database, std::span<const Migration> migrations,
                           std::int32_t applicationId,
                           BackupBeforeMigration backup = BackupBeforeMigration::Yes);

} // namespace fovea::library
