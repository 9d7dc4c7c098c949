#pragma once

#include "engine/clip/onednn_ops.h"
#include "engine/clip/weights.h"

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <string>

namespace fovea::clip {

/// Where and in which precision a tower computes.
struct Compute {
    at::Device device = at::kCPU;
    at::ScalarType type = at::kFloat;
};

/// x W^T + b.
class Linear {
public:
    Linear() = default;
    /// weight [out, in], bias [out] or undefined, both fp32.
    Linear(const at::Tensor &weight, const at::Tensor &bias, const Compute &compute);
    /// [..., in] -> [..., out]
    at::Tensor operator()(const at::Tensor &x) const;

private:
    at::Tensor m_weight; // [out, in], or opaque where packed
    at::Tensor m_bias;   // [out]
    bool m_packed = false;
};

/// The layer called `name` of the file.
Linear linearOf(const Weights &weights, const std::string &name, const Compute &compute);

class LayerNorm {
public:
    LayerNorm() = default;
    LayerNorm(const Weights &weights, const std::string &name, double eps, const Compute &compute);
    at::Tensor operator()(const at::Tensor &x) const; // [..., width] -> [..., width]

private:
    at::Tensor m_weight; // [width]
    at::Tensor m_bias;   // [width]
    double m_eps = 1e-5;
};

enum class Clamp { None, Relu, Relu6 };
enum class Padding {
    Even, ///< (kernel - 1) / 2 zeros on every side
    Same, ///< TensorFlow's: an output of ceil(side / stride), the odd zero at the far side
};

/// Where a convolution stands in its network.
struct ConvolutionPlace {
    std::string conv; ///< names in the file
    std::string norm;
    double normEps = 1e-5;
    int stride = 1;
    bool depthwise = false;
    Clamp clamp = Clamp::None;
    Padding padding = Padding::Even;
    std::int64_t side = 0; ///< of the maps that come in
};

/// A convolution with the batch norm that follows it folded in, and the activation after that.
class Convolution {
public:
    /// As many images as are best computed together: with more, maps no longer fit into the cache.
    static constexpr std::int64_t kBestBatch = 4;

    Convolution() = default;
    Convolution(const Weights &weights, const ConvolutionPlace &place, const Compute &compute);
    /// [n, in, side, side] -> [n, out, side / stride, side / stride]
    at::Tensor operator()(const at::Tensor &x) const;

private:
    at::Tensor m_weight; // [out, in / groups, k, k], or opaque where packed
    at::Tensor m_bias;   // [out]
    ConvolutionShape m_shape;
    std::int64_t m_before = 0; ///< zeros that are put around x first, where the sides differ
    std::int64_t m_after = 0;
    Clamp m_clamp = Clamp::None;
    bool m_packed = false;
};

} // namespace fovea::clip
