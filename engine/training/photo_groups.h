#pragma once

#include "engine/core/content_hash.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace fovea::training {

/// What tells that two photos are of one moment, or one picture twice.
struct PhotoTraits {
    std::optional<std::int64_t> takenLocalMs;
    ContentHash pixelHash; ///< all zeros: not known
};

/// Photos of a burst (within ten seconds of the next), with equal pixels, or whose embeddings have
/// a cosine of .97 and more, are one group: none of it may be measured on while another is learned
/// from. `embeddings`: [n, dim], unit; a row of zeros is like no other, and none at all are fine,
/// as are those of a model to which nearly all photos look alike: they tell nothing. The group of
/// each photo, numbered from 0 in the order of their first photos.
std::vector<std::size_t> groupPhotos(std::span<const PhotoTraits> photos,
                                     std::span<const float> embeddings, std::size_t dim,
                                     int threads);

struct PhotoSplit {
    std::vector<std::size_t> learn; ///< in ascending order
    std::vector<std::size_t> heldOut;
};

/// Holds out about `share` of the photos by whole groups, at least one group; none where there are
/// fewer than four groups, of which nothing could be told. The same seed gives the same split.
PhotoSplit splitByGroups(std::span<const std::size_t> groups, double share, std::uint64_t seed);

} // namespace fovea::training
