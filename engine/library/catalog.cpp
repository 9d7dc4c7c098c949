#include "engine/library/catalog.h"

#include "engine/library/database.h"
#include "engine/library/folder_table.h"
#include "engine/library/photo_rows.h"

#include <unordered_map>

namespace fovea::library {
namespace {

constexpr const char *kActiveSpaceKey = "activeSpace";

// The columns that readFile() expects.
#define FOVEA_FILE_COLUMNS                                                                         \
    "f.id, f.folder_id, f.path, f.size_bytes, f.modified_ns, f.sidecar_size_bytes, "               \
    "f.sidecar_modified_ns, f.photo_id, f.failure, f.missing"

KnownFile readFile(SQLite::Statement &row, const std::filesystem::path &folder) {
    KnownFile file;
    file.id = FileId{row.getColumn(0).getInt64()};
    file.path = folder / bytesOf(row.getColumn(2));
    file.stamp = {row.getColumn(3).getInt64(), row.getColumn(4).getInt64()};
    if (!row.isColumnNull(5)) {
        file.sidecar = FileStamp{row.getColumn(5).getInt64(), row.getColumn(6).getInt64()};
    }
    file.photo = PhotoId{row.getColumn(7).getInt64()};
    file.failure = row.getColumn(8).getString();
    file.missing = row.getColumn(9).getInt() != 0;
    return file;
}

tl::unexpected<Error> noSuchFolder(FolderId id) {
    return fail(ErrorCode::NotFound,
                "There is no folder " + std::to_string(id.value) +
                    " in the library. List the folders and choose one of them.");
}

} // namespace

Catalog::Catalog(Database &database)
    : m_database(database)
    , m_folders(std::make_unique<FolderTable>(database)) {}

Catalog::~Catalog() = default;

Result<FolderId> Catalog::addRoot(const std::filesystem::path &folder) {
    std::error_code error;
    const auto path = std::filesystem::canonical(folder, error);
    if (error) {
        return fail(ErrorCode::NotFound, "Cannot add " + folder.string() + ": " + error.message() +
                                             ". Check the path and its permissions.");
    }
    if (!std::filesystem::is_directory(path, error)) {
        return fail(ErrorCode::BadUsage, "Cannot add " + folder.string() +
                                             ": it is not a folder. Add the folder that holds it.");
    }
    m_folders->forget();
    return m_database.inTransaction([&]() -> Result<FolderId> { return m_folders->add(path); });
}

Result<void> Catalog::removeRoot(FolderId root) {
    auto result = m_database.inTransaction([&]() -> Result<void> {
        auto remove = m_database.cached("DELETE FROM folders WHERE id = ?"); // its files go with it
        remove->bind(1, root.value);
        if (remove->exec() == 0) {
            return noSuchFolder(root);
        }
        m_database.connection().exec("DELETE FROM photos WHERE NOT EXISTS "
                                     "(SELECT 1 FROM files WHERE files.photo_id = photos.id)");
        return {};
    });
    m_folders->forget();
    return result;
}

Result<std::vector<RootFolder>> Catalog::roots() {
    return m_database.guarded([&]() -> Result<std::vector<RootFolder>> {
        // One pass over an index for all of them: that of each root by itself sorts its photos.
        std::unordered_map<std::int64_t, std::int64_t> photosOf;
        auto count = m_database.cached(
            "SELECT folder_id, count(*) FROM (SELECT DISTINCT photo_id, folder_id FROM files "
            "INDEXED BY files_by_photo WHERE photo_id IS NOT NULL) GROUP BY folder_id");
        while (count->executeStep()) {
            photosOf[count->getColumn(0).getInt64()] = count->getColumn(1).getInt64();
        }
        std::vector<RootFolder> roots;
        for (const FolderPlace &place : m_folders->allFresh()) {
            roots.push_back({place.id, place.path, photosOf[place.id.value], place.online});
        }
        return roots;
    });
}

Result<void> Catalog::forEachFile(FolderId root,
                                  const std::function<void(const KnownFile &)> &visit) {
    return m_database.guarded([&]() -> Result<void> {
        const FolderPlace *place = m_folders->find(root);
        if (place == nullptr) {
            return noSuchFolder(root);
        }
        const auto folder = place->path;
        auto select = m_database.prepare("SELECT " FOVEA_FILE_COLUMNS
                                         " FROM files f WHERE f.folder_id = ? ORDER BY f.path");
        select.bind(1, root.value);
        while (select.executeStep()) {
            visit(readFile(select, folder));
        }
        return {};
    });
}

Result<void> Catalog::markMissing(std::span<const FileId> files) {
    return m_database.inTransaction([&]() -> Result<void> {
        for (const FileId file : files) {
            auto mark = m_database.cached("UPDATE files SET missing = 1, failure = NULL "
                                          "WHERE id = ? AND photo_id IS NOT NULL");
            mark->bind(1, file.value);
            if (mark->exec() == 0) { // it never was a photo: nothing of it is worth keeping
                auto remove = m_database.cached("DELETE FROM files WHERE id = ?");
                remove->bind(1, file.value);
                remove->exec();
            }
        }
        return {};
    });
}

Result<std::optional<Catalog::KnownContent>> Catalog::findContent(const ContentHash &hash,
                                                                  SpaceId space) {
    return m_database.guarded([&]() -> Result<std::optional<KnownContent>> {
        auto select = m_database.cached("SELECT id, EXISTS (SELECT 1 FROM embeddings e WHERE "
                                        "e.space_id = ? AND e.photo_id = photos.id) "
                                        "FROM photos WHERE content_hash = ?");
        select->bind(1, space.value);
        bindBytes(*select, 2, std::as_bytes(std::span(hash.bytes)));
        if (!select->executeStep()) {
            return std::optional<KnownContent>();
        }
        return std::optional(KnownContent{PhotoId{select->getColumn(0).getInt64()},
                                          select->getColumn(1).getInt() != 0});
    });
}

Result<std::vector<KnownFile>> Catalog::filesToEmbed(SpaceId space) {
    return m_database.guarded([&]() -> Result<std::vector<KnownFile>> {
        std::vector<KnownFile> files;
        // Mostly there are none, which the counts tell at once.
        auto complete = m_database.cached("SELECT (SELECT count(*) FROM photos) = "
                                          "(SELECT count(*) FROM embeddings WHERE space_id = ?)");
        complete->bind(1, space.value);
        complete->executeStep();
        if (complete->getColumn(0).getInt() != 0) {
            return files;
        }
        auto select = m_database.prepare(
            "SELECT " FOVEA_FILE_COLUMNS
            " FROM files f WHERE f.photo_id IS NOT NULL AND f.missing = 0 "
            "AND f.failure IS NULL AND NOT EXISTS "
            "(SELECT 1 FROM embeddings e WHERE e.space_id = ? AND e.photo_id = f.photo_id) "
            "ORDER BY f.photo_id, f.folder_id");
        select.bind(1, space.value);
        while (select.executeStep()) {
            const PhotoId photo{select.getColumn(7).getInt64()};
            const FolderPlace *place = m_folders->find(FolderId{select.getColumn(1).getInt64()});
            if ((files.empty() || files.back().photo != photo) && place != nullptr &&
                place->online) {
                files.push_back(readFile(select, place->path));
            }
        }
        return files;
    });
}

Result<std::vector<FailedFile>> Catalog::failedFiles() {
    return m_database.guarded([&]() -> Result<std::vector<FailedFile>> {
        std::vector<FailedFile> files;
        auto select = m_database.prepare(
            "SELECT " FOVEA_FILE_COLUMNS " FROM files f INDEXED BY files_that_failed "
            "WHERE f.failure IS NOT NULL ORDER BY f.folder_id, f.path");
        while (select.executeStep()) {
            const FolderPlace *place = m_folders->find(FolderId{select.getColumn(1).getInt64()});
            if (place != nullptr) {
                KnownFile file = readFile(select, place->path);
                files.push_back({std::move(file.path), std::move(file.failure)});
            }
        }
        return files;
    });
}

Result<SpaceId> Catalog::ensureSpace(const clip::EmbeddingSpace &space) {
    const auto find = [&]() -> Result<SpaceId> {
        auto select = m_database.cached("SELECT id, dim, feature_dim FROM spaces WHERE key = ?");
        select->bind(1, space.key);
        if (!select->executeStep()) {
            return SpaceId{};
        }
        if (select->getColumn(1).getInt() != space.dim ||
            select->getColumn(2).getInt() != space.featureDim) {
            return fail(ErrorCode::BadUsage,
                        "The model " + space.name +
                            " does not have the dimensions that the library knows "
                            "it by. Give it another revision.");
        }
        return SpaceId{select->getColumn(0).getInt64()};
    };
    // Looked up first without writing, so that a library opened read-only answers too.
    if (auto known = m_database.guarded(find); !known || *known) {
        return known;
    }
    return m_database.inTransaction([&]() -> Result<SpaceId> {
        if (auto known = find(); !known || *known) {
            return known;
        }
        auto insert = m_database.cached(
            "INSERT INTO spaces(key, name, dim, feature_dim) VALUES (?, ?, ?, ?)");
        insert->bind(1, space.key);
        insert->bind(2, space.name);
        insert->bind(3, space.dim);
        insert->bind(4, space.featureDim);
        insert->exec();
        return SpaceId{m_database.connection().getLastInsertRowid()};
    });
}

Result<std::optional<clip::EmbeddingSpace>> Catalog::activeSpace() {
    return m_database.guarded([&]() -> Result<std::optional<clip::EmbeddingSpace>> {
        auto select = m_database.cached(
            "SELECT name, key, dim, feature_dim FROM spaces "
            "WHERE id = (SELECT CAST(value AS INTEGER) FROM settings WHERE key = ?)");
        select->bind(1, kActiveSpaceKey);
        if (!select->executeStep()) {
            return std::optional<clip::EmbeddingSpace>();
        }
        return std::optional(
            clip::EmbeddingSpace{select->getColumn(0).getString(), select->getColumn(1).getString(),
                                 select->getColumn(2).getInt(), select->getColumn(3).getInt()});
    });
}

Result<void> Catalog::activateSpace(SpaceId space) {
    auto known = countOne("SELECT count(*) FROM spaces WHERE id = ?", space.value);
    if (!known) {
        return fail(known.error());
    }
    if (*known == 0) {
        return fail(ErrorCode::NotFound, "There is no embedding space " +
                                             std::to_string(space.value) + " in the library.");
    }
    return setSetting(kActiveSpaceKey, std::to_string(space.value));
}

Result<std::optional<std::string>> Catalog::setting(std::string_view key) {
    return m_database.guarded([&]() -> Result<std::optional<std::string>> {
        auto select = m_database.cached("SELECT value FROM settings WHERE key = ?");
        select->bind(1, std::string(key));
        return select->executeStep() ? std::optional(select->getColumn(0).getString())
                                     : std::nullopt;
    });
}

Result<void> Catalog::setSetting(std::string_view key, std::string_view value) {
    return m_database.inTransaction([&]() -> Result<void> {
        auto upsert = m_database.cached("INSERT INTO settings(key, value) VALUES (?, ?) "
                                        "ON CONFLICT (key) DO UPDATE SET value = excluded.value");
        upsert->bind(1, std::string(key));
        upsert->bind(2, std::string(value));
        upsert->exec();
        return {};
    });
}

} // namespace fovea::library
