#include "engine/library/embedding_store.h"

#include "engine/library/database.h"
#include "engine/library/photo_rows.h"

namespace fovea::library {

EmbeddingStore::EmbeddingStore(Database &database)
    : m_database(database) {}

Result<void>
EmbeddingStore::forEach(SpaceId space,
                        const std::function<void(PhotoId, std::span<const Half>)> &visit) {
    return m_database.guarded([&]() -> Result<void> {
        auto select = m_database.prepare(
            "SELECT photo_id, vector FROM embeddings WHERE space_id = ? ORDER BY photo_id");
        select.bind(1, space.value);
        std::vector<Half> vector;
        while (select.executeStep()) {
            readHalves(select.getColumn(1), vector);
            visit(PhotoId{select.getColumn(0).getInt64()}, vector);
        }
        return {};
    });
}

Result<std::vector<Half>> EmbeddingStore::vector(SpaceId space, PhotoId photo) {
    return m_database.guarded([&]() -> Result<std::vector<Half>> {
        auto select =
            m_database.cached("SELECT vector FROM embeddings WHERE space_id = ? AND photo_id = ?");
        select->bind(1, space.value);
        select->bind(2, photo.value);
        std::vector<Half> vector;
        if (select->executeStep()) {
            readHalves(select->getColumn(0), vector);
        }
        return vector;
    });
}

Result<std::vector<float>> EmbeddingStore::vectors(SpaceId space, std::span<const PhotoId> photos,
                                                   int dim) {
    const auto width = static_cast<std::size_t>(dim);
    std::vector<float> rows(photos.size() * width); // [ids, dim]
    for (std::size_t i = 0; i < photos.size(); ++i) {
        const auto vector = this->vector(space, photos[i]);
        if (!vector) {
            return fail(vector.error());
        }
        if (vector->size() == width) {
            toFloat(*vector, std::span(rows).subspan(i * width, width));
        }
    }
    return rows;
}

Result<std::vector<float>>
EmbeddingStore::features(SpaceId space, std::span<const PhotoId> photos, int featureDim) {
    return m_database.guarded([&]() -> Result<std::vector<float>> {
        const auto width = static_cast<std::size_t>(featureDim);
        std::vector<float> rows(photos.size() * width); // [ids, featureDim]
        std::vector<Half> halves;
        for (std::size_t i = 0; i < photos.size(); ++i) {
            auto select = m_database.cached("SELECT f.vector FROM features f JOIN embeddings e "
                                            "USING (id) WHERE e.space_id = ? AND e.photo_id = ?");
            select->bind(1, space.value);
            select->bind(2, photos[i].value);
            if (!select->executeStep()) {
                continue;
            }
            readHalves(select->getColumn(0), halves);
            if (halves.size() == width) {
                toFloat(halves, std::span(rows).subspan(i * width, width));
            }
        }
        return rows;
    });
}

Result<std::int64_t> EmbeddingStore::lastChange(SpaceId space) {
    return m_database.guarded([&]() -> Result<std::int64_t> {
        auto select = m_database.cached("SELECT max(id) FROM changes WHERE space_id = ?");
        select->bind(1, space.value);
        select->executeStep();
        return select->getColumn(0).getInt64();
    });
}

Result<void> EmbeddingStore::forEachChange(
    SpaceId space, std::int64_t since,
    const std::function<void(std::int64_t change, PhotoId, std::span<const Half>)> &visit,
    std::int64_t limit) {
    return m_database.guarded([&]() -> Result<void> {
        auto select = m_database.prepare(
            "SELECT c.id, c.photo_id, e.vector FROM changes c LEFT JOIN embeddings e "
            "ON e.space_id = c.space_id AND e.photo_id = c.photo_id "
            "WHERE c.space_id = ? AND c.id > ? ORDER BY c.id LIMIT ?");
        select.bind(1, space.value);
        select.bind(2, since);
        select.bind(3, limit);
        std::vector<Half> vector;
        while (select.executeStep()) {
            readHalves(select.getColumn(2), vector);
            visit(select.getColumn(0).getInt64(), PhotoId{select.getColumn(1).getInt64()}, vector);
        }
        return {};
    });
}

Result<std::int64_t> EmbeddingStore::countChanges(SpaceId space, std::int64_t since) {
    return m_database.guarded([&]() -> Result<std::int64_t> {
        auto select =
            m_database.cached("SELECT count(*) FROM changes WHERE space_id = ? AND id > ?");
        select->bind(1, space.value);
        select->bind(2, since);
        select->executeStep();
        return select->getColumn(0).getInt64();
    });
}

Result<std::int64_t> EmbeddingStore::count(SpaceId space) {
    return m_database.guarded([&]() -> Result<std::int64_t> {
        auto select = m_database.cached("SELECT count(*) FROM embeddings WHERE space_id = ?");
        select->bind(1, space.value);
        select->executeStep();
        return select->getColumn(0).getInt64();
    });
}

Result<std::vector<StoredSpace>> EmbeddingStore::spaces() {
    return m_database.guarded([&]() -> Result<std::vector<StoredSpace>> {
        std::vector<StoredSpace> spaces;
        auto select =
            m_database.cached("SELECT id, name, key, dim, feature_dim FROM spaces ORDER BY id");
        while (select->executeStep()) {
            spaces.push_back({SpaceId{select->getColumn(0).getInt64()},
                              {select->getColumn(1).getString(), select->getColumn(2).getString(),
                               select->getColumn(3).getInt(), select->getColumn(4).getInt()}});
        }
        return spaces;
    });
}

Result<std::int64_t> EmbeddingStore::countFeaturesMissing(SpaceId from, SpaceId to) {
    return m_database.guarded([&]() -> Result<std::int64_t> {
        auto select = m_database.cached(
            "SELECT count(*) FROM embeddings e JOIN features f ON f.id = e.id "
            "WHERE e.space_id = ? AND NOT EXISTS "
            "(SELECT 1 FROM embeddings t WHERE t.space_id = ? AND t.photo_id = e.photo_id)");
        select->bind(1, from.value);
        select->bind(2, to.value);
        select->executeStep();
        return select->getColumn(0).getInt64();
    });
}

Result<PhotoRows> EmbeddingStore::featuresMissing(SpaceId from, SpaceId to, PhotoId after, int dim,
                                                  std::int64_t limit) {
    return m_database.guarded([&]() -> Result<PhotoRows> {
        PhotoRows found;
        auto select = m_database.cached(
            "SELECT e.photo_id, f.vector FROM embeddings e JOIN features f ON f.id = e.id "
            "WHERE e.space_id = ? AND e.photo_id > ? AND length(f.vector) = ? AND NOT EXISTS "
            "(SELECT 1 FROM embeddings t WHERE t.space_id = ? AND t.photo_id = e.photo_id) "
            "ORDER BY e.photo_id LIMIT ?");
        select->bind(1, from.value);
        select->bind(2, after.value);
        select->bind(3, dim * static_cast<int>(sizeof(Half)));
        select->bind(4, to.value);
        select->bind(5, limit);
        std::vector<Half> row;
        while (select->executeStep()) {
            readHalves(select->getColumn(1), row);
            found.photos.push_back(PhotoId{select->getColumn(0).getInt64()});
            found.rows.insert(found.rows.end(), row.begin(), row.end());
        }
        return found;
    });
}

Result<void> EmbeddingStore::add(SpaceId space, const PhotoRows &embeddings, int dim) {
    const auto width = static_cast<std::size_t>(dim);
    return m_database.inTransaction([&]() -> Result<void> {
        // A photo may have been forgotten, or encoded, since its features were read.
        auto insert = m_database.cached(
            "INSERT INTO embeddings(space_id, photo_id, vector) SELECT ?1, ?2, ?3 "
            "WHERE EXISTS (SELECT 1 FROM photos WHERE id = ?2) "
            "ON CONFLICT (space_id, photo_id) DO NOTHING");
        for (std::size_t i = 0; i < embeddings.photos.size(); ++i) {
            insert->reset();
            insert->bind(1, space.value);
            insert->bind(2, embeddings.photos[i].value);
            bindHalves(*insert, 3, std::span(embeddings.rows).subspan(i * width, width));
            insert->exec();
        }
        return {};
    });
}

Result<void> EmbeddingStore::removeSpace(SpaceId space, SpaceId heir) {
    return m_database.inTransaction([&]() -> Result<void> {
        auto inherit = m_database.cached(
            "INSERT INTO features(id, vector) SELECT t.id, f.vector FROM embeddings e "
            "JOIN features f ON f.id = e.id "
            "JOIN embeddings t ON t.space_id = ?2 AND t.photo_id = e.photo_id "
            "WHERE e.space_id = ?1 ON CONFLICT (id) DO NOTHING");
        inherit->bind(1, space.value);
        inherit->bind(2, heir.value);
        inherit->exec();
        for (const char *sql :
             {"DELETE FROM embeddings WHERE space_id = ?", "DELETE FROM changes WHERE space_id = ?",
              "DELETE FROM spaces WHERE id = ?"}) {
            auto remove = m_database.prepare(sql);
            remove.bind(1, space.value);
            remove.exec();
        }
        return {};
    });
}

Result<void> EmbeddingStore::remove(SpaceId space, std::span<const PhotoId> photos) {
    return m_database.inTransaction([&]() -> Result<void> {
        for (const PhotoId photo : photos) {
            auto remove =
                m_database.cached("DELETE FROM embeddings WHERE space_id = ? AND photo_id = ?");
            remove->bind(1, space.value);
            remove->bind(2, photo.value);
            remove->exec();
        }
        return {};
    });
}

} // namespace fovea::library
