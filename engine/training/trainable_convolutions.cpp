#include "engine/training/trainable_convolutions.h"

#include "engine/clip/positions.h"
#include "engine/training/recomputation.h"
#include "engine/training/trainable_layers.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <array>

namespace fovea::training {
namespace {

constexpr double kTorchEps = 1e-5;
constexpr double kTensorFlowEps = 1e-3;
constexpr int kReduction = 32; // pixels of the image to a position of the last map

/// Names of a convolution and of the batch norm after it.
struct Layer {
    std::string conv;
    std::string norm;
    std::int64_t stride = 1;
};

at::Tensor halved(const at::Tensor &x, int stride) {
    return stride == 1 ? x : at::avg_pool2d(x, {stride, stride});
}

at::Tensor convolved(const Parameters &parameters, const Layer &layer, const at::Tensor &x,
                     const TowerOptions &options) {
    const at::Tensor &weight = parameter(parameters, layer.conv + ".weight");
    const std::int64_t pad = (weight.size(2) - 1) / 2;
    return batchNorm(parameters, layer.norm,
                     at::conv2d(x, weight, {}, {layer.stride, layer.stride}, {pad, pad}), kTorchEps,
                     options);
}

/// TensorFlow's "same" padding: an output of ceil(side / stride), the odd zero at the far side.
at::Tensor sameConvolved(const Parameters &parameters, const Layer &layer, const at::Tensor &x,
                         const TowerOptions &options) {
    const at::Tensor &weight = parameter(parameters, layer.conv + ".weight");
    const std::int64_t outputs = (x.size(2) + layer.stride - 1) / layer.stride;
    const std::int64_t zeros =
        std::max<std::int64_t>((outputs - 1) * layer.stride + weight.size(2) - x.size(2), 0);
    const std::int64_t before = zeros / 2;
    const std::int64_t after = zeros - before;
    const bool even = before == after;
    const at::Tensor input = even ? x : at::constant_pad_nd(x, {before, after, before, after}, 0);
    const std::int64_t pad = even ? before : 0;
    const std::int64_t groups = weight.size(1) == 1 ? weight.size(0) : 1;
    const at::Tensor y = at::conv2d(input, weight, {}, {layer.stride, layer.stride}, {pad, pad},
                                    /*dilation=*/1, groups);
    return batchNorm(parameters, layer.norm, y, kTensorFlowEps, options);
}

} // namespace

TrainableResNet::TrainableResNet(const clip::ModelConfig &config, const TowerOptions &options)
    : m_blocks(clip::bottlenecks(config.vision))
    , m_grid(config.preprocessing.input.size / kReduction)
    , m_heads(config.vision.heads)
    , m_options(options) {}

at::Tensor TrainableResNet::features(const Parameters &parameters, const at::Tensor &pixels) const {
    at::Tensor x = pixels.contiguous(at::MemoryFormat::ChannelsLast); // [n, 3, size, size]
    const std::array<Layer, 3> stem{Layer{"visual.conv1", "visual.bn1", 2},
                                    Layer{"visual.conv2", "visual.bn2"},
                                    Layer{"visual.conv3", "visual.bn3"}};
    for (const Layer &layer : stem) {
        x = convolved(parameters, layer, x, m_options).relu(); // [n, width, size / 2, size / 2]
    }
    x = at::avg_pool2d(x, {2, 2}); // [n, width, size / 4, size / 4]
    for (const clip::Bottleneck &place : m_blocks) {
        if (m_options.checkpointing) {
            x = checkpointed([this, &parameters,
                              place](const at::Tensor &in) { return block(parameters, place, in); },
                             x, parametersUnder(parameters, place.name + "."));
        } else {
            x = block(parameters, place, x);
        }
    }
    return pool(parameters, x); // [n, embedDim]
}

at::Tensor TrainableResNet::block(const Parameters &parameters, const clip::Bottleneck &place,
                                  const at::Tensor &x) const {
    const auto layer = [&](const char *number, const at::Tensor &in) {
        return convolved(parameters, {place.name + ".conv" + number, place.name + ".bn" + number},
                         in, m_options);
    };
    at::Tensor y = layer("1", x).relu();            // [n, planes, h, w]
    y = halved(layer("2", y).relu(), place.stride); // [n, planes, h / stride, w / stride]
    y = layer("3", y);                              // [n, 4 planes, h / stride, w / stride]
    if (!place.downsample) {
        return (y + x).relu();
    }
    const at::Tensor past =
        convolved(parameters, {place.name + ".downsample.0", place.name + ".downsample.1"},
                  halved(x, place.stride), m_options);
    return (y + past).relu();
}

at::Tensor TrainableResNet::pool(const Parameters &parameters, const at::Tensor &x) const {
    const std::int64_t n = x.size(0);
    const std::int64_t width = x.size(1);
    const std::string name = "visual.attnpool";
    at::Tensor tokens = x.flatten(2).transpose(1, 2); // [n, h * w, width]
    tokens = at::cat({tokens.mean(1, /*keepdim=*/true), tokens}, 1) +
             clip::resizePositions(parameter(parameters, name + ".positional_embedding"),
                                   m_grid); // [n, 1 + h * w, width]
    const auto heads = [&](const char *which, const at::Tensor &t) {
        return linear(parameters, name + which, t, m_options)
            .view({n, -1, m_heads, width / m_heads})
            .transpose(1, 2); // [n, heads, tokens, width / heads]
    };
    const at::Tensor mixed =
        at::scaled_dot_product_attention(heads(".q_proj", tokens.slice(1, 0, 1)),
                                         heads(".k_proj", tokens), heads(".v_proj", tokens));
    return linear(parameters, name + ".c_proj", mixed.transpose(1, 2).reshape({n, width}),
                  m_options);
}

TrainableEfficientNet::TrainableEfficientNet(const clip::ModelConfig &config,
                                             const TowerOptions &options)
    : m_blocks(clip::mobileBlocks(config.vision.timmName))
    , m_options(options) {}

at::Tensor TrainableEfficientNet::features(const Parameters &parameters,
                                           const at::Tensor &pixels) const {
    at::Tensor x = pixels.contiguous(at::MemoryFormat::ChannelsLast); // [n, 3, size, size]
    x = sameConvolved(parameters, {"visual.trunk.conv_stem", "visual.trunk.bn1", 2}, x, m_options)
            .clamp(0, 6); // [n, 32, size / 2, size / 2]
    for (const clip::MobileBlock &place : m_blocks) {
        if (m_options.checkpointing) {
            x = checkpointed([this, &parameters,
                              place](const at::Tensor &in) { return block(parameters, place, in); },
                             x, parametersUnder(parameters, place.name + "."));
        } else {
            x = block(parameters, place, x);
        }
    }
    x = sameConvolved(parameters, {"visual.trunk.conv_head", "visual.trunk.bn2"}, x, m_options)
            .clamp(0, 6); // [n, 1280, size / 32, size / 32]
    const at::ScalarType exact = at::promoteTypes(x.scalar_type(), at::kFloat);
    return x.mean({2, 3}, /*keepdim=*/false, exact); // [n, 1280]
}

at::Tensor TrainableEfficientNet::block(const Parameters &parameters,
                                        const clip::MobileBlock &place, const at::Tensor &x) const {
    const auto layer = [&](const char *conv, const char *norm, const at::Tensor &in, int stride) {
        return sameConvolved(parameters, {place.name + conv, place.name + norm, stride}, in,
                             m_options);
    };
    at::Tensor y = x;
    if (place.separable) {
        y = layer(".conv_dw", ".bn1", y, place.stride).clamp(0, 6);
        y = layer(".conv_pw", ".bn2", y, 1);
    } else {
        y = layer(".conv_pw", ".bn1", y, 1).clamp(0, 6);            // [n, expanded, h, w]
        y = layer(".conv_dw", ".bn2", y, place.stride).clamp(0, 6); // [n, expanded, h / stride, …]
        y = layer(".conv_pwl", ".bn3", y, 1);                       // [n, out, h / stride, …]
    }
    return place.skip ? y + x : y;
}

at::Tensor TrainableEfficientNet::project(const Parameters &parameters,
                                          const at::Tensor &features) const {
    return linear(parameters, "visual.head.proj", features, m_options);
}

} // namespace fovea::training
