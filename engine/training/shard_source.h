#pragma once

#include "engine/core/progress.h"
#include "engine/training/pair_source.h"
#include "engine/training/picture_decoder.h"
#include "engine/training/shard_table.h"

#include <filesystem>
#include <memory>
#include <vector>

namespace fovea::training {

struct ShardSourceOptions {
    std::vector<std::filesystem::path> shards;
    std::uint64_t seed = 1;
    /// Encoded samples that are held for mixing, of all processes together (docs/training.md).
    std::int64_t mixed = 4096;
    ProgressFunction progress; ///< of counting
    const StopToken *stop = nullptr;
};

/// Pairs streamed out of WebDataset shards. Each process reads the lanes that its part of the batch
/// comes from (ShardOrder) and decodes ahead; its memory does not grow with the data. A picture
/// that cannot be decoded is replaced by the one after it in its lane, and told.
class ShardSource final : public PairSource {
public:
    /// Goes over the names in the shards once. `decoder` outlives the source.
    static Result<std::unique_ptr<ShardSource>> open(const ShardSourceOptions &options,
                                                     const PictureDecoder &decoder);
    ~ShardSource() override;

    int imageSize() const override;
    std::int64_t pairs() const override;
    Result<void> start(const PairPlan &plan) override;
    Result<PairBatch> next(std::int64_t count) override;
    std::vector<BrokenPair> takeBroken() override;

private:
    class Impl;
    explicit ShardSource(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> m_impl;
};

} // namespace fovea::training
