#pragma once

#include "engine/core/error.h"
#include "engine/core/half.h"
#include "engine/core/ids.h"
#include "engine/library/dot_product.h"
#include "engine/library/embedding_store.h"
#include "engine/library/vector_index.h"

#include <cstdint>
#include <functional>
#include <span>
#include <unordered_map>
#include <vector>

namespace fovea::library {

/// Keeps the best `count` of many; of equal scores the smaller photo id.
class BestNeighbors {
public:
    explicit BestNeighbors(std::int64_t count);
    void add(const Neighbor &neighbor);
    std::vector<Neighbor> take(); ///< best first

private:
    std::size_t m_count;
    std::vector<Neighbor> m_heap; // the worst at the front
};

/// The exact nearest by reading every half-precision vector of the space from the catalog: no
/// memory, and the oracle of the other ways.
Result<std::vector<Neighbor>> scanNearest(EmbeddingStore &store, SpaceId space,
                                          std::span<const float> query, std::int64_t count,
                                          const std::function<bool(PhotoId)> &filter = {});

/// All vectors of a small space in memory, half precision. Follows the catalog by its changes, so
/// it is never behind. Thread: one at a time.
class ExactIndex {
public:
    ExactIndex(SpaceId space, int dim)
        : m_space(space)
        , m_dim(dim) {}

    Result<void> catchUp(EmbeddingStore &store);
    std::int64_t size() const { return static_cast<std::int64_t>(m_photos.size()); }
    std::vector<Neighbor> search(std::span<const float> query, std::int64_t count,
                                 const std::function<bool(PhotoId)> &filter = {}) const;

private:
    void put(PhotoId photo, std::span<const Half> vector);
    void remove(PhotoId photo);

    SpaceId m_space;
    int m_dim;
    std::int64_t m_lastChange = 0;
    std::vector<PhotoId> m_photos;                       // [n]
    std::vector<Half> m_vectors;                         // [n, dim]
    std::unordered_map<PhotoId, std::size_t> m_position; // in both
};

} // namespace fovea::library
