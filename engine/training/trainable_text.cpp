#include "engine/training/trainable_text.h"

#include "engine/training/trainable_layers.h"

#include <ATen/ATen.h>

#include <algorithm>

namespace fovea::training {
namespace {

constexpr const char *kTokens = "token_embedding.weight";

std::int64_t pooledPosition(const std::vector<std::int32_t> &ids, const clip::TextConfig &config) {
    // Ids behind the vocabulary are learned words, never the end.
    const auto inVocabulary = [&config](std::int32_t a, std::int32_t b) {
        return (a < config.vocabSize ? a : -1) < (b < config.vocabSize ? b : -1);
    };
    const auto at = config.pooling == clip::TextPooling::ArgMax
                        ? std::max_element(ids.begin(), ids.end(), inVocabulary)
                        : std::find(ids.begin(), ids.end(), config.endToken);
    return at == ids.end() ? 0 : at - ids.begin();
}

} // namespace

TokenBatch tokenBatch(std::span<const std::vector<std::int32_t>> texts,
                      const clip::TextConfig &config) {
    const auto n = static_cast<std::int64_t>(texts.size());
    std::size_t longest = 1;
    for (const auto &ids : texts) {
        longest = std::max(longest, ids.size());
    }
    const auto length = static_cast<std::int64_t>(longest);
    TokenBatch batch{at::full({n, length}, config.padToken, at::kLong), at::empty({n}, at::kLong)};
    auto *row = batch.ids.data_ptr<std::int64_t>();
    auto *pooled = batch.pooled.data_ptr<std::int64_t>();
    for (const auto &ids : texts) {
        std::copy(ids.begin(), ids.end(), row);
        *pooled++ = pooledPosition(ids, config);
        row += length;
    }
    return batch;
}

TrainableText::TrainableText(const clip::ModelConfig &config, const TowerOptions &options)
    : m_config(config.text)
    , m_activation(config.activation)
    , m_options(options) {}

at::Tensor TrainableText::blocks(const Parameters &parameters, const TokenBatch &batch,
                                 const at::Tensor &first) const {
    at::Tensor tokens =
        at::embedding(parameter(parameters, kTokens), batch.ids); // [n, length, width]
    if (first.defined()) {
        tokens = at::cat({first.to(tokens.scalar_type()), tokens.slice(1, 1)}, 1);
    }
    const at::Tensor positions =
        parameter(parameters, "positional_embedding").slice(0, 0, batch.ids.size(1));
    at::Tensor x = tokens + positions;
    if (x.scalar_type() == at::kBFloat16) {
        x = x.to(at::kFloat); // what is added up over the blocks keeps its precision
    }
    return transformer(parameters,
                       TransformerPlace{.prefix = "transformer",
                                        .layers = m_config.layers,
                                        .heads = m_config.heads,
                                        .layerNormEps = m_config.layerNormEps,
                                        .activation = m_activation,
                                        .causal = true},
                       x, m_options);
}

at::Tensor TrainableText::features(const Parameters &parameters, const TokenBatch &batch) const {
    const at::Tensor x = blocks(parameters, batch, {}); // [n, length, width]
    const at::Tensor rows = at::arange(x.size(0), batch.pooled.options());
    return layerNorm(parameters, "ln_final", x.index({rows, batch.pooled}), m_config.layerNormEps);
}

at::Tensor TrainableText::hidden(const Parameters &parameters, const TokenBatch &batch,
                                 const at::Tensor &first) const {
    return layerNorm(parameters, "ln_final", blocks(parameters, batch, first),
                     m_config.layerNormEps);
}

at::Tensor TrainableText::project(const Parameters &parameters, const at::Tensor &features) const {
    return multiplyRight(parameters, "text_projection", features, m_options);
}

} // namespace fovea::training
