#pragma once

#include "engine/clip/layers.h"
#include "engine/clip/model_config.h"
#include "engine/clip/weights.h"

#include <ATen/core/Tensor.h>

#include <cstddef>
#include <memory>

namespace fovea::clip {

/// From pixels to the joint space, in two steps, for a tuned projection takes the place of the
/// second. Thread: any; nothing changes after construction.
class ImageTower {
public:
    virtual ~ImageTower() = default;
    /// [n, 3, size, size], fp32 -> [n, featureDim]
    virtual at::Tensor features(const at::Tensor &pixels) const = 0;
    /// [n, featureDim] -> [n, embedDim], not of unit length
    virtual at::Tensor project(const at::Tensor &features) const = 0;
    /// Images that are best computed together on a CPU; more cost memory and gain no time.
    virtual std::size_t bestBatch() const = 0;
};

/// The second step alone: featureDim -> embedDim. REQUIRES: imageFeatureDim(config) > 0.
Linear imageProjection(const ModelConfig &config, const Weights &weights, const Compute &compute);

std::unique_ptr<ImageTower> makeImageTower(const ModelConfig &config, const Weights &weights,
                                           const Compute &compute);

} // namespace fovea::clip
