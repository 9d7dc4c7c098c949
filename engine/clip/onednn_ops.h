#pragma once

#include <ATen/core/Tensor.h>
#include <c10/core/ScalarType.h>

#include <cstdint>
#include <optional>
#include <utility>

namespace fovea::clip {

/// oneDNN through operators that torch keeps for its own compiler: weights in the blocked layout of
/// the processor, made once, and activations fused. Their schemas belong to the pinned version of
/// torch; nothing else in the project names them.

/// Whether they are there for tensors of `type` on `device`. Not every processor has them for bf16:
/// x86 needs AVX-512.
bool hasPackedOps(at::Device device, at::ScalarType type);

/// weight [out, in], fp32 or bf16 -> an opaque tensor for packedLinear().
at::Tensor packLinear(const at::Tensor &weight);
/// [..., in] -> [..., out]; bias [out] or undefined.
at::Tensor packedLinear(const at::Tensor &x, const at::Tensor &packed, const at::Tensor &bias);

struct ConvolutionShape {
    std::int64_t stride = 1;
    std::int64_t pad = 0; ///< on every side
    std::int64_t groups = 1;
};
/// weight [out, in / groups, k, k] -> an opaque tensor for packedConvolution(), in the layout that
/// is best for inputs like [n, in, side, side]; other sizes work.
at::Tensor packConvolution(const at::Tensor &weight, const ConvolutionShape &shape, std::int64_t n,
                           std::int64_t side);
/// [n, in, h, w] in channels-last order -> the same of the output, each element clamped to the
/// range.
at::Tensor packedConvolution(const at::Tensor &x, const at::Tensor &packed, const at::Tensor &bias,
                             const ConvolutionShape &shape,
                             std::optional<std::pair<double, double>> clamp);

} // namespace fovea::clip
