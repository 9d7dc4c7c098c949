#pragma once

#include "engine/core/mapped_file.h"
#include "engine/core/progress.h"
#include "engine/training/captions.h"
#include "engine/training/pair_source.h"
#include "engine/training/picture_decoder.h"

#include <filesystem>
#include <span>
#include <vector>

namespace fovea::training {

/// Decoded pictures in one file that is mapped: [height, width, 3] each, short side at the
/// training size. Thread: any, once open.
class PictureCache {
public:
    /// What the file will take on the disk, taking pictures to be four by three.
    static std::int64_t estimatedBytes(std::size_t pictures, int size);

    /// Opens the cache in this folder, or makes it where it is not there or is one of other
    /// pictures. Of several processes one makes it and the others wait. What cannot be decoded is
    /// kept as broken.
    static Result<PictureCache> open(const std::filesystem::path &folder,
                                     std::span<const CaptionedPhoto> photos,
                                     const PictureDecoder &decoder, const StopToken &stop,
                                     const ProgressFunction &progress);

    struct Picture {
        std::span<const std::uint8_t> pixels; ///< empty where broken
        int width = 0;
        int height = 0;
    };
    Picture picture(std::size_t index) const;
    std::size_t count() const { return m_entries.size(); }
    std::int64_t sizeBytes() const { return static_cast<std::int64_t>(m_file.bytes().size()); }
    const std::vector<BrokenPair> &broken() const { return m_broken; }

private:
    struct Entry {
        std::uint64_t offset = 0;
        std::int32_t width = 0; ///< 0: broken
        std::int32_t height = 0;
    };
    struct Maker;

    static Result<PictureCache> read(const std::filesystem::path &path, const std::string &key);

    MappedFile m_file;
    std::vector<Entry> m_entries;
    std::vector<BrokenPair> m_broken;
};

/// Pairs of a captioned set whose decoded pictures fit on the disk. Every epoch takes each picture
/// once, with one of its captions, in a random order.
class CachedPairs final : public PairSource {
public:
    /// Pictures without a caption are left out and told, as broken ones are.
    CachedPairs(PictureCache cache, std::vector<CaptionedPhoto> photos, int size,
                std::uint64_t seed);

    int imageSize() const override { return m_size; }
    std::int64_t pairs() const override { return static_cast<std::int64_t>(m_usable.size()); }
    Result<void> start(const PairPlan &plan) override;
    Result<PairBatch> next(std::int64_t count) override;
    std::vector<BrokenPair> takeBroken() override;

private:
    PictureCache m_cache;
    std::vector<CaptionedPhoto> m_photos;
    std::vector<std::size_t> m_usable;
    const int m_size;
    const std::uint64_t m_seed;
    std::vector<BrokenPair> m_broken;
    PairPlan m_plan;
    std::int64_t m_step = 0;
    std::int64_t m_taken = 0; ///< of the step, by this process
    std::int64_t m_epoch = -1;
    std::vector<std::size_t> m_order; ///< of the epoch
};

} // namespace fovea::training
