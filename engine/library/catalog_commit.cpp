// The part of Catalog that writes: which photo a file is of, and what of it is stored.
#include "engine/library/catalog.h"
#include "engine/library/database.h"
#include "engine/library/folder_table.h"
#include "engine/library/photo_rows.h"

#include <algorithm>

namespace fovea::library {
namespace {

struct FileRow {
    FileId id;
    PhotoId photo;
};

/// Stores the files of one batch, within the transaction of the caller.
class BatchWriter {
public:
    BatchWriter(Database &database, FolderPlace folder, SpaceId space)
        : m_database(database)
        , m_folder(std::move(folder))
        , m_space(space) {}

    Result<void> readSpace();
    Result<CommitOutcome> store(const IndexedFile &file);
    /// Forgets the photos whose last file went to another photo. At the end of the batch, because
    /// two files that swapped their names each take the other's photo first.
    void forgetOrphans();

private:
    struct Decision {
        PhotoId photo;
        CommitOutcome outcome = CommitOutcome::Added;
        FileId moved;        ///< the missing file whose row this file takes over
        bool isEdit = false; ///< the contents are new, the pixels are not
    };

    Result<std::string> relativePath(const std::filesystem::path &path) const;
    std::optional<FileRow> fileAt(const std::string &path);
    PhotoId photoWithContent(const ContentHash &hash);
    bool hasPixels(PhotoId photo, const ContentHash &pixelHash);
    FileId missingFileOf(PhotoId photo);
    std::optional<FileRow> missingFileWithPixels(const ContentHash &pixelHash);
    Decision decide(const IndexedFile &file, const std::optional<FileRow> &row);
    PhotoId addPhoto(const IndexedFile &file);
    void updatePhoto(PhotoId photo, const IndexedFile &file, bool isEdit);
    void writeFile(const IndexedFile &file, const std::string &path, FileId row, PhotoId photo);
    void removeFile(FileId file);
    Result<void> writeEmbedding(PhotoId photo, const IndexedFile &file);
    Result<CommitOutcome> storeFailure(const IndexedFile &file, const std::string &path,
                                       const std::optional<FileRow> &row);

