#pragma once

#include "engine/clip/model_config.h"
#include "engine/training/parameters.h"
#include "engine/training/tower_options.h"

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <span>
#include <vector>

namespace fovea::training {

/// Texts side by side, as long as the longest: under a causal mask what follows the end token
/// changes nothing before it.
struct TokenBatch {
    at::Tensor ids;    // [n, length], int64, padded behind the end token
    at::Tensor pooled; // [n], int64, position of the end token
};

TokenBatch tokenBatch(std::span<const std::vector<std::int32_t>> texts,
                      const clip::TextConfig &config);

/// CLIP's text Transformer as a function of its parameters, for training; the same numbers as
/// clip::TextTransformer gives. Thread: any.
class TrainableText {
public:
    explicit TrainableText(const clip::ModelConfig &config, const TowerOptions &options = {});
    /// [n, width] at the end token, after the last norm.
    at::Tensor features(const Parameters &parameters, const TokenBatch &batch) const;
    /// [n, length, width] after the last norm, for language modelling. `first` [n, 1, width] takes
    /// the place of the start token's embedding, where it is given.
    at::Tensor hidden(const Parameters &parameters, const TokenBatch &batch,
                      const at::Tensor &first = {}) const;
    /// [n, width] -> [n, embedDim], not of unit length.
    at::Tensor project(const Parameters &parameters, const at::Tensor &features) const;

private:
    at::Tensor blocks(const Parameters &parameters, const TokenBatch &batch,
                      const at::Tensor &first) const;

    clip::TextConfig m_config;
    clip::Activation m_activation;
    TowerOptions m_options;
};

} // namespace fovea::training
