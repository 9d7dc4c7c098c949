#include "engine/training/adamw.h"

#include "engine/training/counter_random.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <numbers>
#include <string_view>
#include <type_traits>

namespace fovea::training {
namespace {

constexpr std::string_view kFirst = "first.";
constexpr std::string_view kSecond = "second.";
constexpr std::int64_t kGrain = 1 << 14; // elements that are worth a thread

/// What one step does to each element of a tensor.
struct Update {
    double beta1 = 0;
    double beta2 = 0;
    double decay = 0;       ///< share of the parameter that goes
    double rate = 0;        ///< with the first moment's bias taken out
    double secondScale = 1; ///< 1 / sqrt(bias of the second moment)
    double epsilon = 0;
    std::uint64_t random = 0; ///< key of the rounding
};

/// The moment of this name, zeros at the first step.
at::Tensor &moment(Parameters &moments, const std::string &name, const at::Tensor &like,
                   bool half) {
    at::Tensor &found = moments[name];
    if (!found.defined()) {
        found = at::zeros(like.sizes(), like.options().dtype(half ? at::kBFloat16 : at::kFloat));
    }
    return found;
}

/// SplitMix64's finisher: 64 random bits for a number.
std::uint64_t mixed(std::uint64_t x) {
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
    x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
    return x ^ (x >> 31);
}

float load(float value) {
    return value;
}
float load(std::uint16_t bits) {
    return std::bit_cast<float>(static_cast<std::uint32_t>(bits) << 16);
}
void store(float &to, float value, std::uint32_t) {
    to = value;
}
/// Up with the probability that the cut part is of the step to the next bf16, else down.
void store(std::uint16_t &to, float value, std::uint32_t random) {
    to = static_cast<std::uint16_t>((std::bit_cast<std::uint32_t>(value) + (random & 0xffffU)) >>
                                    16);
}

/// One pass over the memory of a tensor instead of ten.
template <typename Weight, typename Moment>
void updateOnCpu(Weight *parameter, const float *gradient, Moment *first, Moment *second,
                 std::int64_t count, const Update &update) {
    const auto beta1 = static_cast<float>(update.beta1);
    const auto beta2 = static_cast<float>(update.beta2);
    const auto kept = static_cast<float>(1 - update.decay);
    const auto rate = static_cast<float>(update.rate);
    const auto scale = static_cast<float>(update.secondScale);
    const auto epsilon = static_cast<float>(update.epsilon);
    at::parallel_for(0, count, kGrain, [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t i = begin; i < end; ++i) {
            const float g = gradient[i];
            const float m = beta1 * load(first[i]) + (1 - beta1) * g;
            const float v = beta2 * load(second[i]) + (1 - beta2) * g * g;
            std::uint64_t random = 0;
            if constexpr (!std::is_same_v<Moment, float> || !std::is_same_v<Weight, float>) {
                random = mixed(update.random + static_cast<std::uint64_t>(i) * 0x9e3779b97f4a7c15);
            }
            store(first[i], m, static_cast<std::uint32_t>(random));
            store(second[i], v, static_cast<std::uint32_t>(random >> 32));
            store(parameter[i],
                  load(parameter[i]) * kept - rate * m / (std::sqrt(v) * scale + epsilon),
                  static_cast<std::uint32_t>(random >> 16));
        }
    });
}

/// Rounds fp32 to bf16 by chance, on any device.
at::Tensor roundedByChance(const at::Tensor &x) {
    const at::Tensor bits = x.contiguous().view(at::kInt);
    const at::Tensor cut = at::randint(0, 1 << 16, bits.sizes(), bits.options());
    return (bits + cut).bitwise_right_shift(16).to(at::kShort).view(at::kBFloat16);
}

void updateAnywhere(at::Tensor &parameter, const at::Tensor &gradient, at::Tensor &first,
                    at::Tensor &second, const Update &update) {
    const at::Tensor m = first.to(at::kFloat).mul(update.beta1).add_(gradient, 1 - update.beta1);
    const at::Tensor v =
        second.to(at::kFloat).mul(update.beta2).addcmul_(gradient, gradient, 1 - update.beta2);
    if (first.scalar_type() == at::kBFloat16 || parameter.scalar_type() == at::kBFloat16) {
        at::Generator generator = at::globalContext().defaultGenerator(parameter.device());
        generator.set_current_seed(update.random);
    }
    if (first.scalar_type() == at::kBFloat16) {
        first.copy_(roundedByChance(m));
        second.copy_(roundedByChance(v));
    } else {
        first.copy_(m);
        second.copy_(v);
    }
    const at::Tensor divisor = v.sqrt().mul_(update.secondScale).add_(update.epsilon);
    if (parameter.scalar_type() == at::kBFloat16) {
        const at::Tensor whole = parameter.detach().to(at::kFloat).mul_(1 - update.decay);
        parameter.copy_(roundedByChance(whole.addcdiv_(m, divisor, -update.rate)));
    } else {
        parameter.mul_(1 - update.decay);
        parameter.addcdiv_(m, divisor, -update.rate);
    }
}

bool isPlain(const at::Tensor &tensor) {
    return tensor.is_cpu() && tensor.is_contiguous() &&
           (tensor.scalar_type() == at::kFloat || tensor.scalar_type() == at::kBFloat16);
}

template <typename Weight>
void applyOnCpu(Weight *parameter, const at::Tensor &gradient, at::Tensor &first,
                at::Tensor &second, const Update &update) {
    const auto *from = gradient.const_data_ptr<float>();
    if (first.scalar_type() == at::kFloat) {
        updateOnCpu(parameter, from, first.data_ptr<float>(), second.data_ptr<float>(),
                    gradient.numel(), update);
    } else {
        updateOnCpu(parameter, from, static_cast<std::uint16_t *>(first.data_ptr()),
                    static_cast<std::uint16_t *>(second.data_ptr()), gradient.numel(), update);
    }
}

void apply(at::Tensor &parameter, const at::Tensor &gradient, at::Tensor &first, at::Tensor &second,
           const Update &update) {
    if (!isPlain(parameter)) {
        updateAnywhere(parameter, gradient, first, second, update);
        return;
    }
    const at::Tensor plain = gradient.to(at::kFloat).contiguous();
    if (parameter.scalar_type() == at::kFloat) {
        applyOnCpu(parameter.data_ptr<float>(), plain, first, second, update);
    } else {
        applyOnCpu(static_cast<std::uint16_t *>(parameter.data_ptr()), plain, first, second,
                   update);
    }
}

} // namespace

