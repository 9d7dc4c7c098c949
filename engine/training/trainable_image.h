#pragma once

#include "engine/clip/model_config.h"
#include "engine/training/parameters.h"
#include "engine/training/tower_options.h"

#include <ATen/core/Tensor.h>

#include <memory>

namespace fovea::training {

/// An image tower as a function of its parameters, for training; the same numbers as
/// clip::ImageTower gives. Thread: any, unless it trains batch norm.
class TrainableImage {
public:
    virtual ~TrainableImage() = default;
    /// [n, 3, size, size] -> [n, featureDim]
    virtual at::Tensor features(const Parameters &parameters, const at::Tensor &pixels) const = 0;
    /// [n, featureDim] -> [n, embedDim], not of unit length.
    virtual at::Tensor project(const Parameters &parameters, const at::Tensor &features) const = 0;
};

std::unique_ptr<TrainableImage> makeTrainableImage(const clip::ModelConfig &config,
                                                   const TowerOptions &options = {});

} // namespace fovea::training
