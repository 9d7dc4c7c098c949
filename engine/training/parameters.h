#pragma once

#include "engine/clip/adapter.h"
#include "engine/clip/model_config.h"
#include "engine/core/error.h"

#include <ATen/core/Tensor.h>

#include <map>
#include <optional>
#include <string>

namespace fovea::training {

/// Tensors of a model by the names that OpenCLIP gives them, in fp32.
using Parameters = std::map<std::string, at::Tensor>;

/// All tensors of a model folder, in either layout, batch norm statistics included.
Result<Parameters> readParameters(const clip::ModelConfig &config);

/// A model with the adapter that is in use.
struct AdaptedModel {
    Parameters parameters; ///< as readParameters(), with what the adapter changes of them
    bool changed = false;  ///< whether there is an adapter that changes anything
    at::Tensor words;      ///< [rows, width], embeddings of its words; undefined where it has none
    Parameters under;      ///< what an adapter on top of it keeps of it (clip/weights.h)
};
Result<AdaptedModel> readAdaptedModel(const clip::ModelConfig &config,
                                      const std::optional<clip::AdapterUse> &adapter);

} // namespace fovea::training
