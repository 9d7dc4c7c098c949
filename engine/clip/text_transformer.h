#pragma once

#include "engine/clip/transformer.h"

#include <cstdint>
#include <span>
#include <vector>

namespace fovea::clip {

/// CLIP's text encoder: a causal Transformer whose output at the end token is projected.
/// Thread: any; nothing changes after construction.
class TextTransformer {
public:
    TextTransformer(const ModelConfig &config, const Weights &weights, const Compute &compute);
    /// Token ids of n texts, each with its end token -> [n, embedDim], not of unit length. Only as
    /// many positions are computed as the longest text has: under a causal mask the others change
    /// nothing.
    /// Learned words have the ids from vocabSize on.
    at::Tensor encode(std::span<const std::vector<std::int32_t>> texts) const;

private:
    std::int64_t pooledPosition(const std::vector<std::int32_t> &ids) const;

    TextConfig m_config;
    at::Device m_device;
    at::Tensor m_tokens;    // [vocabSize and the rows of learned words behind it, width]
    at::Tensor m_positions; // [contextLength, width]
    Transformer m_transformer;
    LayerNorm m_after;
    Linear m_projection; // width -> embedDim
};

} // namespace fovea::clip
