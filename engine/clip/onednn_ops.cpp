#include "engine/clip/onednn_ops.h"

#include <ATen/ATen.h>
#include <ATen/core/dispatch/Dispatcher.h>
#include <ATen/core/stack.h>

#include <limits>
#include <string>
#include <vector>

namespace fovea::clip {
namespace {

using c10::IValue;

at::Tensor call(const c10::OperatorHandle &operation, std::vector<IValue> arguments) {
    operation.callBoxed(arguments);
    return std::move(arguments.front()).toTensor();
}

c10::OperatorHandle operatorCalled(const char *name) {
    return c10::Dispatcher::singleton().findSchemaOrThrow(name, "");
}

IValue optionalTensor(const at::Tensor &tensor) {
    return tensor.defined() ? IValue(tensor) : IValue();
}

std::vector<std::int64_t> both(std::int64_t value) {
    return {value, value};
}

/// Scalar?[] of the schemas.
IValue scalars(std::initializer_list<double> values) {
    c10::List<std::optional<at::Scalar>> list;
    for (const double value : values) {
        list.push_back(at::Scalar(value));
    }
    return list;
}

/// Asked of the operators themselves, which alone know what oneDNN does on which processor.
bool packsBf16() {
    static const bool kPacks = [] {
        try {
            packLinear(at::zeros({8, 8}, at::kBFloat16));
            packConvolution(at::zeros({8, 8, 1, 1}, at::kBFloat16), {}, 1, 8);
            return true;
        } catch (const c10::Error &) {
            return false;
        }
    }();
    return kPacks;
}

} // namespace

bool hasPackedOps(at::Device device, at::ScalarType type) {
    return device.is_cpu() && at::globalContext().userEnabledMkldnn() && at::hasMKLDNN() &&
           (type != at::kBFloat16 || packsBf16());
}

at::Tensor packLinear(const at::Tensor &weight) {
    static const c10::OperatorHandle kPack = operatorCalled("mkldnn::_reorder_linear_weight");
    return call(kPack, {weight, IValue()});
}

at::Tensor packedLinear(const at::Tensor &x, const at::Tensor &packed, const at::Tensor &bias) {
    static const c10::OperatorHandle kLinear = operatorCalled("mkldnn::_linear_pointwise");
    return call(kLinear, {x, packed, optionalTensor(bias), "none", scalars({}), ""});
}

at::Tensor packConvolution(const at::Tensor &weight, const ConvolutionShape &shape, std::int64_t n,
                           std::int64_t side) {
    static const c10::OperatorHandle kPack = operatorCalled("mkldnn::_reorder_convolution_weight");
    const std::int64_t channels = weight.size(1) * shape.groups;
    return call(kPack, {weight, both(shape.pad), both(shape.stride), both(1), shape.groups,
                        std::vector<std::int64_t>{n, channels, side, side}});
}

at::Tensor packedConvolution(const at::Tensor &x, const at::Tensor &packed, const at::Tensor &bias,
                             const ConvolutionShape &shape,
                             std::optional<std::pair<double, double>> clamp) {
    static const c10::OperatorHandle kConvolution =
        operatorCalled("mkldnn::_convolution_pointwise");
    std::string activation = "none";
    IValue range = scalars({});
    if (clamp && clamp->second == std::numeric_limits<double>::infinity()) {
        activation = "relu";
    } else if (clamp) {
        activation = "hardtanh";
        range = scalars({clamp->first, clamp->second});
    }
    return call(kConvolution, {x, packed, optionalTensor(bias), both(shape.pad), both(shape.stride),
                               both(1), shape.groups, activation, range, ""});
}

} // namespace fovea::clip
