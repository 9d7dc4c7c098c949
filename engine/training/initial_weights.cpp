#include "engine/training/initial_weights.h"

#include "engine/clip/weight_layout.h"
#include "engine/training/counter_random.h"

#include <ATen/ATen.h>

#include <cmath>
#include <numbers>
#include <string_view>

namespace fovea::training {
namespace {

/// FNV-1a, so that a tensor's numbers hang on its name and not on its place among others.
std::uint64_t hashOf(std::string_view name) {
    std::uint64_t hash = 0xCBF29CE484222325U;
    for (const char c : name) {
        hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3U;
    }
    return hash;
}

at::Tensor uniformTensor(at::IntArrayRef shape, double bound, const std::string &name,
                         std::uint64_t seed) {
    CounterRandom random(Draw::Initial, {seed, hashOf(name)});
    at::Tensor tensor = at::empty(shape, at::kFloat);
    auto *to = tensor.data_ptr<float>();
    for (std::int64_t i = 0; i < tensor.numel(); ++i) {
        to[i] = static_cast<float>(bound * (2 * random.uniform() - 1));
    }
    return tensor;
}

class Initial {
public:
    Initial(const clip::ModelConfig &config, std::uint64_t seed)
        : m_config(config)
        , m_seed(seed) {}

    at::Tensor tensor(const clip::TensorSpec &spec) const {
        const std::string_view name = spec.name;
        if (name == "logit_scale") {
            return at::full({}, std::log(1 / kInitialTemperature), at::kFloat);
        }
        if (name.starts_with("visual.")) {
            return visual(spec);
        }
        return text(spec);
    }

private:
    at::Tensor normal(const clip::TensorSpec &spec, double deviation) const {
        return normalTensor(spec.shape, deviation, spec.name, m_seed);
    }
    static at::Tensor constant(const clip::TensorSpec &spec, double value) {
        return at::full(spec.shape, value, at::kFloat);
    }
    /// As PyTorch's Linear and Conv2d: within 1 / sqrt(inputs).
    at::Tensor standard(const clip::TensorSpec &spec, double inputs) const {
        return uniformTensor(spec.shape, 1 / std::sqrt(inputs), spec.name, m_seed);
    }
    static double inputsOf(const clip::TensorSpec &spec) {
        double inputs = 1;
        for (std::size_t i = 1; i < spec.shape.size(); ++i) {
            inputs *= static_cast<double>(spec.shape[i]);
        }
        return inputs;
    }

    at::Tensor text(const clip::TensorSpec &spec) const {
        const std::string_view name = spec.name;
        const double width = m_config.text.width;
        if (name == "token_embedding.weight") {
            return normal(spec, .02);
        }
        if (name == "positional_embedding") {
            return normal(spec, .01);
        }
        if (name == "text_projection" || name.ends_with(".in_proj_weight")) {
            return normal(spec, 1 / std::sqrt(width));
        }
        if (name.ends_with(".out_proj.weight") || name.ends_with(".c_proj.weight")) {
            return normal(spec, 1 / std::sqrt(width * 2 * m_config.text.layers));
        }
        if (name.ends_with(".c_fc.weight")) {
            return normal(spec, 1 / std::sqrt(2 * width));
        }
        return gainOrBias(spec, width, width * m_config.text.mlpRatio);
    }

    /// Norms are 1 and 0, biases of attention 0, others as PyTorch's.
    at::Tensor gainOrBias(const clip::TensorSpec &spec, double width, double hidden) const {
        const std::string_view name = spec.name;
        if (name.ends_with(".c_fc.bias")) {
            return standard(spec, width);
        }
        if (name.ends_with("mlp.c_proj.bias")) {
            return standard(spec, hidden);
        }
        return constant(spec, name.ends_with(".weight") ? 1 : 0);
    }

    at::Tensor visual(const clip::TensorSpec &spec) const {
        switch (m_config.vision.kind) {
        case clip::TrunkKind::ModifiedResNet:
            return resNet(spec);
        case clip::TrunkKind::EfficientNetLite:
            return efficientNet(spec);
        case clip::TrunkKind::VisionTransformer:
            break;
        }
        const std::string_view name = spec.name;
        const double width = m_config.vision.width;
        if (name == "visual.class_embedding" || name == "visual.positional_embedding" ||
            name == "visual.proj") {
            return normal(spec, 1 / std::sqrt(width));
        }
        if (name.ends_with(".in_proj_weight")) { // Xavier's of [3 width, width]
            return uniformTensor(spec.shape, std::sqrt(6 / (4 * width)), spec.name, m_seed);
        }
        if (spec.shape.size() > 1) {
            return standard(spec, inputsOf(spec));
        }
        return gainOrBias(spec, width, width * m_config.vision.mlpRatio);
    }

    at::Tensor resNet(const clip::TensorSpec &spec) const {
        const std::string_view name = spec.name;
        const double wide = 32.0 * m_config.vision.width;
        if (name.find("attnpool") != std::string_view::npos) {
            return name.ends_with(".bias") ? standard(spec, wide)
                                           : normal(spec, 1 / std::sqrt(wide));
        }
        if (spec.shape.size() > 1) {
            return standard(spec, inputsOf(spec));
        }
        return constant(spec,
                        batchNormValue(name, name.ends_with(".bn3.weight") &&
                                                 name.find(".layer") != std::string_view::npos));
    }

    /// timm's: deviation sqrt(2 / outputs of a channel).
    at::Tensor efficientNet(const clip::TensorSpec &spec) const {
        if (spec.shape.size() == 4) {
            const auto outputs = static_cast<double>(spec.shape[0] * spec.shape[2] * spec.shape[3]);
            const double groups = spec.shape[1] == 1 ? static_cast<double>(spec.shape[0]) : 1;
            return normal(spec, std::sqrt(2 * groups / outputs));
        }
        if (spec.name.starts_with("visual.head.")) {
            return standard(spec, clip::kMobileFeatures);
        }
        return constant(spec, batchNormValue(spec.name, false));
    }

    static double batchNormValue(std::string_view name, bool zero) {
        const bool one = name.ends_with(".weight") || name.ends_with(".running_var");
        return one && !zero ? 1 : 0;
    }

    const clip::ModelConfig &m_config;
    std::uint64_t m_seed;
};

} // namespace

at::Tensor normalTensor(at::IntArrayRef shape, double deviation, const std::string &name,
                        std::uint64_t seed) {
    CounterRandom random(Draw::Initial, {seed, hashOf(name)});
    at::Tensor tensor = at::empty(shape, at::kFloat);
    auto *to = tensor.data_ptr<float>();
    for (std::int64_t i = 0; i < tensor.numel(); i += 2) { // Box and Muller's pairs
        const double radius = deviation * std::sqrt(-2 * std::log(1 - random.uniform()));
        const double angle = 2 * std::numbers::pi * random.uniform();
        to[i] = static_cast<float>(radius * std::cos(angle));
        if (i + 1 < tensor.numel()) {
            to[i + 1] = static_cast<float>(radius * std::sin(angle));
        }
    }
    return tensor;
}

Parameters initialParameters(const clip::ModelConfig &config, std::uint64_t seed) {
    const Initial initial(config, seed);
    Parameters parameters;
    for (const clip::TensorSpec &spec : clip::tensorSpecs(config)) {
        if (!spec.counter && !spec.optional) {
            parameters.emplace(spec.name, initial.tensor(spec));
        }
    }
    return parameters;
}

} // namespace fovea::training
