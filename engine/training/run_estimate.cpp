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
constexpr std::int64_t kStrengths = 10;        ///< that are measured when all is learned
constexpr std::size_t kMostThroughTower = 200; ///< photos on guard, where a tower sees them anew
constexpr std::size_t kGuardThroughTower = 40; ///< captions and photos on guard in a step, about

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

std::int64_t lastPassSteps(std::int64_t steps) {
    return (steps + 2) / 3;
}

std::int64_t stepsOf(const AlbumOptions &options, const RunSize &size) {
    const std::int64_t steps = options.epochs * stepsPerEpoch(options, size);
    return steps + (size.heldOutPhotos > 0 ? lastPassSteps(steps) : 0);
}

std::int64_t evaluationsOf(Method method) {
    return method == Method::LowRank || method == Method::Full ? 8 : 20;
}

double estimatedSeconds(const AlbumOptions &options, const clip::ModelConfig &model,
                        const RunSize &size, const TrialRates &rates) {
    const auto steps = static_cast<double>(stepsOf(options, size));
    const double batch = std::min<double>(options.batch, static_cast<double>(size.learnPhotos));
    const auto texts = static_cast<double>(size.captions + size.guardCaptions);
    const auto evaluations = static_cast<double>(evaluationsOf(options.method) + kStrengths);
    const bool pixels = needsPixels(options.method, model);
    double seconds = 2 + texts * rates.textSeconds; // opening the model; all texts once
    if (pixels) {
        seconds += static_cast<double>(size.photos) * rates.imageSeconds;
    }
    if (options.method == Method::Projection) {
        return seconds + steps * .02;
    }
    if (options.method == Method::Names) {
        return seconds + steps * batch * rates.textSeconds * kForwardAndBackward;
    }
    seconds += steps * (batch + kGuardThroughTower) * rates.textSeconds * kForwardAndBackward;
    seconds += evaluations * static_cast<double>(size.measuredCaptions) * rates.textSeconds;
    if (pixels) {
        const auto measured = std::min(size.measuredPhotos, 2 * kMostThroughTower);
        seconds +=
            steps * (batch + kGuardThroughTower / 4.0) * rates.imageSeconds * kForwardAndBackward;
        seconds += evaluations * static_cast<double>(measured) * rates.imageSeconds;
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
