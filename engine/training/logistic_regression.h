#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

namespace fovea::training {

/// A linear classifier.
struct LinearClassifier {
    at::Tensor weights; // [classes, dim]
    at::Tensor bias;    // [classes]

    /// [n, dim] -> [n, classes]
    at::Tensor logits(const at::Tensor &features) const;
};

/// Multinomial logistic regression: the least of the sum of cross-entropies + lambda / 2
/// |weights|^2, by L-BFGS with strong Wolfe line search from zero. features: [n, dim] in double;
/// labels: [n].
LinearClassifier fitLogistic(const at::Tensor &features, const at::Tensor &labels,
                             std::int64_t classes, double lambda, int maxIterations,
                             double tolerance, const LinearClassifier *start = nullptr);

} // namespace fovea::training
