#pragma once

#include "engine/core/error.h"
#include "engine/core/progress.h"
#include "engine/training/pair_source.h"

#include <cstdint>
#include <filesystem>
#include <vector>

namespace fovea::training {

/// What one shard holds, without a picture of it.
struct ShardEntry {
    std::filesystem::path file;
    std::int64_t usable = 0;            ///< samples with a picture and a caption
    std::vector<std::int64_t> unusable; ///< places of the others among all samples, ascending

    /// The place among all samples of the usable one with this number.
    std::int64_t placeOf(std::int64_t number) const;
};

struct ShardTable {
    std::vector<ShardEntry> shards; ///< those with usable samples
    std::int64_t usable = 0;        ///< of all shards
    std::vector<BrokenPair> broken; ///< samples and shards that cannot be used, with the reasons
};

/// Goes over the names in all shards once. A damaged shard counts as far as it can be read, and is
/// told. An Error where no sample is left, or once stopped.
Result<ShardTable> countShards(const std::vector<std::filesystem::path> &files,
                               const StopToken &stop, const ProgressFunction &progress);

} // namespace fovea::training
