#pragma once

#include "engine/core/content_hash.h"
#include "engine/core/error.h"
#include "engine/core/half.h"
#include "engine/image/unique_descriptor.h"
#include "engine/training/photo_groups.h"

#include <cstddef>
#include <filesystem>
#include <map>
#include <span>
#include <vector>

namespace fovea::app {

/// What a model says of photos that no library holds, kept in a file by the contents of the photos,
/// so that a run that goes on, and the next one over the same photos, need not encode them again.
/// One embedding space a file. A torn end, as a kill or a full disk leaves it, is cut off.
/// Thread: one at a time; only the process that holds the training lock writes.
class FeatureCache {
public:
    struct Entry {
        training::PhotoTraits traits;
        std::vector<Half> embedding; ///< [dim]
        std::vector<Half> features;  ///< [featureDim]
    };

    /// Makes the file where there is none. `key` is that of the embedding space.
    static Result<FeatureCache> open(const std::filesystem::path &file, const std::string &key,
                                     std::size_t dim, std::size_t featureDim);

    const Entry *find(const ContentHash &content) const;
    Result<void> add(const ContentHash &content, Entry entry);

private:
    FeatureCache(image::UniqueDescriptor file, std::filesystem::path path, std::size_t dim,
                 std::size_t featureDim);
    std::size_t recordBytes() const;
    void read(std::span<const std::byte> records);

    image::UniqueDescriptor m_file;
    std::filesystem::path m_path;
    std::size_t m_dim;
    std::size_t m_featureDim;
    std::map<ContentHash, Entry> m_entries;
};

} // namespace fovea::app
