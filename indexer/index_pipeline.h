#pragma once

#include "engine/clip/encoders.h"
#include "engine/core/error.h"
#include "engine/core/progress.h"
#include "engine/image/decode_process.h"
#include "engine/library/library.h"
#include "indexer/index_plan.h"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>
#include <string>

namespace fovea::indexer {

struct IndexOptions {
    int decodeThreads = 1;
    int encodeThreads = 1;
    int encodeBatch = 8;
    int commitBatch = 64;
    std::chrono::milliseconds commitInterval{1500}; ///< at the latest, so that results appear
    int thumbnailSide = 512;                        ///< px
};

/// What a run has done. Files that failed in an earlier run and have not changed count as
/// unchanged.
struct IndexSummary {
    std::int64_t added = 0;
    std::int64_t moved = 0;   ///< moved, copied or changed files of photos that were known
    std::int64_t encoded = 0; ///< photos that got an embedding
    std::int64_t unchanged = 0;
    std::int64_t failed = 0;
    double elapsedSeconds = 0;
    bool stopped = false;
};

struct IndexEvents {
    std::function<void(const Progress &)> progress;
    std::function<void(const std::filesystem::path &, const std::string &)> photoFailed;
};

/// Reads the files of a plan: decode workers, then single-threaded encoders, then one transaction a
/// batch. Queues between are bounded, so memory does not grow with the library. Killed at any
/// point, the next run goes on after the last transaction.
class IndexPipeline {
public:
    /// Opens what is needed only once there is something to read.
    struct Tools {
        std::function<Result<image::DecodePool *>()> decoders;
        std::function<Result<clip::ImageEncoder *>()> encoder;
        image::EncoderInput encoderInput;
    };

    IndexPipeline(library::Library &library, SpaceId space, Tools tools, IndexOptions options);

    /// Blocks until all is read or `stop` is asked for; then the batch in hand is finished.
    Result<IndexSummary> run(std::span<IndexPlan> plans, const StopToken &stop,
                             const IndexEvents &events);

private:
    library::Library &m_library;
    const SpaceId m_space;
    const Tools m_tools;
    const IndexOptions m_options;
};

} // namespace fovea::indexer
