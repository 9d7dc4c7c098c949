#include "engine/training/scratch_state.h"

#include "engine/training/collective_c10d.h"
#include "engine/training/initial_weights.h"

#include <ATen/ATen.h>

#include <cmath>

namespace fovea::training {
namespace {

constexpr const char *kScale = "logit_scale";

AdamWOptions optimizerOf(const ScratchOptions &options, const TowerRates &rates) {
    return {.beta1 = options.beta1,
            .beta2 = rates.beta2,
            .epsilon = rates.epsilon,
            .weightDecay = options.weightDecay,
            .halfMoments = options.halfMoments,
            .seed = options.seed};
}

} // namespace

ScratchState::ScratchState(const ScratchOptions &options)
    : m_options(options)
    , m_imageOptimizer(optimizerOf(options, options.image))
    , m_textOptimizer(optimizerOf(options, options.words))
    , m_lossScale(options.arithmetic == Arithmetic::Fp16) {}

void ScratchState::place(const ScratchModel &model) {
    for (auto &[name, tensor] : parameters) {
        const bool half =
            m_options.halfTextWeights && !ScratchModel::isOfImageTower(name) && tensor.dim() >= 2;
        tensor = tensor.detach()
                     .to(model.device(), half ? at::kBFloat16 : tensor.scalar_type())
                     .contiguous()
                     .requires_grad_(model.isTrained(name));
    }
}

bool ScratchState::apply(Parameters &gradients, double rate) {
    if (!m_lossScale.unscale(gradients)) {
        return false;
    }
    if (m_options.clipGradient > 0) {
        clipGradients(gradients, m_options.clipGradient);
    }
    Parameters image;
    Parameters text;
    for (const auto &[name, gradient] : gradients) {
        (ScratchModel::isOfImageTower(name) ? image : text).emplace(name, gradient);
    }
    m_imageOptimizer.step(parameters, image, rate);
    m_textOptimizer.step(parameters, text, rate);
    if (const auto scale = parameters.find(kScale); scale != parameters.end()) {
        const at::NoGradGuard noGrad;
        scale->second.clamp_(0, std::log(kGreatestScale));
    }
    return true;
}

void ScratchState::shareStatistics(Collective &collective) {
    std::vector<at::Tensor> statistics;
    for (const auto &[name, tensor] : parameters) {
        if (name.find(".running_") != std::string::npos) {
            statistics.push_back(tensor);
        }
    }
    if (collective.size() == 1 || statistics.empty()) {
        return;
    }
    allReduceSum(collective, statistics);
    for (at::Tensor &tensor : statistics) {
        tensor.div_(collective.size());
    }
}

Checkpoint ScratchState::checkpoint(const ScratchModel &model,
                                    const std::string &fingerprint) const {
    Checkpoint checkpoint;
    Parameters &kept = checkpoint.groups["parameters"];
    for (const auto &[name, tensor] : parameters) {
        if (model.isTrained(name) || !model.isLocked()) {
            kept.emplace(name, tensor.to(at::kCPU));
        }
    }
    checkpoint.groups.emplace("image", m_imageOptimizer.state());
    checkpoint.groups.emplace("text", m_textOptimizer.state());
    checkpoint.texts = {{"fingerprint", fingerprint},
                        {"step", std::to_string(step)},
                        {"image_steps", std::to_string(m_imageOptimizer.steps())},
                        {"text_steps", std::to_string(m_textOptimizer.steps())},
                        {"loss_scale", exactText(m_lossScale.value())},
                        {"good_steps", std::to_string(m_lossScale.goodSteps())},
                        {"loss", exactText(loss)}};
    return checkpoint;
}

void ScratchState::restore(Checkpoint &checkpoint) {
    for (auto &[name, tensor] : checkpoint.groups["parameters"]) {
        parameters[name] = tensor;
    }
    const auto &texts = checkpoint.texts;
    step = std::stoll(texts.at("step"));
    loss = std::stod(texts.at("loss"));
    m_imageOptimizer.restore(checkpoint.groups["image"], std::stoll(texts.at("image_steps")));
    m_textOptimizer.restore(checkpoint.groups["text"], std::stoll(texts.at("text_steps")));
    m_lossScale.restore(std::stod(texts.at("loss_scale")), std::stoll(texts.at("good_steps")));
}

double ScratchState::temperature() const {
    const auto scale = parameters.find(kScale);
    return scale == parameters.end() ? 0 : std::exp(-scale->second.item<double>());
}

} // namespace fovea::training
