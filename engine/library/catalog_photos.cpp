// The part of Catalog that reads photos.
#include "engine/library/catalog.h"
#include "engine/library/database.h"
#include "engine/library/folder_table.h"
#include "engine/library/photo_rows.h"

#include <algorithm>
#include <cstring>

namespace fovea::library {

std::optional<PhotoRecord> Catalog::readPhoto(PhotoId id) {
    auto select = m_database.cached("SELECT width, height, " FOVEA_METADATA_COLUMNS
                                    " FROM photos WHERE id = ?");
    select->bind(1, id.value);
    if (!select->executeStep()) {
        return std::nullopt;
    }
    PhotoRecord record;
    record.id = id;
    record.width = select->getColumn(0).getInt();
    record.height = select->getColumn(1).getInt();
    record.metadata = readMetadata(*select, 2);
    record.offline = true;
    auto files = m_database.cached("SELECT folder_id, path, modified_ns, missing FROM files "
                                   "WHERE photo_id = ? ORDER BY missing, failure IS NOT NULL, id");
    files->bind(1, id.value);
    while (record.offline && files->executeStep()) {
        const FolderPlace *place = m_folders->find(FolderId{files->getColumn(0).getInt64()});
        const bool isThere = place != nullptr && place->online && files->getColumn(3).getInt() == 0;
        if (place != nullptr && (isThere || record.path.empty())) {
            record.path = place->path / bytesOf(files->getColumn(1));
            record.modifiedNs = files->getColumn(2).getInt64();
            record.offline = !isThere;
        }
    }
    return record;
}

Result<std::optional<PhotoRecord>> Catalog::photo(PhotoId id) {
    return m_database.guarded(
        [&]() -> Result<std::optional<PhotoRecord>> { return readPhoto(id); });
}

Result<std::vector<PhotoRecord>> Catalog::photos(std::span<const PhotoId> ids) {
    return m_database.guarded([&]() -> Result<std::vector<PhotoRecord>> {
        std::vector<PhotoRecord> records;
        records.reserve(ids.size());
        for (const PhotoId id : ids) {
            if (auto record = readPhoto(id)) {
                records.push_back(std::move(*record));
            }
        }
        return records;
    });
}

Result<std::vector<PhotoIdentity>> Catalog::identities(std::span<const PhotoId> ids) {
    return m_database.guarded([&]() -> Result<std::vector<PhotoIdentity>> {
        std::vector<PhotoIdentity> identities(ids.size());
        const auto readHash = [](const SQLite::Column &column, ContentHash &hash) {
            if (static_cast<std::size_t>(column.getBytes()) == hash.bytes.size()) {
                std::memcpy(hash.bytes.data(), column.getBlob(), hash.bytes.size());
            }
        };
        for (std::size_t i = 0; i < ids.size(); ++i) {
            auto select = m_database.cached(
                "SELECT content_hash, pixel_hash, taken_local_ms FROM photos WHERE id = ?");
            select->bind(1, ids[i].value);
            if (!select->executeStep()) {
                continue;
            }
            readHash(select->getColumn(0), identities[i].content);
            readHash(select->getColumn(1), identities[i].pixels);
            if (!select->getColumn(2).isNull()) {
                identities[i].takenLocalMs = select->getColumn(2).getInt64();
            }
        }
        return identities;
    });
}

Result<std::optional<PhotoId>> Catalog::photoAt(const std::filesystem::path &file) {
    return m_database.guarded([&]() -> Result<std::optional<PhotoId>> {
        const auto place = m_folders->locate(file);
        if (!place) {
            return std::optional<PhotoId>();
        }
        auto select =
            m_database.cached("SELECT photo_id FROM files WHERE folder_id = ? AND path = ? "
                              "AND photo_id IS NOT NULL");
        select->bind(1, place->folder.value);
        bindBytes(*select, 2, place->relativePath);
        return select->executeStep() ? std::optional(PhotoId{select->getColumn(0).getInt64()})
                                     : std::nullopt;
    });
}

namespace {

/// In ascending order.
std::vector<PhotoId> photosBelow(Database &database, FolderId root) {
    std::vector<PhotoId> photos;
    auto select = database.cached("SELECT DISTINCT photo_id FROM files INDEXED BY files_by_photo "
                                  "WHERE photo_id IS NOT NULL AND folder_id = ?");
    select->bind(1, root.value);
    while (select->executeStep()) {
        photos.push_back(PhotoId{select->getColumn(0).getInt64()});
    }
    return photos;
}

} // namespace

Result<std::vector<Catalog::PhotoSummary>> Catalog::timeline(std::optional<FolderId> root) {
    return m_database.guarded([&]() -> Result<std::vector<PhotoSummary>> {
        const auto wanted = root ? photosBelow(m_database, *root) : std::vector<PhotoId>();
        std::vector<PhotoSummary> summaries;
        // The index has them in this order and holds all that is asked for; picking from it here is
        // quicker than looking each photo of a folder up and sorting them.
        auto select = m_database.cached(
            "SELECT id, width, height, sort_ms FROM photos ORDER BY sort_ms DESC, id DESC");
        while (select->executeStep()) {
            const PhotoSummary summary = readSummary(*select);
            if (!root || std::ranges::binary_search(wanted, summary.id)) {
                summaries.push_back(summary);
            }
        }
        return summaries;
    });
}

Result<std::vector<std::int64_t>> Catalog::sortTimesMs(std::span<const PhotoId> ids) {
    return m_database.guarded([&]() -> Result<std::vector<std::int64_t>> {
        std::vector<std::int64_t> times;
        times.reserve(ids.size());
        for (const PhotoId id : ids) {
            auto select = m_database.cached("SELECT sort_ms FROM photos WHERE id = ?");
            select->bind(1, id.value);
            times.push_back(select->executeStep() ? select->getColumn(0).getInt64() : 0);
        }
        return times;
    });
}

Result<std::int64_t> Catalog::countOne(const char *sql, std::optional<std::int64_t> parameter) {
    return m_database.guarded([&]() -> Result<std::int64_t> {
        auto select = m_database.cached(sql);
        if (parameter) {
            select->bind(1, *parameter);
        }
        select->executeStep();
        return select->getColumn(0).getInt64();
    });
}

Result<CatalogCounts> Catalog::counts(SpaceId space) {
    const auto photos = countOne("SELECT count(*) FROM photos");
    const auto files = countOne("SELECT count(*) FROM files");
    const auto failed = countOne("SELECT count(*) FROM files WHERE failure IS NOT NULL");
    const auto embedded =
        countOne("SELECT count(*) FROM embeddings WHERE space_id = ?", space.value);
    for (const auto *count : {&photos, &files, &failed, &embedded}) {
        if (!*count) {
            return fail(count->error());
        }
    }
    return CatalogCounts{*photos, *files, *failed, *embedded};
}

} // namespace fovea::library
