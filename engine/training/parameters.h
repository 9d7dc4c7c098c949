#pragma once

#include "engine/clip/model_config.h"
#include "engine/core/error.h"

#include <ATen/core/Tensor.h>

#include <map>
#include <string>

namespace fovea::training {

/// Tensors of a model by the names that OpenCLIP gives them, in fp32.
using Parameters = std::map<std::string, at::Tensor>;

/// All tensors of a model folder, in either layout, batch norm statistics included.
Result<Parameters> readParameters(const clip::ModelConfig &config);

} // namespace fovea::training
