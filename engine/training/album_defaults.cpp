#include "engine/training/album_defaults.h"

#include <algorithm>
#include <cmath>

namespace fovea::training {
namespace {

constexpr double kPhotosThatTellOfAll = 300;
constexpr double kMostGuardWeight = 4;

/// What a method learns best with. Small albums take more epochs, so that there are steps enough.
struct Recipe {
    int batch = 128;
    double learningRate = 0;
    std::int64_t steps = 0; ///< to aim at
    int fewestEpochs = 1;
    int mostEpochs = 1;
};

Recipe recipeOf(Method method) {
    switch (method) {
    case Method::Names:
        return {32, 1e-2, 200, 10, 80};
    case Method::Projection:
        return {128, 1e-3, 150, 12, 80};
    case Method::LowRank:
        return {32, 1e-3, 150, 4, 80};
    case Method::Full:
        return {64, 1e-5, 300, 3, 10};
    }
    return {};
}

} // namespace

AlbumOptions withDefaults(AlbumOptions options, const RunSize &size) {
    const Recipe recipe = recipeOf(options.method);
    if (options.batch == 0) {
        options.batch = recipe.batch;
    }
    options.batch =
        std::clamp(options.batch, 1, static_cast<int>(std::max<std::size_t>(size.learnPhotos, 1)));
    if (options.epochs == 0) {
        const auto perEpoch = stepsPerEpoch(options, size);
        options.epochs = static_cast<int>(std::clamp<std::int64_t>(
            (recipe.steps + perEpoch - 1) / perEpoch, recipe.fewestEpochs, recipe.mostEpochs));
    }
    if (options.learningRate == 0) {
        options.learningRate = recipe.learningRate;
    }
    if (options.guardWeight == 0) {
        // The fewer teach, the less they say of all else.
        const auto photos = static_cast<double>(std::max<std::size_t>(size.learnPhotos, 1));
        options.guardWeight = std::clamp(kPhotosThatTellOfAll / photos, 1.0, kMostGuardWeight);
    }
    if (options.rank == 0) {
        options.rank = 8;
    }
    if (options.alpha == 0) {
        options.alpha = 2.0 * options.rank;
    }
    return options;
}

} // namespace fovea::training
