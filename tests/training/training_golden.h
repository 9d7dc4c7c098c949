#pragma once

#include "clip/generated_model.h"
#include "engine/clip/model_config.h"
#include "engine/training/parameters.h"

#include <nlohmann/json.hpp>

#include <ATen/core/Tensor.h>

#include <filesystem>
#include <string>

namespace fovea::training {

/// A gzipped file of tests/goldens: what PyTorch computes through OpenCLIP's modules.
nlohmann::json readGoldens(const std::string &fileName);

/// The numbers from -1 to 1, in double precision, that make_training.py calls probe(name, shape).
at::Tensor goldenNumbers(const std::string &name, at::IntArrayRef shape);

/// A model of a golden, as it was written to `folder` and read again.
struct GoldenModel {
    clip::ModelConfig config;
    Parameters parameters;
};
Result<GoldenModel> goldenModel(const nlohmann::json &golden, const std::filesystem::path &folder);

/// All parameters in that type, floating tensors alone; those that are learned with a gradient.
Parameters learnable(const Parameters &parameters, at::ScalarType type);

/// The first images of the goldens, normalized: [n, 3, size, size], fp32.
at::Tensor goldenPixels(const clip::ModelConfig &config, int n);

/// How far a tensor is from one that a golden describes by its norm and its product with a probe,
/// relative to the norm.
double farFromGolden(const nlohmann::json &described, const std::string &name,
                     const at::Tensor &tensor);

} // namespace fovea::training
