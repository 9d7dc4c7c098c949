#include "engine/clip/text_transformer.h"

#include <ATen/ATen.h>

#include <algorithm>

namespace fovea::clip {
namespace {

/// [vocabSize, width], with the rows of learned words behind it.
at::Tensor tokenTable(const Weights &weights) {
    const at::Tensor learned = weights.learnedWords();
    const at::Tensor tokens = weights.tensor("token_embedding.weight");
    return learned.defined() ? at::cat({tokens, learned}) : tokens;
}

} // namespace

TextTransformer::TextTransformer(const ModelConfig &config, const Weights &weights,
                                 const Compute &compute)
    : m_config(config.text)
    , m_device(compute.device)
    , m_tokens(tokenTable(weights).to(compute.device, compute.type))
    , m_positions(weights.tensor("positional_embedding").to(compute.device, compute.type))
    , m_transformer(weights, "transformer",
                    TransformerShape{.layers = config.text.layers,
                                     .heads = config.text.heads,
                                     .layerNormEps = config.text.layerNormEps,
                                     .activation = config.activation,
                                     .causal = true},
                    compute)
    , m_after(weights, "ln_final", config.text.layerNormEps, compute)
    , m_projection(weights.tensor("text_projection").t(), {}, compute) {}

at::Tensor TextTransformer::encode(std::span<const std::vector<std::int32_t>> texts) const {
    const auto n = static_cast<std::int64_t>(texts.size());
    std::size_t longest = 1;
    for (const auto &ids : texts) {
        longest = std::max(longest, ids.size());
    }
    const auto length = static_cast<std::int64_t>(longest);
    at::Tensor ids = at::full({n, length}, m_config.padToken, at::kLong);
    at::Tensor pooled = at::empty({n}, at::kLong);
    for (std::int64_t i = 0; i < n; ++i) {
        const auto &text = texts[static_cast<std::size_t>(i)];
        std::copy(text.begin(), text.end(), ids.data_ptr<std::int64_t>() + i * length);
        pooled.data_ptr<std::int64_t>()[i] = pooledPosition(text);
    }
    at::Tensor x = at::embedding(m_tokens, ids.to(m_device));    // [n, length, width]
    x = m_transformer(x + m_positions.slice(0, 0, length));      // [n, length, width]
    x = x.index({at::arange(n, m_device), pooled.to(m_device)}); // [n, width]
    return m_projection(m_after(x));                             // [n, embedDim]
}

std::int64_t TextTransformer::pooledPosition(const std::vector<std::int32_t> &ids) const {
    // Learned words stand behind the vocabulary, and above the end token only by that.
    const auto rank = [this](std::int32_t id) { return id < m_config.vocabSize ? id : -1; };
    const auto at = m_config.pooling == TextPooling::ArgMax
                        ? std::ranges::max_element(ids, {}, rank)
                        : std::ranges::find(ids, m_config.endToken);
    return at == ids.end() ? 0 : at - ids.begin();
}

} // namespace fovea::clip
