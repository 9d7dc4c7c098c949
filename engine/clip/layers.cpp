#include "engine/clip/layers.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <array>
#include <limits>

namespace fovea::clip {
namespace {

at::Tensor placed(const at::Tensor &tensor, const Compute &compute) {
    return tensor.to(compute.device, compute.type).contiguous();
}

} // namespace

Linear::Linear(const at::Tensor &weight, const at::Tensor &bias, const Compute &compute)
    : m_weight(placed(weight, compute))
    , m_packed(hasPackedOps(compute.device, compute.type)) {
    if (bias.defined()) {
        m_bias = placed(bias, compute);
    }
    if (m_packed) {
        m_weight = packLinear(m_weight);
    }
}

at::Tensor Linear::operator()(const at::Tensor &x) const {
    return m_packed ? packedLinear(x, m_weight, m_bias) : at::linear(x, m_weight, m_bias);
}

Linear linearOf(const Weights &weights, const std::string &name, const Compute &compute) {
    return {weights.tensor(name + ".weight"), weights.tensor(name + ".bias"), compute};
}

LayerNorm::LayerNorm(const Weights &weights, const std::string &name, double eps,
                     const Compute &compute)
    : m_weight(placed(weights.tensor(name + ".weight"), compute))
    , m_bias(placed(weights.tensor(name + ".bias"), compute))
    , m_eps(eps) {}

at::Tensor LayerNorm::operator()(const at::Tensor &x) const {
    return at::layer_norm(x, m_weight.sizes(), m_weight, m_bias, m_eps);
}

Convolution::Convolution(const Weights &weights, const ConvolutionPlace &place,
                         const Compute &compute)
    : m_clamp(place.clamp)
    , m_packed(hasPackedOps(compute.device, compute.type)) {
    const at::Tensor weight = weights.tensor(place.conv + ".weight"); // [out, in / groups, k, k]
    // norm(y) = (y - mean) / sqrt(var + eps) * gamma + beta; in double, for it is done but once.
    const at::Tensor variance = weights.tensor(place.norm + ".running_var").to(at::kDouble);
    const at::Tensor scale =
        weights.tensor(place.norm + ".weight").to(at::kDouble) / (variance + place.normEps).sqrt();
    const at::Tensor bias = weights.tensor(place.norm + ".bias").to(at::kDouble) -
                            weights.tensor(place.norm + ".running_mean").to(at::kDouble) * scale;
    m_weight = (weight.to(at::kDouble) * scale.view({-1, 1, 1, 1}))
                   .to(compute.device, compute.type)
                   .contiguous(at::MemoryFormat::ChannelsLast);
    m_bias = placed(bias, compute);

    const std::int64_t kernel = weight.size(2);
    m_shape.stride = place.stride;
    m_shape.groups = place.depthwise ? weight.size(0) : 1;
    m_shape.pad = (kernel - 1) / 2;
    std::int64_t side = place.side;
    if (place.padding == Padding::Same) {
        const std::int64_t outputs = (side + place.stride - 1) / place.stride;
        const std::int64_t zeros =
            std::max<std::int64_t>((outputs - 1) * place.stride + kernel - side, 0);
        m_shape.pad = zeros / 2;
        if (zeros % 2 != 0) {
            m_before = zeros / 2;
            m_after = zeros - m_before;
            m_shape.pad = 0;
            side += zeros;
        }
    }
    if (m_packed) {
        m_weight = packConvolution(m_weight, m_shape, kBestBatch, side);
    }
}

at::Tensor Convolution::operator()(const at::Tensor &x) const {
    const at::Tensor input =
        m_after > 0 ? at::constant_pad_nd(x, {m_before, m_after, m_before, m_after}, 0) : x;
    constexpr double kInfinity = std::numeric_limits<double>::infinity();
    if (m_packed) {
        switch (m_clamp) {
        case Clamp::Relu:
            return packedConvolution(input, m_weight, m_bias, m_shape, std::pair(0.0, kInfinity));
        case Clamp::Relu6:
            return packedConvolution(input, m_weight, m_bias, m_shape, std::pair(0.0, 6.0));
        case Clamp::None:
            return packedConvolution(input, m_weight, m_bias, m_shape, {});
        }
    }
    const std::array<std::int64_t, 2> stride{m_shape.stride, m_shape.stride};
    const std::array<std::int64_t, 2> pad{m_shape.pad, m_shape.pad};
    const at::Tensor y =
        at::conv2d(input, m_weight, m_bias, stride, pad, /*dilation=*/1, m_shape.groups);
    switch (m_clamp) {
    case Clamp::Relu:
        return y.relu();
    case Clamp::Relu6:
        return y.clamp(0, 6);
    case Clamp::None:
        break;
    }
    return y;
}

} // namespace fovea::clip
