#include "engine/training/tensor_bytes.h"

#include <ATen/ATen.h>

#include <array>
#include <cstring>
#include <stdexcept>
#include <utility>

namespace fovea::training {
namespace {

constexpr std::array<std::pair<at::ScalarType, clip::TensorType>, 10> kTypes = {
    {{at::kDouble, clip::TensorType::F64},
     {at::kFloat, clip::TensorType::F32},
     {at::kHalf, clip::TensorType::F16},
     {at::kBFloat16, clip::TensorType::BF16},
     {at::kLong, clip::TensorType::I64},
     {at::kInt, clip::TensorType::I32},
     {at::kShort, clip::TensorType::I16},
     {at::kChar, clip::TensorType::I8},
     {at::kByte, clip::TensorType::U8},
     {at::kBool, clip::TensorType::Bool}}};

} // namespace

clip::TensorView viewOf(const at::Tensor &tensor) {
    for (const auto &[ours, theirs] : kTypes) {
        if (tensor.scalar_type() == ours) {
            return {theirs,
                    tensor.sizes().vec(),
                    {static_cast<const std::byte *>(tensor.const_data_ptr()), tensor.nbytes()}};
        }
    }
    throw std::invalid_argument("a tensor of this type has no place in safetensors");
}

at::Tensor copyOf(const clip::TensorView &view) {
    at::ScalarType type = at::kFloat;
    for (const auto &[ours, theirs] : kTypes) {
        type = theirs == view.type ? ours : type;
    }
    at::Tensor tensor = at::empty(view.shape, type);
    std::memcpy(tensor.mutable_data_ptr(), view.bytes.data(), view.bytes.size());
    return tensor;
}

} // namespace fovea::training