    Database &m_database;
    FolderPlace m_folder;
    SpaceId m_space;
    std::size_t m_dim = 0;
    std::size_t m_featureDim = 0;
    std::vector<PhotoId> m_orphans;
};

void bindHash(SQLite::Statement &statement, int index, const ContentHash &hash) {
    bindBytes(statement, index, std::as_bytes(std::span(hash.bytes)));
}

bool allFinite(std::span<const Half> halves) {
    return std::ranges::none_of(halves, [](Half half) { return (half & 0x7c00U) == 0x7c00U; });
}

Result<void> BatchWriter::readSpace() {
    auto select = m_database.cached("SELECT dim, feature_dim FROM spaces WHERE id = ?");
    select->bind(1, m_space.value);
    if (select->executeStep()) {
        m_dim = static_cast<std::size_t>(select->getColumn(0).getInt64());
        m_featureDim = static_cast<std::size_t>(select->getColumn(1).getInt64());
    }
    return {};
}

Result<std::string> BatchWriter::relativePath(const std::filesystem::path &path) const {
    auto below = pathBelow(m_folder.path, path);
    if (!below || below->empty()) {
        std::error_code ignored;
        const auto parent = std::filesystem::weakly_canonical(path.parent_path(), ignored);
        below = pathBelow(m_folder.path, parent / path.filename());
    }
    if (!below || below->empty()) {
        return fail(ErrorCode::BadUsage,
                    path.string() + " is not below the folder " + m_folder.path.string() + ".");
    }
    return std::move(*below);
}

std::optional<FileRow> BatchWriter::fileAt(const std::string &path) {
    auto select =
        m_database.cached("SELECT id, photo_id FROM files WHERE folder_id = ? AND path = ?");
    select->bind(1, m_folder.id.value);
    bindBytes(*select, 2, path);
    if (!select->executeStep()) {
        return std::nullopt;
    }
    return FileRow{FileId{select->getColumn(0).getInt64()},
                   PhotoId{select->getColumn(1).getInt64()}};
}

PhotoId BatchWriter::photoWithContent(const ContentHash &hash) {
    auto select = m_database.cached("SELECT id FROM photos WHERE content_hash = ?");
    bindHash(*select, 1, hash);
    return select->executeStep() ? PhotoId{select->getColumn(0).getInt64()} : PhotoId{};
}

bool BatchWriter::hasPixels(PhotoId photo, const ContentHash &pixelHash) {
    auto select = m_database.cached("SELECT 1 FROM photos WHERE id = ? AND pixel_hash = ?");
    select->bind(1, photo.value);
    bindHash(*select, 2, pixelHash);
    return pixelHash != ContentHash{} && select->executeStep();
}

FileId BatchWriter::missingFileOf(PhotoId photo) {
    auto select = m_database.cached(
        "SELECT id FROM files WHERE photo_id = ? AND missing = 1 ORDER BY id LIMIT 1");
    select->bind(1, photo.value);
    return select->executeStep() ? FileId{select->getColumn(0).getInt64()} : FileId{};
}

std::optional<FileRow> BatchWriter::missingFileWithPixels(const ContentHash &pixelHash) {
    if (pixelHash == ContentHash{}) {
        return std::nullopt;
    }
    auto select =
        m_database.cached("SELECT f.id, f.photo_id FROM photos p JOIN files f ON f.photo_id = p.id "
                          "WHERE p.pixel_hash = ? AND f.missing = 1 ORDER BY f.id LIMIT 1");
    bindHash(*select, 1, pixelHash);
    if (!select->executeStep()) {
        return std::nullopt;
    }
    return FileRow{FileId{select->getColumn(0).getInt64()},
                   PhotoId{select->getColumn(1).getInt64()}};
}

BatchWriter::Decision BatchWriter::decide(const IndexedFile &file,
                                          const std::optional<FileRow> &row) {
    if (const PhotoId known = photoWithContent(file.contentHash)) {
        if (row && row->photo == known) {
            return {known, CommitOutcome::Updated, {}, false};
        }
        const FileId former = missingFileOf(known);
        return {known, former ? CommitOutcome::Moved : CommitOutcome::Copied, former, false};
    }
    if (row && row->photo && hasPixels(row->photo, file.pixelHash)) {
        return {row->photo, CommitOutcome::Updated, {}, true};
    }
    if (!row) {
        if (const auto former = missingFileWithPixels(file.pixelHash)) {
            return {former->photo, CommitOutcome::Moved, former->id, true};
        }
    }
    return {};
}

PhotoId BatchWriter::addPhoto(const IndexedFile &file) {
    auto insert = m_database.cached("INSERT INTO photos(content_hash, pixel_hash, width, height, "
                                    "sort_ms, " FOVEA_METADATA_COLUMNS
                                    ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    bindHash(*insert, 1, file.contentHash);
    bindHash(*insert, 2, file.pixelHash);
    insert->bind(3, file.width);
    insert->bind(4, file.height);
    insert->bind(5, file.metadata.takenLocalMs.value_or(wallClockMs(file.stamp.modifiedNs)));
    bindMetadata(*insert, 6, file.metadata);
    insert->exec();
    return PhotoId{m_database.connection().getLastInsertRowid()};
}

void BatchWriter::updatePhoto(PhotoId photo, const IndexedFile &file, bool isEdit) {
    if (isEdit) {
        auto update = m_database.cached("UPDATE photos SET content_hash = ? WHERE id = ?");
        bindHash(*update, 1, file.contentHash);
        update->bind(2, photo.value);
        update->exec();
    }
    // Without a date taken the earliest time of any of its files stands in: copying does not make a
    // photo newer.
    auto update = m_database.cached(
        "UPDATE photos SET (pixel_hash, width, height, sort_ms, " FOVEA_METADATA_COLUMNS
        ") = (?, ?, ?, coalesce(?, min(sort_ms, ?)), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) WHERE id = ?");
    bindHash(*update, 1, file.pixelHash);
    update->bind(2, file.width);
    update->bind(3, file.height);
    if (file.metadata.takenLocalMs) {
        update->bind(4, *file.metadata.takenLocalMs);
    } else {
        update->bind(4);
    }
    update->bind(5, wallClockMs(file.stamp.modifiedNs));
    bindMetadata(*update, 6, file.metadata);
    update->bind(6 + kMetadataColumnCount, photo.value);
    update->exec();
}

void BatchWriter::writeFile(const IndexedFile &file, const std::string &path, FileId row,
                            PhotoId photo) {
    auto write = m_database.cached(
        row ? "UPDATE files SET (folder_id, path, size_bytes, modified_ns, sidecar_size_bytes, "
              "sidecar_modified_ns, photo_id, failure, missing) = (?, ?, ?, ?, ?, ?, ?, ?, 0) "
              "WHERE id = ?"
            : "INSERT INTO files(folder_id, path, size_bytes, modified_ns, sidecar_size_bytes, "
              "sidecar_modified_ns, photo_id, failure) VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
    write->clearBindings();
    write->bind(1, m_folder.id.value);
    bindBytes(*write, 2, path);
    write->bind(3, file.stamp.sizeBytes);
    write->bind(4, file.stamp.modifiedNs);
    if (file.sidecar) {
        write->bind(5, file.sidecar->sizeBytes);
        write->bind(6, file.sidecar->modifiedNs);
    }
    if (photo) {
        write->bind(7, photo.value);
    }
    if (!file.failure.empty()) {
        write->bind(8, file.failure);
    }
    if (row) {
        write->bind(9, row.value);
    }
    write->exec();
}

void BatchWriter::removeFile(FileId file) {
    auto remove = m_database.cached("DELETE FROM files WHERE id = ?");
    remove->bind(1, file.value);
    remove->exec();
}

void BatchWriter::forgetOrphans() {
    for (const PhotoId photo : m_orphans) {
        auto remove = m_database.cached("DELETE FROM photos WHERE id = ?1 AND NOT EXISTS "
                                        "(SELECT 1 FROM files WHERE photo_id = ?1)");
        remove->bind(1, photo.value);
        if (remove->exec() == 0) {
            writePhotoText(m_database, photo); // one file name less
        }
    }
    m_orphans.clear();
}

Result<void> BatchWriter::writeEmbedding(PhotoId photo, const IndexedFile &file) {
    if (file.embedding.empty()) {
        return {};
    }
    if (file.embedding.size() != m_dim ||
        (!file.features.empty() && file.features.size() != m_featureDim)) {
        return fail(ErrorCode::BadUsage, "The embedding of " + file.path.string() + " has " +
                                             std::to_string(file.embedding.size()) +
                                             " numbers, not the " + std::to_string(m_dim) +
                                             " of its space.");
    }
    auto vector =
        m_database.cached("INSERT INTO embeddings(space_id, photo_id, vector) VALUES (?, ?, ?) "
                          "ON CONFLICT (space_id, photo_id) DO UPDATE SET vector = excluded.vector "
                          "WHERE vector <> excluded.vector");
    vector->bind(1, m_space.value);
    vector->bind(2, photo.value);
    bindHalves(*vector, 3, file.embedding);
    vector->exec();
    if (!file.features.empty()) {
        auto features =
            m_database.cached("INSERT INTO features(id, vector) SELECT id, ?3 FROM embeddings "
                              "WHERE space_id = ?1 AND photo_id = ?2 "
                              "ON CONFLICT (id) DO UPDATE SET vector = excluded.vector");
        features->bind(1, m_space.value);
        features->bind(2, photo.value);
        bindHalves(*features, 3, file.features);
        features->exec();
    }
    return {};
}

Result<CommitOutcome> BatchWriter::storeFailure(const IndexedFile &file, const std::string &path,
                                                const std::optional<FileRow> &row) {
    writeFile(file, path, row ? row->id : FileId{}, row ? row->photo : PhotoId{});
    return CommitOutcome::Failed;
}

Result<CommitOutcome> BatchWriter::store(const IndexedFile &file) {
    const auto path = relativePath(file.path);
    if (!path) {
        return fail(path.error());
    }
    const auto row = fileAt(*path);
    if (!file.failure.empty()) {
        return storeFailure(file, *path, row);
    }
    if (!allFinite(file.embedding) || !allFinite(file.features)) {
        IndexedFile failed = file;
        failed.failure = "The model gave numbers for it that are not finite.";
        return storeFailure(failed, *path, row);
    }
    Decision decision = decide(file, row);
    if (decision.photo) {
        updatePhoto(decision.photo, file, decision.isEdit);
    } else {
        decision.photo = addPhoto(file);
    }
    if (row && decision.moved) {
        removeFile(decision.moved); // the path has a row of its own already
    }
    writeFile(file, *path, row ? row->id : decision.moved, decision.photo);
    if (row && row->photo && row->photo != decision.photo) {
        m_orphans.push_back(row->photo);
    }
    writePhotoText(m_database, decision.photo);
    if (auto written = writeEmbedding(decision.photo, file); !written) {
        return fail(written.error());
    }
    return decision.outcome;
}

} // namespace

Result<std::vector<CommitOutcome>>
Catalog::commit(FolderId root, std::span<const IndexedFile> batch, SpaceId space) {
    return m_database.inTransaction([&]() -> Result<std::vector<CommitOutcome>> {
        const FolderPlace *place = m_folders->find(root);
        if (place == nullptr) {
            return fail(ErrorCode::NotFound,
                        "There is no folder " + std::to_string(root.value) + " in the library.");
        }
        BatchWriter writer(m_database, *place, space);
        if (auto read = writer.readSpace(); !read) {
            return fail(read.error());
        }
        std::vector<CommitOutcome> outcomes;
        outcomes.reserve(batch.size());
        for (const IndexedFile &file : batch) {
            auto outcome = writer.store(file);
            if (!outcome) {
                return fail(outcome.error());
            }
            outcomes.push_back(*outcome);
        }
        writer.forgetOrphans();
        return outcomes;
    });
}

} // namespace fovea::library
