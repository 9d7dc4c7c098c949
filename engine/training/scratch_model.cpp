#include "engine/training/scratch_model.h"

#include "engine/training/initial_weights.h"
#include "engine/training/recomputation.h"
#include "engine/training/trainable_layers.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>

namespace fovea::training {
namespace {

// What the comparisons have beside CLIP's own tensors.
constexpr const char *kBag = "bag_embedding.weight";     // [vocabSize, width]
constexpr const char *kWords = "word_prediction.weight"; // [vocabSize, embedDim]
constexpr const char *kWordsBias = "word_prediction.bias";
constexpr const char *kCondition = "image_condition"; // [embedDim, width]
constexpr const char *kTokens = "token_embedding.weight";
constexpr std::int64_t kLogitRows = 2048; // tokens whose logits are in memory at once

TowerOptions towerOptions(const ScratchOptions &options, bool trainBatchNorm) {
    return {.checkpointing = options.checkpointing, .trainBatchNorm = trainBatchNorm};
}

/// Ones at the caption's own tokens, between start and end. [n, length]
at::Tensor wordMask(const TokenBatch &batch) {
    const at::Tensor place = at::arange(batch.ids.size(1), batch.ids.options()).unsqueeze(0);
    return place.gt(0).logical_and(place.lt(batch.pooled.unsqueeze(1))).to(at::kFloat);
}

/// Means over a caption's words; captions without words count as 0.
at::Tensor meanOfWords(const at::Tensor &values, const at::Tensor &mask) {
    return (values * mask).sum(1) / mask.sum(1).clamp_min(1);
}

} // namespace

PairTensors PairTensors::slice(std::int64_t begin, std::int64_t end) const {
    PairTensors part;
    part.pixels = pixels.defined() ? pixels.slice(0, begin, end) : pixels;
    part.features = features.defined() ? features.slice(0, begin, end) : features;
    part.tokens.assign(tokens.begin() + begin, tokens.begin() + end);
    return part;
}

ScratchModel::ScratchModel(const clip::ModelConfig &config, const ScratchOptions &options,
                           bool locked, at::Device device)
    : m_config(config)
    , m_options(options)
    , m_locked(locked)
    , m_device(device)
    , m_image(makeTrainableImage(config, towerOptions(options, !options.frozenBatchNorm)))
    , m_text(config, towerOptions(options, false)) {}

Parameters ScratchModel::initialParameters(std::uint64_t seed) const {
    Parameters parameters = training::initialParameters(m_config, seed);
    const std::int64_t vocabulary = m_config.text.vocabSize;
    const std::int64_t width = m_config.text.width;
    const std::int64_t dim = m_config.embedDim;
    const auto add = [&](const char *name, std::vector<std::int64_t> shape, double deviation) {
        parameters.emplace(name, normalTensor(shape, deviation, name, seed));
    };
    const auto drop = [&](const std::string &prefix) {
        std::erase_if(parameters,
                      [&](const auto &entry) { return entry.first.starts_with(prefix); });
    };
    const bool predicts = m_options.objective == Objective::Predictive;
    if (m_options.text == TextKind::BagOfWords) {
        for (const char *prefix : {"transformer.", "positional_embedding", kTokens, "ln_final."}) {
            drop(prefix);
        }
        if (predicts) {
            add(kWords, {vocabulary, dim}, 1 / std::sqrt(static_cast<double>(dim)));
            parameters.emplace(kWordsBias, at::zeros({vocabulary}));
        } else {
            add(kBag, {vocabulary, width}, 1);
        }
    }
    if (predicts) {
        drop("logit_scale");
        drop("text_projection");
        if (m_options.text == TextKind::Transformer) {
            add(kCondition, {dim, width}, .02);
        }
    }
    return parameters;
}

bool ScratchModel::isTrained(const std::string &name) const {
    if (name.find(".running_") != std::string::npos) {
        return false;
    }
    const bool projection = name == "visual.proj" || name.starts_with("visual.head.");
    return !m_locked || !isOfImageTower(name) || projection;
}

at::Tensor ScratchModel::images(const Parameters &parameters, const PairTensors &pairs) const {
    if (pairs.features.defined()) {
        return m_image->project(parameters, pairs.features).to(at::kFloat);
    }
    const auto &preprocessing = m_config.preprocessing;
    const auto color = [&](const std::array<float, 3> &values) {
        return at::tensor(at::ArrayRef<float>(values.data(), values.size()),
                          at::TensorOptions(m_device)) *
               255;
    };
    const at::Tensor normalized =
        (pairs.pixels.to(at::kFloat) - color(preprocessing.mean)) / color(preprocessing.std);
    const at::Tensor x = normalized.permute({0, 3, 1, 2}); // [n, 3, size, size]
    return m_image->project(parameters, m_image->features(parameters, x)).to(at::kFloat);
}

TokenBatch ScratchModel::batchOf(const PairTensors &pairs) const {
    TokenBatch batch = tokenBatch(pairs.tokens, m_config.text);
    return {batch.ids.to(m_device), batch.pooled.to(m_device)};
}

TextOutput ScratchModel::texts(const Parameters &parameters, const PairTensors &pairs,
                               bool languageModel) const {
    const TokenBatch batch = batchOf(pairs);
    TextOutput output;
    at::Tensor features;
    if (m_options.text == TextKind::BagOfWords) {
        const at::Tensor words = at::embedding(parameter(parameters, kBag), batch.ids);
        features = meanOfWords(words, wordMask(batch).unsqueeze(-1)); // [n, width]
    } else if (languageModel) {
        const at::Tensor hidden = m_text.hidden(parameters, batch); // [n, length, width]
        output.languageModel = nextTokenCosts(parameters, hidden, batch, pairs).sum();
        features = hidden.index({at::arange(pairs.size(), batch.pooled.options()), batch.pooled});
    } else {
        features = m_text.features(parameters, batch);
    }
    output.embeddings = m_text.project(parameters, features).to(at::kFloat);
    return output;
}

std::int64_t ScratchModel::predictedTokens(const PairTensors &pairs) {
    std::int64_t count = 0;
    for (const auto &ids : pairs.tokens) {
        count += static_cast<std::int64_t>(ids.size()) - 1;
    }
    return count;
}

/// -log p of each caption's tokens after the first, summed over the caption; words and what
/// predicts them are the same vectors. [n]
at::Tensor ScratchModel::nextTokenCosts(const Parameters &parameters, const at::Tensor &hidden,
                                        const TokenBatch &batch, const PairTensors &pairs) const {
    const std::int64_t length = batch.ids.size(1) - 1;
    const at::Tensor next = batch.ids.slice(1, 1); // [n, length]
    const at::Tensor place = at::arange(length, batch.ids.options()).unsqueeze(0);
    const at::Tensor real = place.lt(batch.pooled.unsqueeze(1)).flatten().nonzero().squeeze(1);
    const at::Tensor states =
        hidden.slice(1, 0, length).flatten(0, 1).index_select(0, real); // [tokens, width]
    const at::Tensor wanted = next.flatten().index_select(0, real);     // [tokens]
    const at::Tensor &words = parameter(parameters, kTokens);
    std::vector<at::Tensor> costs;
    for (std::int64_t begin = 0; begin < states.size(0); begin += kLogitRows) {
        const at::Tensor target = wanted.slice(0, begin, begin + kLogitRows);
        const auto segment = [words, target](const at::Tensor &part) {
            return at::cross_entropy_loss(at::linear(part, words).to(at::kFloat), target, {},
                                          at::Reduction::None);
        };
        costs.push_back(checkpointed(segment, states.slice(0, begin, begin + kLogitRows), {words}));
    }
    const at::Tensor caption = real.div(length, "floor");
    return at::zeros({pairs.size()}, hidden.options().dtype(at::kFloat))
        .index_add(0, caption, at::cat(costs));
}

/// The image stands where the start token does.
at::Tensor ScratchModel::conditionedHidden(const Parameters &parameters, const at::Tensor &images,
                                           const TokenBatch &batch) const {
    const at::Tensor first =
        at::matmul(images, parameter(parameters, kCondition)).unsqueeze(1); // [n, 1, width]
    return m_text.hidden(parameters, batch, first);
}

at::Tensor ScratchModel::captionCosts(const Parameters &parameters, const at::Tensor &images,
                                      const PairTensors &pairs) const {
    const TokenBatch batch = batchOf(pairs);
    if (m_options.text == TextKind::BagOfWords) {
        const at::Tensor logs = at::log_softmax(
            at::linear(images, parameter(parameters, kWords), parameter(parameters, kWordsBias))
                .to(at::kFloat),
            -1); // [n, vocabSize]
        return -meanOfWords(logs.gather(1, batch.ids), wordMask(batch));
    }
    const at::Tensor costs =
        nextTokenCosts(parameters, conditionedHidden(parameters, images, batch), batch, pairs);
    return costs / batch.pooled.clamp_min(1);
}

} // namespace fovea::training
