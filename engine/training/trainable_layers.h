#pragma once

#include "engine/clip/model_config.h"
#include "engine/training/parameters.h"
#include "engine/training/tower_options.h"

#include <ATen/core/Tensor.h>

#include <string>
#include <vector>

namespace fovea::training {

/// The parameter of this name. Throws std::out_of_range with the name where it is missing.
const at::Tensor &parameter(const Parameters &parameters, const std::string &name);

/// x W^T + b with `name`.weight and, where there is one, `name`.bias. [..., in] -> [..., out].
/// Low-rank changes of the weight (LoRA, Hu et al. 2021) that stand among the parameters as
/// low_rank.`name`.weight.FIRST.a [r, in] and .b [rows, r] are added to the outputs from FIRST on.
at::Tensor linear(const Parameters &parameters, const std::string &name, const at::Tensor &x,
                  const TowerOptions &options = {});

/// The same for a weight and a bias that are not called so (attention's in_proj_weight).
at::Tensor linear(const Parameters &parameters, const std::string &weight, const std::string &bias,
                  const at::Tensor &x, const TowerOptions &options);

/// x P for a matrix that is used from the right: text_projection, visual.proj. [n, in] -> [n, out].
at::Tensor multiplyRight(const Parameters &parameters, const std::string &name, const at::Tensor &x,
                         const TowerOptions &options = {});

/// [..., width] -> [..., width]
at::Tensor layerNorm(const Parameters &parameters, const std::string &name, const at::Tensor &x,
                     double eps);

/// [n, channels, h, w] -> the same; see TowerOptions::trainBatchNorm.
at::Tensor batchNorm(const Parameters &parameters, const std::string &name, const at::Tensor &x,
                     double eps, const TowerOptions &options);

/// CLIP's stack of pre-norm residual attention blocks.
struct TransformerPlace {
    std::string prefix; ///< "transformer" or "visual.transformer"
    int layers = 12;
    int heads = 8;
    double layerNormEps = 1e-5;
    clip::Activation activation = clip::Activation::Gelu;
    bool causal = false;
};

/// [n, tokens, width] -> [n, tokens, width]
at::Tensor transformer(const Parameters &parameters, const TransformerPlace &place, at::Tensor x,
                       const TowerOptions &options);

/// The parameters whose names begin so, in order of names.
std::vector<at::Tensor> parametersUnder(const Parameters &parameters, const std::string &prefix);

} // namespace fovea::training
