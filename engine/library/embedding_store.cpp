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