bool isDecayed(const at::Tensor &parameter) {
    return parameter.dim() >= 2;
}

void AdamW::step(Parameters &parameters, const Parameters &gradients, double learningRate) {
    const at::NoGradGuard noGrad;
    ++m_steps;
    const auto steps = static_cast<double>(m_steps);
    Update update;
    update.beta1 = m_options.beta1;
    update.beta2 = m_options.beta2;
    update.rate = learningRate / (1 - std::pow(m_options.beta1, steps));
    update.secondScale = 1 / std::sqrt(1 - std::pow(m_options.beta2, steps));
    update.epsilon = m_options.epsilon;
    CounterRandom random(Draw::Rounding, {m_options.seed, static_cast<std::uint64_t>(m_steps)});
    for (const auto &[name, gradient] : gradients) {
        at::Tensor &parameter = parameters.at(name);
        update.decay = isDecayed(parameter) ? learningRate * m_options.weightDecay : 0;
        update.random = random.next();
        apply(parameter, gradient, moment(m_first, name, gradient, m_options.halfMoments),
              moment(m_second, name, gradient, m_options.halfMoments), update);
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

double clipGradients(Parameters &gradients, double largest) {
    double sum = 0;
    for (const auto &[name, gradient] : gradients) {
        sum += gradient.square().sum(at::kDouble).item<double>();
    }
    const double norm = std::sqrt(sum);
    if (norm > largest) {
        for (auto &[name, gradient] : gradients) {
            gradient.mul_(largest / norm);
        }
    }
    return norm;
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
