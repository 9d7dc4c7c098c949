#include "engine/clip/transformer.h"

#include <ATen/ATen.h>

namespace fovea::clip {

Transformer::Transformer(const Weights &weights, const std::string &prefix,
                         const TransformerShape &shape, const Compute &compute)
    : m_shape(shape) {
    for (int i = 0; i < shape.layers; ++i) {
        const std::string name = prefix + ".resblocks." + std::to_string(i);
        Block block;
        block.before = LayerNorm(weights, name + ".ln_1", shape.layerNormEps, compute);
        block.queryKeyValue = Linear(weights.tensor(name + ".attn.in_proj_weight"),
                                     weights.tensor(name + ".attn.in_proj_bias"), compute);
        block.out = linearOf(weights, name + ".attn.out_proj", compute);
        block.between = LayerNorm(weights, name + ".ln_2", shape.layerNormEps, compute);
        // QuickGELU(u) = u sigmoid(1.702 u) = SiLU(1.702 u) / 1.702: the factors go into the
        // weights, and one pass over the widest activation remains of three.
        const bool quick = shape.activation == Activation::QuickGelu;
        const double factor = quick ? 1.702 : 1.0;
        block.up = Linear(weights.tensor(name + ".mlp.c_fc.weight") * factor,
                          weights.tensor(name + ".mlp.c_fc.bias") * factor, compute);
        block.down = Linear(weights.tensor(name + ".mlp.c_proj.weight") / factor,
                            weights.tensor(name + ".mlp.c_proj.bias"), compute);
        m_blocks.push_back(std::move(block));
    }
}

at::Tensor Transformer::operator()(at::Tensor x) const {
    for (const Block &block : m_blocks) {
        x = x + attend(block, block.before(x));                   // [n, tokens, width]
        x = x + block.down(activate(block.up(block.between(x)))); // [n, tokens, width]
    }
    return x;
}

at::Tensor Transformer::attend(const Block &block, const at::Tensor &x) const {
    const std::int64_t n = x.size(0);
    const std::int64_t tokens = x.size(1);
    const std::int64_t width = x.size(2);
    const at::Tensor joined = block
                                  .queryKeyValue(x) // [n, tokens, 3 width]
                                  .view({n, tokens, 3, m_shape.heads, width / m_shape.heads})
                                  .permute({2, 0, 3, 1, 4}); // [3, n, heads, tokens, width / heads]
    const at::Tensor mixed =
        at::scaled_dot_product_attention(joined[0], joined[1], joined[2], {}, 0.0,
                                         m_shape.causal); // [n, heads, tokens, width / heads]
    return block.out(mixed.transpose(1, 2).reshape({n, tokens, width})); // [n, tokens, width]
}

at::Tensor Transformer::activate(const at::Tensor &x) const {
    return m_shape.activation == Activation::QuickGelu ? at::silu(x) : at::gelu(x);
}

} // namespace fovea::clip
