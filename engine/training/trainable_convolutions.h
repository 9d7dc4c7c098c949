#pragma once

#include "engine/clip/weight_layout.h"
#include "engine/training/trainable_image.h"

#include <string>
#include <vector>

namespace fovea::training {

/// CLIP's ResNet with its attention pooling.
class TrainableResNet final : public TrainableImage {
public:
    TrainableResNet(const clip::ModelConfig &config, const TowerOptions &options);
    /// Already in the joint space: attention pooling is not linear.
    at::Tensor features(const Parameters &parameters, const at::Tensor &pixels) const override;
    at::Tensor project(const Parameters &, const at::Tensor &features) const override {
        return features;
    }

private:
    at::Tensor block(const Parameters &parameters, const clip::Bottleneck &place,
                     const at::Tensor &x) const;
    at::Tensor pool(const Parameters &parameters, const at::Tensor &x) const;

    std::vector<clip::Bottleneck> m_blocks;
    std::int64_t m_grid;
    int m_heads;
    TowerOptions m_options;
};

/// timm's tf_efficientnet_lite0 to 4.
class TrainableEfficientNet final : public TrainableImage {
public:
    TrainableEfficientNet(const clip::ModelConfig &config, const TowerOptions &options);
    at::Tensor features(const Parameters &parameters, const at::Tensor &pixels) const override;
    at::Tensor project(const Parameters &parameters, const at::Tensor &features) const override;

private:
    at::Tensor block(const Parameters &parameters, const clip::MobileBlock &place,
                     const at::Tensor &x) const;

    std::vector<clip::MobileBlock> m_blocks;
    TowerOptions m_options;
};

} // namespace fovea::training
