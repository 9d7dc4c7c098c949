#include "engine/training/run_estimate.h"

#include "engine/clip/space.h"

#include <algorithm>
#include <filesystem>

namespace fovea::training {
namespace {

constexpr std::int64_t kFloat = sizeof(float);
constexpr std::int64_t kTensorLibrary = 450LL << 20; ///< loaded, with what it keeps to itself
/// A backward pass costs about twice the forward one.
constexpr double kForwardAndBackward = 3;
constexpr std::int64_t kEvaluations = 12; ///< of both sets in one run, about

/// What one sequence keeps for the backward pass of a Transformer, in floats: per token and layer
/// the inputs of its matrix products, of norms and of the activation, and the attention weights.
std::int64_t keptFloats(std::int64_t tokens, std::int64_t width, std::int64_t heads,
                        std::int64_t layers) {
    return tokens * layers * (16 * width + 2 * heads * tokens);
}

std::int64_t weightBytes(const clip::ModelConfig &model) {
    std::error_code ignored;
    const auto bytes = std::filesystem::file_size(model.weightsFile, ignored);
    // Half-precision files take twice as much once they are fp32.
    return ignored ? 0 : static_cast<std::int64_t>(bytes) * 2;
}

std::int64_t keptOfText(const clip::ModelConfig &model) {
    const auto &text = model.text;
    return kFloat * keptFloats(text.contextLength, text.width, text.heads, text.layers);
}

std::int64_t keptOfImage(const clip::ModelConfig &model) {
    const auto &vision = model.vision;
    const std::int64_t side = model.preprocessing.input.size;
    if (vision.kind == clip::TrunkKind::VisionTransformer) {
        const std::int64_t grid = side / std::max(vision.patchSize, 1);
        return kFloat * keptFloats(grid * grid + 1, vision.width, vision.heads, vision.layers);
    }
    // The early stages of a convolution network hold the most: about this many maps of the input.
    return kFloat * side * side * 160;
}

/// Changed weights also have a gradient, two moments and what they were.
std::int64_t copiesOfWeights(Method method) {
    return method == Method::Full ? 5 : 2;
}

} // namespace

bool needsPixels(Method method, const clip::ModelConfig &model) {
    if (clip::imageFeatureDim(model) == 0 || method == Method::Full) {
        return true;
    }
    return method == Method::LowRank && model.vision.kind == clip::TrunkKind::VisionTransformer;
}

std::int64_t stepsPerEpoch(const AlbumOptions &options, const RunSize &size) {
    const auto batch = static_cast<std::int64_t>(std::max(options.batch, 1));
    return std::max<std::int64_t>(1, (static_cast<std::int64_t>(size.learnPhotos) + batch - 1) /
                                         batch);
}

std::int64_t stepsOf(const AlbumOptions &options, const RunSize &size) {
    return options.epochs * stepsPerEpoch(options, size);
}

double estimatedSeconds(const AlbumOptions &options, const clip::ModelConfig &model,
                        const RunSize &size, const TrialRates &rates) {
    const auto seen = static_cast<double>(options.epochs) * static_cast<double>(size.learnPhotos);
    const auto captions = static_cast<double>(size.captions + size.guardCaptions);
    const bool pixels = needsPixels(options.method, model);
    double seconds = 2; // opening the model, writing what was learned
    if (options.method == Method::Projection) {
        seconds += captions * rates.textSeconds; // once: the features before the projection
        seconds += static_cast<double>(stepsOf(options, size)) * .02;
    } else {
        seconds += 2 * seen * rates.textSeconds * kForwardAndBackward; // guard captions as many
        seconds += captions * rates.textSeconds * static_cast<double>(kEvaluations) / 2;
    }
    if (pixels && options.method != Method::Names) {
        seconds += seen * rates.imageSeconds * kForwardAndBackward;
        seconds += static_cast<double>(size.photos) * rates.imageSeconds * 2;
    }
    return seconds;
}

std::int64_t estimatedMemoryBytes(const AlbumOptions &options, const clip::ModelConfig &model,
                                  const RunSize &size) {
    const auto batch = static_cast<std::int64_t>(options.batch);
    const std::int64_t featureDim = clip::imageFeatureDim(model);
    std::int64_t bytes = kTensorLibrary + weightBytes(model) * copiesOfWeights(options.method);
    bytes += static_cast<std::int64_t>(size.photos) * (featureDim + 4 * model.embedDim) * kFloat;
    bytes += static_cast<std::int64_t>(size.captions + size.guardCaptions) *
             (model.text.width + 4 * model.embedDim) * kFloat;
    if (options.method == Method::Projection) {
        return bytes + keptOfText(model) * 64 / std::max(model.text.layers, 1);
    }
    bytes += 2 * batch * keptOfText(model); // of the captions learned and of those that guard
    if (needsPixels(options.method, model) && options.method != Method::Names) {
        bytes += batch * keptOfImage(model);
    }
    return bytes;
}

std::int64_t pixelFileBytes(Method method, const clip::ModelConfig &model, const RunSize &size) {
    if (!needsPixels(method, model)) {
        return 0;
    }
    const std::int64_t side = model.preprocessing.input.size;
    return static_cast<std::int64_t>(size.photos) * (side * side * 3 + 8);
}

} // namespace fovea::training
