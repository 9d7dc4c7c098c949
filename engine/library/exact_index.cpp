#include "engine/library/exact_index.h"

#include <algorithm>
#include <cassert>
#include <utility>

namespace fovea::library {
namespace {

bool isBetter(const Neighbor &a, const Neighbor &b) {
    return a.score != b.score ? a.score > b.score : a.photo < b.photo;
}

} // namespace

BestNeighbors::BestNeighbors(std::int64_t count)
    : m_count(static_cast<std::size_t>(std::max<std::int64_t>(count, 0))) {}

void BestNeighbors::add(const Neighbor &neighbor) {
    if (m_heap.size() < m_count) {
        m_heap.push_back(neighbor);
        std::ranges::push_heap(m_heap, isBetter);
    } else if (m_count > 0 && isBetter(neighbor, m_heap.front())) {
        std::ranges::pop_heap(m_heap, isBetter);
        m_heap.back() = neighbor;
        std::ranges::push_heap(m_heap, isBetter);
    }
}

std::vector<Neighbor> BestNeighbors::take() {
    std::ranges::sort(m_heap, isBetter);
    return std::exchange(m_heap, {});
}

Result<std::vector<Neighbor>> scanNearest(EmbeddingStore &store, SpaceId space,
                                          std::span<const float> query, std::int64_t count,
                                          const std::function<bool(PhotoId)> &filter) {
    BestNeighbors best(count);
    const HalfDot dot = halfDot(supportedCpuPaths().back());
    const auto scanned = store.forEach(space, [&](PhotoId photo, std::span<const Half> vector) {
        if (vector.size() == query.size() && (!filter || filter(photo))) {
            best.add({photo, dot(query.data(), vector.data(), query.size())});
        }
    });
    if (!scanned) {
        return fail(scanned.error());
    }
    return best.take();
}

Result<void> ExactIndex::catchUp(EmbeddingStore &store) {
    const auto newest = store.lastChange(m_space);
    if (!newest) {
        return fail(newest.error());
    }
    if (*newest < m_lastChange) { // a catalog from an older backup
        *this = ExactIndex(m_space, m_dim);
    }
    if (*newest == m_lastChange) {
        return {};
    }
    return store.forEachChange(
        m_space, m_lastChange,
        [&](std::int64_t change, PhotoId photo, std::span<const Half> vector) {
            if (std::cmp_equal(vector.size(), m_dim)) {
                put(photo, vector);
            } else {
                remove(photo);
            }
            m_lastChange = change;
        });
}

void ExactIndex::put(PhotoId photo, std::span<const Half> vector) {
    const auto [entry, isNew] = m_position.try_emplace(photo, m_photos.size());
    if (isNew) {
        m_photos.push_back(photo);
        m_vectors.insert(m_vectors.end(), vector.begin(), vector.end());
    } else {
        const auto at = static_cast<std::ptrdiff_t>(entry->second * vector.size());
        std::ranges::copy(vector, m_vectors.begin() + at);
    }
}

void ExactIndex::remove(PhotoId photo) {
    const auto entry = m_position.find(photo);
    if (entry == m_position.end()) {
        return;
    }
    // The last one takes its place.
    const auto dim = static_cast<std::ptrdiff_t>(m_dim);
    const std::size_t hole = entry->second;
    m_position.erase(entry);
    if (hole + 1 != m_photos.size()) {
        m_photos[hole] = m_photos.back();
        m_position[m_photos[hole]] = hole;
        std::copy(m_vectors.end() - dim, m_vectors.end(),
                  m_vectors.begin() + static_cast<std::ptrdiff_t>(hole) * dim);
    }
    m_photos.pop_back();
    m_vectors.resize(m_vectors.size() - static_cast<std::size_t>(m_dim));
}

std::vector<Neighbor> ExactIndex::search(std::span<const float> query, std::int64_t count,
                                         const std::function<bool(PhotoId)> &filter) const {
    assert(std::cmp_equal(query.size(), m_dim));
    BestNeighbors best(count);
    const HalfDot dot = halfDot(supportedCpuPaths().back());
    for (std::size_t i = 0; i < m_photos.size(); ++i) {
        if (!filter || filter(m_photos[i])) {
            best.add({m_photos[i], dot(query.data(), &m_vectors[i * query.size()], query.size())});
        }
    }
    return best.take();
}

} // namespace fovea::library
