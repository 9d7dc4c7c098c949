#pragma once

#include "engine/clip/image_tower.h"
#include "engine/clip/transformer.h"

namespace fovea::clip {

/// CLIP's Vision Transformer: class token, norm before the blocks, the class token's output
/// projected.
class VisionTransformer final : public ImageTower {
public:
    VisionTransformer(const ModelConfig &config, const Weights &weights, const Compute &compute);
    at::Tensor features(const at::Tensor &pixels) const override;
    at::Tensor project(const at::Tensor &features) const override;
    std::size_t bestBatch() const override { return 8; }

private:
    int m_patchSize;
    at::Tensor m_patches;    // [width, 3, patch, patch]
    at::Tensor m_classToken; // [1, 1, width]
    at::Tensor m_positions;  // [1, 1 + grid * grid, width]
    LayerNorm m_before;
    Transformer m_transformer;
    LayerNorm m_after;
    Linear m_projection; // width -> embedDim
};

} // namespace fovea::clip
