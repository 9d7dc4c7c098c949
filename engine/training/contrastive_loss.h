#pragma once

#include "engine/training/collective.h"

#include <ATen/core/Tensor.h>

#include <cstdint>

namespace fovea::training {

/// The part of a global minibatch of N pairs that one process holds.
struct ContrastiveBatch {
    at::Tensor images; ///< [n, dim], unit: rows firstRow … firstRow + n - 1 of the global batch
    at::Tensor texts;  ///< [n, dim], unit
    at::Tensor allImages; ///< [N, dim]: what the processes gathered; `images` in a single one
    at::Tensor allTexts;  ///< [N, dim]
    std::int64_t firstRow = 0;
    at::Tensor logScale; ///< a scalar: t of the paper's figure 3, logits are exp(t) times cosines
    /// [N] int64: pairs of an equal number are no negatives of each other. Undefined: none are.
    at::Tensor groups;
};

struct ContrastiveResult {
    double loss = 0;             ///< of the global batch
    at::Tensor imageGradient;    ///< [n, dim], of that loss with respect to `images`
    at::Tensor textGradient;     ///< [n, dim]
    double logScaleGradient = 0; ///< of the global batch, the same in every process
};

/// The symmetric cross-entropy over the N x N matrix of logits (Radford et al. 2021, figure 3) and
/// its gradient in closed form, by blocks of rows: never is more than `blockElements` of the matrix
/// in memory. Every process of the collective has to call it.
ContrastiveResult contrastiveLoss(const ContrastiveBatch &batch, Collective &collective,
                                  std::int64_t blockElements = std::int64_t{1} << 23);

/// Rows of length one: [n, dim].
at::Tensor unit(const at::Tensor &x);

} // namespace fovea::training
