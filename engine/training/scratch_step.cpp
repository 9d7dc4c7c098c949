#include "engine/training/scratch_step.h"

#include "engine/training/arithmetic.h"
#include "engine/training/collective_c10d.h"
#include "engine/training/contrastive_loss.h"
#include "engine/training/recomputation.h"

#include <torch/torch.h>

#include <algorithm>
#include <optional>

namespace fovea::training {
namespace {

at::Tensor unitRows(const at::Tensor &x) {
    return x / x.norm(2, -1, /*keepdim=*/true).clamp_min(1e-12);
}

/// Embeddings of some pairs at unit length, and what the auxiliary loss makes of them.
struct Forward {
    at::Tensor images;        // [n, dim]
    at::Tensor texts;         // [n, dim]
    at::Tensor languageModel; // may be undefined
};

double sumOf(Collective &collective, double value) {
    if (collective.size() == 1) {
        return value;
    }
    at::Tensor sum = at::full({1}, value, at::kDouble);
    collective.allReduceSum(sum);
    return sum.item<double>();
}

class Step {
public:
    Step(const ScratchModel &model, const Parameters &parameters, const PairTensors &pairs,
         Collective &collective, double lossScale)
        : m_model(model)
        , m_options(model.options())
        , m_parameters(parameters)
        , m_pairs(pairs)
        , m_collective(collective)
        , m_lossScale(lossScale)
        , m_chunk(m_options.chunk > 0 ? std::min(m_options.chunk, pairs.size()) : pairs.size()) {}

    StepGradients run() {
        if (m_options.objective == Objective::Predictive) {
            predictive();
        } else {
            contrastive();
        }
        collect();
        return std::move(m_result);
    }

private:
    PairTensors chunk(std::int64_t begin) const {
        return m_pairs.slice(begin, std::min(begin + m_chunk, m_pairs.size()));
    }

    Forward forward(const PairTensors &pairs, bool languageModel) const {
        const LowerPrecision lower(m_options.arithmetic, m_model.device().type());
        const TextOutput text = m_model.texts(m_parameters, pairs, languageModel);
        return {unitRows(m_model.images(m_parameters, pairs)), unitRows(text.embeddings),
                text.languageModel};
    }

    void contrastive() {
        const bool languageModel = m_options.languageModelWeight > 0;
        const double tokens =
            languageModel
                ? sumOf(m_collective, static_cast<double>(ScratchModel::predictedTokens(m_pairs)))
                : 1;
        m_languageModelFactor = m_options.languageModelWeight / std::max(1.0, tokens);
        double auxiliary = 0;
        if (m_chunk == m_pairs.size()) {
            const Forward all = forward(m_pairs, languageModel);
            const ContrastiveResult result = loss(all.images.detach(), all.texts.detach());
            auxiliary = backward(all, result.imageGradient, result.textGradient);
        } else {
            auxiliary = byChunks(languageModel);
        }
        m_result.loss += sumOf(m_collective, auxiliary) * m_languageModelFactor;
    }

    /// Gives the sum of the auxiliary loss.
    double byChunks(bool languageModel) {
        std::vector<at::Tensor> images;
        std::vector<at::Tensor> texts;
        {
            const at::NoGradGuard noGrad;
            for (std::int64_t begin = 0; begin < m_pairs.size(); begin += m_chunk) {
                const Forward part = forward(chunk(begin), false);
                images.push_back(part.images);
                texts.push_back(part.texts);
            }
        }
        const ContrastiveResult result = loss(at::cat(images), at::cat(texts));
        const Recomputation again;
        double auxiliary = 0;
        for (std::int64_t begin = 0; begin < m_pairs.size(); begin += m_chunk) {
            const PairTensors pairs = chunk(begin);
            const std::int64_t end = begin + pairs.size();
            auxiliary +=
                backward(forward(pairs, languageModel), result.imageGradient.slice(0, begin, end),
                         result.textGradient.slice(0, begin, end));
            takeHalfGradients();
        }
        return auxiliary;
    }

    ContrastiveResult loss(const at::Tensor &images, const at::Tensor &texts) {
        ContrastiveBatch batch;
        batch.images = images;
        batch.texts = texts;
        batch.allImages = m_collective.allGather(images);
        batch.allTexts = m_collective.allGather(texts);
        batch.firstRow = m_collective.rank() * images.size(0);
        batch.logScale = m_parameters.at("logit_scale").detach();
        if (m_options.maskEqualCaptions) {
            batch.groups = m_collective.allGather(captionNumbers()).to(images.device());
        }
        ContrastiveResult result = contrastiveLoss(batch, m_collective);
        m_result.loss = result.loss;
        m_logScaleGradient = result.logScaleGradient;
        return result;
    }

