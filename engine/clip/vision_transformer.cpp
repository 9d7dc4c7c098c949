#include "engine/clip/vision_transformer.h"

#include "engine/clip/positions.h"

#include <ATen/ATen.h>

#include <array>

namespace fovea::clip {

VisionTransformer::VisionTransformer(const ModelConfig &config, const Weights &weights,
                                     const Compute &compute)
    : m_patchSize(config.vision.patchSize)
    , m_before(weights, "visual.ln_pre", config.vision.layerNormEps, compute)
    , m_transformer(weights, "visual.transformer",
                    TransformerShape{.layers = config.vision.layers,
                                     .heads = config.vision.heads,
                                     .layerNormEps = config.vision.layerNormEps,
                                     .activation = config.activation,
                                     .causal = false},
                    compute)
    , m_after(weights, "visual.ln_post", config.vision.layerNormEps, compute)
    , m_projection(imageProjection(config, weights, compute)) {
    const std::int64_t grid = config.preprocessing.input.size / config.vision.patchSize;
    m_patches = weights.tensor("visual.conv1.weight").to(compute.device, compute.type);
    m_classToken =
        weights.tensor("visual.class_embedding").view({1, 1, -1}).to(compute.device, compute.type);
    m_positions = resizePositions(weights.tensor("visual.positional_embedding"), grid)
                      .unsqueeze(0)
                      .to(compute.device, compute.type);
}

at::Tensor VisionTransformer::features(const at::Tensor &pixels) const {
    const std::array<std::int64_t, 2> stride{m_patchSize, m_patchSize};
    at::Tensor x = at::conv2d(pixels.to(m_patches.scalar_type()), m_patches, {},
                              stride)                             // [n, width, grid, grid]
                       .flatten(2)                                // [n, width, grid * grid]
                       .transpose(1, 2);                          // [n, grid * grid, width]
    x = at::cat({m_classToken.expand({x.size(0), 1, -1}), x}, 1); // [n, 1 + grid * grid, width]
    x = m_before(x + m_positions);                                // [n, 1 + grid * grid, width]
    x = m_transformer(x);                                         // [n, 1 + grid * grid, width]
    return m_after(x.select(1, 0));                               // [n, width]
}

at::Tensor VisionTransformer::project(const at::Tensor &features) const {
    return m_projection(features); // [n, embedDim]
}

} // namespace fovea::clip
