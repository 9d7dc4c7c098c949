#pragma once

#include "engine/clip/embedding.h"
#include "engine/core/error.h"
#include "engine/core/half.h"
#include "engine/core/ids.h"

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace fovea::library {

class Database;

/// A space that the library has embeddings in, or had.
struct StoredSpace {
    SpaceId id;
    clip::EmbeddingSpace space;
};

/// Photos and a row of half-precision numbers of each.
struct PhotoRows {
    std::vector<PhotoId> photos;
    std::vector<Half> rows; // [photos, dim]
};

/// Half-precision vectors by embedding space. Each change has a number, so that the vector index
/// can read what is new. Thread: as Catalog.
class EmbeddingStore {
public:
    explicit EmbeddingStore(Database &database);

    Result<void> forEach(SpaceId space,
                         const std::function<void(PhotoId, std::span<const Half>)> &visit);
    Result<std::vector<Half>> vector(SpaceId space, PhotoId photo); ///< empty where there is none
    /// [ids, dim] as floats in the order given; a photo without a vector is a row of zeros.
    Result<std::vector<float>> vectors(SpaceId space, std::span<const PhotoId> photos, int dim);
    /// [ids, featureDim], what the model gave before its projection; in the same manner.
    Result<std::vector<float>> features(SpaceId space, std::span<const PhotoId> photos,
                                        int featureDim);

    /// The number of the last change in this space.
    Result<std::int64_t> lastChange(SpaceId space);
    /// Changes after `since`, oldest first, at most `limit` of them: an empty vector means removed.
    /// Read in portions: a reader that stays in here for long keeps the write-ahead log from
    /// shrinking.
    Result<void> forEachChange(
        SpaceId space, std::int64_t since,
        const std::function<void(std::int64_t change, PhotoId, std::span<const Half>)> &visit,
        std::int64_t limit = -1);
    /// How many changes there are after `since`.
    Result<std::int64_t> countChanges(SpaceId space, std::int64_t since);
    Result<std::int64_t> count(SpaceId space);
    Result<std::vector<StoredSpace>> spaces();
    /// How many photos have features in `from` and no embedding in `to`.
    Result<std::int64_t> countFeaturesMissing(SpaceId from, SpaceId to);
    /// The features of some of those photos, in the order of their ids from after `after` on.
    /// Features of another width than `dim` are left out.
    Result<PhotoRows> featuresMissing(SpaceId from, SpaceId to, PhotoId after, int dim,
                                      std::int64_t limit);
    /// Stores embeddings of photos that have none in this space yet, in one transaction.
    /// REQUIRES: rows of `dim` numbers each.
    Result<void> add(SpaceId space, const PhotoRows &embeddings, int dim);
    /// Forgets a space with its embeddings. Features of photos that have none in `heir`, and an
    /// embedding there, go over to it.
    Result<void> removeSpace(SpaceId space, SpaceId heir);
    /// Forgets embeddings, so that the next index run makes them again.
    Result<void> remove(SpaceId space, std::span<const PhotoId> photos);

private:
    Database &m_database;
};

} // namespace fovea::library
