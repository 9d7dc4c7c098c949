#pragma once

#include "engine/core/error.h"
#include "engine/core/ids.h"
#include "engine/core/progress.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <vector>

namespace fovea::library {

class EmbeddingStore;

struct Neighbor {
    PhotoId photo;
    float score = 0; ///< cosine, or its approximation before re-ranking

    bool operator==(const Neighbor &) const = default;
};

/// Approximate nearest neighbours: hnswlib over vectors quantised to int8. A cache of the
/// embeddings: it knows the last change it has seen, and a file that is missing, torn or of another
/// version is rebuilt. Thread: search() from any while nobody is in catchUp().
class VectorIndex {
public:
    /// Reads `file` where it is sound and belongs to `space` (and to `owner`, a number that stands
    /// for the library), else starts empty. Never fails on the file.
    static std::unique_ptr<VectorIndex> open(const std::filesystem::path &file, SpaceId space,
                                             int dim, std::uint64_t owner = 0);
    ~VectorIndex();

    /// Reads the changes since the last one it has seen. Returns how many there were. Stopped, it
    /// keeps what it has and goes on there the next time.
    Result<std::int64_t> catchUp(EmbeddingStore &store, const StopToken *stop = nullptr,
                                 const ProgressFunction &progress = {});
    /// Written beside, checksummed, renamed. Does nothing where the file is as new.
    Result<void> save();

    std::int64_t size() const;
    std::int64_t lastChange() const;
    bool contains(PhotoId photo) const;
    /// Empties it, so that catchUp() builds it from nothing.
    void clear();
    /// The `count` nearest, best first. `filter` (may be empty) tells which photos may be answers.
    std::vector<Neighbor> search(std::span<const float> query, std::int64_t count,
                                 const std::function<bool(PhotoId)> &filter = {}) const;

private:
    class Impl;
    explicit VectorIndex(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> m_impl;
};

} // namespace fovea::library
