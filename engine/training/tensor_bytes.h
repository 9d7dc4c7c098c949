#pragma once

#include "engine/clip/safetensors.h"

#include <ATen/core/Tensor.h>

namespace fovea::training {

/// A tensor as safetensors keeps it. REQUIRES: contiguous, on the CPU; it has to stay.
clip::TensorView viewOf(const at::Tensor &tensor);
/// A copy of what a file holds, in the type that it has there.
at::Tensor copyOf(const clip::TensorView &view);

} // namespace fovea::training
