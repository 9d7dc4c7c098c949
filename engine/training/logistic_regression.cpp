#include "engine/training/logistic_regression.h"

#include <torch/optim/lbfgs.h>

namespace fovea::training {
namespace {

// Of the loss: next to nothing, so that the gradient decides.
constexpr double kChangeTolerance = 1e-15;

} // namespace

at::Tensor LinearClassifier::logits(const at::Tensor &features) const {
    return at::addmm(bias, features, weights.t());
}

LinearClassifier fitLogistic(const at::Tensor &features, const at::Tensor &labels,
                             std::int64_t classes, double lambda, int maxIterations,
                             double tolerance, const LinearClassifier *start) {
    const auto options = features.options();
    const auto count = static_cast<double>(features.size(0));
    LinearClassifier classifier;
    if (start != nullptr) {
        classifier = {start->weights.clone(), start->bias.clone()};
    } else {
        classifier = {at::zeros({classes, features.size(1)}, options),
                      at::zeros({classes}, options)};
    }
    const at::Tensor wanted = at::one_hot(labels, classes).to(options.dtype()); // [n, classes]
    torch::optim::LBFGS optimizer({classifier.weights, classifier.bias},
                                  torch::optim::LBFGSOptions(1)
                                      .max_iter(maxIterations)
                                      .tolerance_grad(tolerance)
                                      .tolerance_change(kChangeTolerance)
                                      .history_size(10)
                                      .line_search_fn("strong_wolfe"));
    optimizer.step([&] {
        // The gradient is known in closed form, so nothing is recorded.
        const at::NoGradGuard noGrad;
        const at::Tensor logShares = at::log_softmax(classifier.logits(features), 1);
        const at::Tensor error = (logShares.exp() - wanted) / count; // [n, classes]
        classifier.weights.mutable_grad() =
            at::mm(error.t(), features) + classifier.weights * (lambda / count);
        classifier.bias.mutable_grad() = error.sum(0);
        return -(logShares * wanted).sum() / count +
               classifier.weights.square().sum() * (lambda / (2 * count));
    });
    return classifier;
}

} // namespace fovea::training
