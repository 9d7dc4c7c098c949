#include "engine/training/parameters.h"

#include "engine/clip/torch_guard.h"
#include "engine/clip/weight_layout.h"
#include "engine/clip/weights.h"

#include <utility>

namespace fovea::training {

Result<Parameters> readParameters(const clip::ModelConfig &config) {
    return readAdaptedModel(config, std::nullopt).map([](AdaptedModel &&model) {
        return std::move(model.parameters);
    });
}

Result<AdaptedModel> readAdaptedModel(const clip::ModelConfig &config,
                                      const std::optional<clip::AdapterUse> &adapter) {
    std::optional<clip::AdapterFile> file;
    if (adapter) {
        auto opened = clip::AdapterFile::open(*adapter, config);
        if (!opened) {
            return fail(opened.error());
        }
        file = std::move(*opened);
    }
    const auto weights = clip::Weights::open(config, std::move(file));
    if (!weights) {
        return fail(weights.error());
    }
    // Not in inference mode, whose tensors never get a gradient.
    return clip::guardedTraining("Reading " + config.name, 1, [&]() -> Result<AdaptedModel> {
        AdaptedModel model;
        for (const clip::TensorSpec &spec : clip::tensorSpecs(config)) {
            if (!spec.counter && !spec.optional && weights->has(spec.name)) {
                model.parameters.emplace(spec.name, weights->tensor(spec.name));
            }
        }
        model.changed = weights->adapter() != nullptr;
        model.words = weights->learnedWords();
        model.under = weights->changesInUse();
        return model;
    });
}

} // namespace fovea::training
