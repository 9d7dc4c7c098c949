#pragma once

#include "engine/clip/adapter.h"
#include "engine/clip/model_config.h"
#include "engine/core/error.h"
#include "engine/core/progress.h"
#include "engine/search/recall.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace fovea::training {

/// The ladder of methods, cheapest first.
enum class Method {
    Names,      ///< learned words of the text side; embeddings of images stay valid
    Projection, ///< both projections, on cached features
    LowRank,    ///< LoRA (Hu et al. 2021) of q, k and v, and of the projections
    Full,       ///< every weight
};

/// One optimizer step as it is told and kept in the curve.
struct StepEvent {
    std::int64_t step = 0;
    double epoch = 0;
    double loss = 0;
    double temperature = 0; ///< 1 / scale of the logits
    double learningRate = 0;
};

/// Recall on a set that is not learned from.
struct SetFigures {
    std::int64_t photos = 0;
    std::int64_t captions = 0;
    search::Recall recall;
};

struct EvaluationEvent {
    std::int64_t step = 0;
    double epoch = 0;
    std::optional<SetFigures> heldOut;
    std::optional<SetFigures> guard;
    std::optional<double> heldOutLoss;
};

/// Hears of a run, in the thread that called.
class TrainingObserver {
public:
    virtual ~TrainingObserver() = default;
    virtual void step(const StepEvent &event) = 0;
    virtual void evaluation(const EvaluationEvent &event) = 0;
    /// `phase`: "encoding", "training", "evaluating".
    virtual void progress(std::string_view phase, const Progress &progress) = 0;
};

/// A caption of the photo with this number in the job's list.
struct JobCaption {
    std::size_t photo = 0;
    std::string text;
};

struct AlbumOptions {
    Method method = Method::Projection;
    int epochs = 0;          ///< 0: what suits method and size
    int batch = 0;           ///< photos; 0: as epochs
    double learningRate = 0; ///< 0: as epochs
    double weightDecay = 0.01;
    int rank = 0; ///< of low-rank changes; 0: as epochs
    double alpha = 0;
    double dropout = 0;
    double guardWeight = 0; ///< 0: as epochs
    double allowedGuardLoss = 0.01; ///< of recall@10 of the guard; more stops the run
    std::uint64_t seed = 1;
    int threads = 1;
    std::int64_t checkpointEvery = 50; ///< steps
    std::vector<std::string> words;    ///< to be learned by Names; empty: found in the captions
};

/// All that album training needs, without a library or a file of a photo.
struct AlbumJob {
    clip::ModelConfig model;
    /// What was taught before and is kept, at its strength; none: the model as it came.
    std::optional<clip::AdapterUse> onTopOf;
    AlbumOptions options;
    std::size_t photos = 0;
    std::vector<float>
        features; ///< [photos, featureDim] of the model as it starts; empty where it has none
    /// Pixels at the encoder's size of some photos, [n, size, size, 3]; for methods that change
    /// what comes before the features.
    std::function<Result<void>(std::span<const std::size_t> photos, std::span<std::uint8_t> pixels)>
        pixels;
    std::vector<JobCaption> learn;
    std::vector<JobCaption> heldOut;
    std::vector<std::string> guardCaptions; ///< general ones, held to where they are
    std::vector<std::size_t> guardPhotos;   ///< not taught; also the pool of the figures
    std::vector<JobCaption> guardPairs;     ///< true captions of guard photos; empty: agreement
    std::vector<std::string> examples;      ///< queries to show before and after
    std::filesystem::path runFolder;        ///< of checkpoint and curve
    std::filesystem::path adapterFile;      ///< to be written
};

/// The five best photos of an example query.
struct ExampleAnswer {
    std::string query;
    std::vector<std::size_t> photos; ///< numbers of the job's list
    std::vector<bool> right;         ///< has that caption, or the learned word
};

/// What one strength (WiSE-FT, Wortsman et al. 2022) of the adapter gives.
struct StrengthFigures {
    double strength = 0;
    std::optional<SetFigures> heldOut;
    std::optional<SetFigures> guard;
    std::vector<ExampleAnswer> examples;
};

struct AlbumResult {
    std::vector<StrengthFigures> strengths; ///< 0, .1 … 1; the first is before, the last after
    std::int64_t steps = 0;
    std::vector<std::string> words; ///< that were learned
    std::string stoppedEarly;       ///< a sentence; empty where it ran to its end
    bool learnedAll = false;        ///< what is kept has learned, last, what measured it as well
    bool stopped = false;           ///< by the person; a checkpoint is kept, no adapter written
};

} // namespace fovea::training
