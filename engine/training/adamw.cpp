#include "engine/training/adamw.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <string_view>

namespace fovea::training {
namespace {

constexpr std::string_view kFirst = "first.";
constexpr std::string_view kSecond = "second.";

/// The moment of this name, zeros at the first step.
at::Tensor &moment(Parameters &moments, const std::string &name, const at::Tensor &like) {
    at::Tensor &found = moments[name];
    if (!found.defined()) {
        found = at::zeros_like(like);
    }
    return found;
}

} // namespace

bool isDecayed(const at::Tensor &parameter) {
    return parameter.dim() >= 2;
}

void AdamW::step(Parameters &parameters, const Parameters &gradients, double learningRate) {
    const at::NoGradGuard noGrad;
    ++m_steps;
    const auto steps = static_cast<double>(m_steps);
    const double firstBias = 1 - std::pow(m_options.beta1, steps);
    const double secondBias = 1 - std::pow(m_options.beta2, steps);
    for (const auto &[name, gradient] : gradients) {
        at::Tensor &parameter = parameters.at(name);
        at::Tensor &first = moment(m_first, name, gradient);
        at::Tensor &second = moment(m_second, name, gradient);
        first.mul_(m_options.beta1).add_(gradient, 1 - m_options.beta1);
        second.mul_(m_options.beta2).addcmul_(gradient, gradient, 1 - m_options.beta2);
        if (isDecayed(parameter)) {
            parameter.mul_(1 - learningRate * m_options.weightDecay);
        }
        const at::Tensor scale = second.sqrt().div_(std::sqrt(secondBias)).add_(m_options.epsilon);
        parameter.addcdiv_(first, scale, -learningRate / firstBias);
    }
}

Parameters AdamW::state() const {
    Parameters state;
    for (const auto &[name, tensor] : m_first) {
        state.emplace(std::string(kFirst) + name, tensor);
    }
    for (const auto &[name, tensor] : m_second) {
        state.emplace(std::string(kSecond) + name, tensor);
    }
    return state;
}

void AdamW::restore(const Parameters &state, std::int64_t steps) {
    m_steps = steps;
    m_first.clear();
    m_second.clear();
    for (const auto &[name, tensor] : state) {
        if (name.starts_with(kFirst)) {
            m_first.emplace(name.substr(kFirst.size()), tensor.clone());
        } else if (name.starts_with(kSecond)) {
            m_second.emplace(name.substr(kSecond.size()), tensor.clone());
        }
    }
}

double cosineRate(std::int64_t step, std::int64_t steps, std::int64_t warmup, double peak) {
    if (step < warmup) {
        return peak * static_cast<double>(step + 1) / static_cast<double>(warmup);
    }
    const auto length = static_cast<double>(std::max<std::int64_t>(1, steps - warmup));
    const double at = std::min(1.0, static_cast<double>(step - warmup) / length);
    return peak / 2 * (1 + std::cos(std::numbers::pi * at));
}

} // namespace fovea::training
