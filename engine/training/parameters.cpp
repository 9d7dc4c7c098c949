#include "engine/training/parameters.h"

#include "engine/clip/torch_guard.h"
#include "engine/clip/weight_layout.h"
#include "engine/clip/weights.h"

namespace fovea::training {

Result<Parameters> readParameters(const clip::ModelConfig &config) {
    const auto weights = clip::Weights::open(config);
    if (!weights) {
        return fail(weights.error());
    }
    // Not in inference mode, whose tensors never get a gradient.
    return clip::guardedTraining("Reading " + config.name, 1, [&]() -> Result<Parameters> {
        Parameters parameters;
        for (const clip::TensorSpec &spec : clip::tensorSpecs(config)) {
            if (!spec.counter && !spec.optional && weights->has(spec.name)) {
                parameters.emplace(spec.name, weights->tensor(spec.name));
            }
        }
        return parameters;
    });
}

} // namespace fovea::training