    /// Equal for equal captions, in every process.
    at::Tensor captionNumbers() const {
        at::Tensor numbers = at::empty({m_pairs.size()}, at::kLong);
        auto *to = numbers.data_ptr<std::int64_t>();
        for (const auto &ids : m_pairs.tokens) {
            std::uint64_t hash = 0xCBF29CE484222325U;
            for (const std::int32_t id : ids) {
                hash = (hash ^ static_cast<std::uint32_t>(id)) * 0x100000001B3U;
            }
            *to++ = static_cast<std::int64_t>(hash);
        }
        return numbers;
    }

    /// Propagates back and gives the sum of the auxiliary loss.
    double backward(const Forward &forward, const at::Tensor &imageGradient,
                    const at::Tensor &textGradient) const {
        std::vector<at::Tensor> outputs;
        std::vector<at::Tensor> gradients;
        const auto add = [&](const at::Tensor &output, const at::Tensor &gradient) {
            if (output.requires_grad()) {
                outputs.push_back(output);
                gradients.push_back(gradient * m_lossScale);
            }
        };
        add(forward.images, imageGradient);
        add(forward.texts, textGradient);
        if (forward.languageModel.defined()) {
            add(forward.languageModel, at::full_like(forward.languageModel, m_languageModelFactor));
        }
        torch::autograd::backward(outputs, gradients);
        return forward.languageModel.defined() ? forward.languageModel.item<double>() : 0;
    }

    void predictive() {
        const auto all = static_cast<double>(m_pairs.size() * m_collective.size());
        double loss = 0;
        for (std::int64_t begin = 0; begin < m_pairs.size(); begin += m_chunk) {
            const PairTensors pairs = chunk(begin);
            at::Tensor sum;
            {
                const LowerPrecision lower(m_options.arithmetic, m_model.device().type());
                const at::Tensor images = m_model.images(m_parameters, pairs);
                sum = m_model.captionCosts(m_parameters, images, pairs).sum() / all;
            }
            loss += sum.item<double>();
            (sum * m_lossScale).backward();
            takeHalfGradients();
        }
        m_result.loss = sumOf(m_collective, loss);
    }

    /// Gradients of weights in bf16 are so too; those of chunks are added up in fp32.
    void takeHalfGradients() {
        for (const auto &[name, tensor] : m_parameters) {
            if (tensor.scalar_type() != at::kBFloat16 || !tensor.grad().defined()) {
                continue;
            }
            const at::Tensor gradient = tensor.grad().to(at::kFloat);
            tensor.mutable_grad().reset();
            const auto [at, isFirst] = m_result.gradients.emplace(name, gradient);
            if (!isFirst) {
                at->second.add_(gradient);
            }
        }
    }

    /// Gradients leave the parameters and are summed over the processes.
    void collect() {
        takeHalfGradients();
        std::vector<at::Tensor> sums;
        for (const auto &[name, tensor] : m_parameters) {
            if (!tensor.requires_grad() || name == "logit_scale") {
                continue;
            }
            // Every process has to name the same tensors.
            at::Tensor gradient =
                tensor.grad().defined()
                    ? tensor.grad()
                    : at::zeros(tensor.sizes(), tensor.options().dtype(at::kFloat));
            tensor.mutable_grad().reset();
            sums.push_back(m_result.gradients.emplace(name, gradient).first->second);
        }
        if (m_collective.size() > 1) {
            allReduceSum(m_collective, sums);
        }
        if (m_logScaleGradient && m_parameters.at("logit_scale").requires_grad()) {
            m_result.gradients.emplace(
                "logit_scale",
                at::full_like(m_parameters.at("logit_scale"), *m_logScaleGradient * m_lossScale));
        }
    }

    const ScratchModel &m_model;
    const ScratchOptions &m_options;
    const Parameters &m_parameters;
    const PairTensors &m_pairs;
    Collective &m_collective;
    double m_lossScale;
    std::int64_t m_chunk;
    double m_languageModelFactor = 0;
    std::optional<double> m_logScaleGradient;
    StepGradients m_result;
};

} // namespace

StepGradients gradientsOf(const ScratchModel &model, const Parameters &parameters,
                          const PairTensors &pairs, Collective &collective, double lossScale) {
    return Step(model, parameters, pairs, collective, lossScale).run();
}

} // namespace fovea::training
