#pragma once

#include "engine/clip/image_tower.h"

#include <vector>

namespace fovea::clip {

/// timm's tf_efficientnet_lite0 to 4: TensorFlow's "same" padding, ReLU6, the average of the last
/// map, and a linear projection.
class EfficientNetLite final : public ImageTower {
public:
    EfficientNetLite(const ModelConfig &config, const Weights &weights, const Compute &compute);
    at::Tensor features(const at::Tensor &pixels) const override;
    at::Tensor project(const at::Tensor &features) const override;
    std::size_t bestBatch() const override { return Convolution::kBestBatch; }

private:
    struct Block {
        bool separable = false;
        bool skip = false;
        bool exact = false; ///< in fp32 whatever the precision of the tower
        Convolution expand; ///< unused where separable
        Convolution depthwise;
        Convolution reduce;
    };
    Convolution m_stem;
    std::vector<Block> m_blocks;
    Convolution m_head;
    Linear m_projection;                // 1280 -> embedDim
    at::ScalarType m_type = at::kFloat; ///< of the later stages
};

} // namespace fovea::clip
