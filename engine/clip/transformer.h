#pragma once

#include "engine/clip/layers.h"

#include <string>
#include <vector>

namespace fovea::clip {

struct TransformerShape {
    int layers = 12;
    int heads = 12;
    double layerNormEps = 1e-5;
    Activation activation = Activation::Gelu;
    bool causal = false; ///< a token sees none after it
};

/// CLIP's stack of pre-norm residual attention blocks (paper, section 2.4).
class Transformer {
public:
    Transformer(const Weights &weights, const std::string &prefix, const TransformerShape &shape,
                const Compute &compute);
    at::Tensor operator()(at::Tensor x) const; // [n, tokens, width] -> [n, tokens, width]

private:
    struct Block {
        LayerNorm before;
        Linear queryKeyValue;
        Linear out;
        LayerNorm between;
        Linear up;
        Linear down;
    };
    at::Tensor attend(const Block &block, const at::Tensor &x) const;
    at::Tensor activate(const at::Tensor &x) const;

    TransformerShape m_shape;
    std::vector<Block> m_blocks;
};

} // namespace fovea::clip
