#pragma once

#include "app/session.h"
#include "engine/core/error.h"
#include "engine/core/progress.h"
#include "engine/training/captions.h"
#include "engine/training/pair_source.h"
#include "engine/training/picture_decoder.h"
#include "engine/training/scratch_config.h"
#include "engine/training/scratch_job.h"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace fovea::app {

/// Decoders for pictures of training, and what they decode to.
class TrainingPictures {
public:
    static Result<TrainingPictures> start(const clip::ModelConfig &model, int workers);

    const training::PictureDecoder &whole() const { return *m_whole; }
    /// The square of each picture, as the model sees it when it searches: [n, size, size, 3].
    Result<std::vector<std::uint8_t>> squares(std::span<const training::CaptionedPhoto> photos,
                                              const StopToken &stop,
                                              const ProgressFunction &progress) const;

private:
    std::unique_ptr<image::DecodePool> m_pool;
    std::unique_ptr<training::PictureDecoder> m_whole;
    image::EncoderInput m_square;
    int m_workers = 1;
};

/// Pictures of a CSV file, COCO file, folder or shards, those with captions.
struct CaptionedData {
    std::vector<training::CaptionedPhoto> photos;
    std::vector<training::JobCaption> captions;
    std::string fingerprint; ///< changes with the names and the captions
};
Result<CaptionedData> readCaptionedData(const std::filesystem::path &data,
                                        const std::filesystem::path &images, const StopToken &stop);

/// Where pairs come from while a model is trained whole: streamed out of tar shards, else decoded
/// once into a file in `cache`.
struct OpenedPairs {
    std::unique_ptr<training::PairSource> source;
    std::string fingerprint;
};
struct PairsWanted {
    std::filesystem::path data;
    std::filesystem::path images; ///< where the files of a table lie; empty: looked for
    std::filesystem::path cache;
    std::uint64_t seed = 1;
};
Result<OpenedPairs> openPairs(const PairsWanted &wanted, const TrainingPictures &pictures,
                              const StopToken &stop, const ProgressFunction &progress);

/// What a model's image tower says of pictures before its projection, [n, featureDim]; of a tower
/// without one its embeddings. Kept in `cache` and read from there the next time.
Result<std::vector<float>> lockedFeatures(Session &session, const CaptionedData &data,
                                          const TrainingPictures &pictures,
                                          const std::filesystem::path &cache, const StopToken &stop,
                                          const ProgressFunction &progress);

} // namespace fovea::app
