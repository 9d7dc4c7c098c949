#pragma once

#include "engine/clip/image_tower.h"

#include <vector>

namespace fovea::clip {

/// CLIP's ResNet (paper, section 2.4): a stem of three convolutions, strides as average pools
/// before the convolution, and attention pooling whose query is the mean over all positions.
class ModifiedResNet final : public ImageTower {
public:
    ModifiedResNet(const ModelConfig &config, const Weights &weights, const Compute &compute);
    /// Already in the joint space: attention pooling is not linear.
    at::Tensor features(const at::Tensor &pixels) const override;
    at::Tensor project(const at::Tensor &features) const override { return features; }
    std::size_t bestBatch() const override { return Convolution::kBestBatch; }

private:
    struct Block {
        int stride = 1;
        bool downsample = false;
        Convolution first;
        Convolution second;
        Convolution third;
        Convolution shortcut; ///< unused unless downsample
    };
    at::Tensor blockOf(const Block &block, const at::Tensor &x) const;
    at::Tensor pool(const at::Tensor &x) const;

    std::vector<Convolution> m_stem;
    std::vector<Block> m_blocks;
    int m_heads;
    at::Tensor m_positions; // [1, 1 + grid * grid, 32 width]
    Linear m_query;
    Linear m_key;
    Linear m_value;
    Linear m_out; // 32 width -> embedDim
};

} // namespace fovea::clip
