#pragma once

#include "engine/clip/model_config.h"
#include "engine/training/parameters.h"

#include <cstdint>

namespace fovea::training {

/// exp(t) begins at 1 / .07 and is never above 100 (paper, section 2.5).
inline constexpr double kInitialTemperature = .07;
inline constexpr double kGreatestScale = 100;

/// Weights to begin with, drawn as the reference code draws them: the text side by the deviations
/// of its init_parameters(), the rest as PyTorch's layers do, gains 1 and the last of each residual
/// block of a ResNet 0. The same for the same seed, whatever else is drawn.
Parameters initialParameters(const clip::ModelConfig &config, std::uint64_t seed);

/// One tensor of normal numbers for a name that the model of OpenCLIP does not have.
at::Tensor normalTensor(at::IntArrayRef shape, double deviation, const std::string &name,
                        std::uint64_t seed);

} // namespace fovea::training
