#include "engine/training/linear_probe.h"

#include "engine/clip/torch_guard.h"
#include "engine/training/logistic_regression.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>
#include <map>

namespace fovea::training {
namespace {

// Strengths are 10^(i / 8) for i from -48 to 48.
constexpr int kStepsPerDecade = 8;
constexpr int kLast = 6 * kStepsPerDecade;
constexpr int kFirstStep = 2 * kStepsPerDecade;

// At scikit-learn's 1e-4 accuracies still move by points where classes can be separated.
constexpr double kTolerance = 1e-6;

double strengthOf(int step) {
    return std::pow(10.0, static_cast<double>(step) / kStepsPerDecade);
}

class Probe {
public:
    Probe(const ProbeJob &job, const ProgressFunction &progress, const StopToken &stop)
        : m_job(job)
        , m_progress(progress)
        , m_stop(stop)
        , m_features(at::empty(
              {static_cast<std::int64_t>(job.labels.size()), static_cast<std::int64_t>(job.dim)},
              at::kDouble))
        , m_labels(at::empty({static_cast<std::int64_t>(job.labels.size())}, at::kLong)) {
        std::ranges::copy(job.features, m_features.data_ptr<double>());
        std::ranges::copy(job.labels, m_labels.data_ptr<std::int64_t>());
        constexpr int kFitsOfASweep = 15;
        m_steps.total =
            kFitsOfASweep + 1 +
            static_cast<std::int64_t>(job.shots.size() * job.draws.size() * (kFitsOfASweep + 1));
    }

    Result<ProbeResult> run() {
        ProbeResult result;
        const auto sweep = sweepOver({prepare(m_job.split.train)});
        if (!sweep) {
            return fail(sweep.error());
        }
        result.sweep = sweep->tried;
        result.lambda = sweep->best;
        std::vector<std::size_t> both = m_job.split.train;
        both.insert(both.end(), m_job.split.validation.begin(), m_job.split.validation.end());
        const Fitting fitting = prepare(both);
        const at::Tensor predicted =
            predict(fit(fitting, result.lambda), fitting, m_job.split.test);
        result.predicted.assign(predicted.data_ptr<std::int64_t>(),
                                predicted.data_ptr<std::int64_t>() + predicted.numel());
        result.top1 = shareRight(predicted, m_job.split.test);
        for (const std::size_t shots : m_job.shots) {
            const auto figures = fewShot(shots);
            if (!figures) {
                return fail(figures.error());
            }
            result.curve.push_back(*figures);
        }
        return result;
    }

private:
    struct Sweep {
        std::vector<ProbeStrength> tried;
        double best = 1;
    };

    at::Tensor numbers(std::span<const std::size_t> photos) const {
        at::Tensor index = at::empty({static_cast<std::int64_t>(photos.size())}, at::kLong);
        std::ranges::copy(photos, index.data_ptr<std::int64_t>());
        return index;
    }

    /// The photos to fit on, centered, for which the bias makes up, and which takes a tenth of the
    /// iterations; and turned so that they need no more numbers than there are photos: the weights
    /// that are looked for lie in what the photos span (as L2 is the same in any turn).
    struct Fitting {
        at::Tensor features; // [n, min(n, dim)]
        at::Tensor labels;   // [n]
        at::Tensor center;   // [dim]
        at::Tensor basis;    // [dim, min(n, dim)]; undefined where nothing was turned
    };

    Fitting prepare(std::span<const std::size_t> photos) const {
        const at::Tensor index = numbers(photos);
        const at::Tensor features = m_features.index_select(0, index);
        Fitting fitting;
        fitting.labels = m_labels.index_select(0, index);
        fitting.center = features.mean(0);
        fitting.features = features - fitting.center;
        if (features.size(0) < features.size(1)) {
            const auto [basis, triangle] = at::linalg_qr(fitting.features.t(), "reduced");
            fitting.features = triangle.t().contiguous();
            fitting.basis = basis;
        }
        return fitting;
    }

    LinearClassifier fit(const Fitting &fitting, double lambda,
                         const LinearClassifier *start = nullptr) {
        // Threads that wait for each other cost more than they bring where there is little to do.
        constexpr std::int64_t kWorthThreads = 20'000'000;
        const std::int64_t work =
            fitting.features.numel() * static_cast<std::int64_t>(m_job.classes);
        clip::useThreads(work < kWorthThreads ? 1 : m_job.threads);
        auto classifier =
            fitLogistic(fitting.features, fitting.labels, static_cast<std::int64_t>(m_job.classes),
                        lambda, m_job.maxIterations, kTolerance, start);
        ++m_steps.done;
        if (m_progress) {
            m_progress(m_steps);
        }
        return classifier;
    }

    at::Tensor logitsOf(const LinearClassifier &classifier, const Fitting &fitting,
                        std::span<const std::size_t> photos) const {
        const at::Tensor features = m_features.index_select(0, numbers(photos)) - fitting.center;
        return classifier.logits(fitting.basis.defined() ? at::mm(features, fitting.basis)
                                                         : features); // [photos, classes]
    }

    at::Tensor predict(const LinearClassifier &classifier, const Fitting &fitting,
                       std::span<const std::size_t> photos) const {
        return logitsOf(classifier, fitting, photos).argmax(1);
    }

    double shareRight(const at::Tensor &predicted, std::span<const std::size_t> photos) const {
        return predicted.eq(m_labels.index_select(0, numbers(photos)))
            .to(at::kDouble)
            .mean()
            .item<double>();
    }

    /// How a strength did on the validation part, the mean over the fittings.
    struct Attempt {
        double top1 = 0;
        double loss = 0;
    };

    /// The least loss of those whose accuracy is less than a standard error below the best. One
    /// photo more or less is chance, and would choose any strength out of decades where accuracy is
    /// level; the loss has its least in one place.
    int bestOf(const std::map<int, Attempt> &tried) const {
        double most = 0;
        for (const auto &[step, attempt] : tried) {
            most = std::max(most, attempt.top1);
        }
        const auto photos = static_cast<double>(m_job.split.validation.size());
        const double level = most - std::sqrt(most * (1 - most) / photos);
        const auto worse = [level](const auto &a, const auto &b) {
            const bool out = a.second.top1 < level;
            const bool otherOut = b.second.top1 < level;
            return out != otherOut ? out : a.second.loss > b.second.loss;
        };
        return std::max_element(tried.begin(), tried.end(), worse)->first;
    }

    Attempt measure(const LinearClassifier &classifier, const Fitting &fitting) const {
        const std::vector<std::size_t> &photos = m_job.split.validation;
        const at::Tensor logits = logitsOf(classifier, fitting, photos);
        const at::Tensor truth = m_labels.index_select(0, numbers(photos));
        return {shareRight(logits.argmax(1), photos),
                at::cross_entropy_loss(logits, truth).item<double>()};
    }

    /// Two decades apart at first, then half the step on both sides of the best.
    Result<Sweep> sweepOver(const std::vector<Fitting> &fittings) {
        std::map<int, Attempt> tried;
        std::vector<std::map<int, LinearClassifier>> fitted(fittings.size());
        const auto attempt = [&](int step) {
            if (std::abs(step) > kLast || tried.contains(step)) {
                return;
            }
            Attempt mean;
            for (std::size_t i = 0; i < fittings.size() && !m_stop.stopRequested(); ++i) {
                const auto stronger = fitted[i].lower_bound(step);
                fitted[i][step] = fit(fittings[i], strengthOf(step),
                                      stronger == fitted[i].end() ? nullptr : &stronger->second);
                const Attempt one = measure(fitted[i][step], fittings[i]);
                mean.top1 += one.top1 / static_cast<double>(fittings.size());
                mean.loss += one.loss / static_cast<double>(fittings.size());
            }
            tried[step] = mean;
        };
        for (int step = kLast; step >= -kLast; step -= kFirstStep) {
            attempt(step);
        }
        for (int step = kFirstStep / 2; step >= 1; step /= 2) {
            const int middle = bestOf(tried);
            attempt(middle - step);
            attempt(middle + step);
        }
        if (m_stop.stopRequested()) {
            return fail(ErrorCode::Stopped, "Stopped before the probe was fitted.");
        }
        Sweep sweep;
        sweep.best = strengthOf(bestOf(tried));
        for (const auto &[step, mean] : tried) {
            sweep.tried.push_back({strengthOf(step), mean.top1});
        }
        return sweep;
    }

    std::vector<std::size_t> shotsOf(std::span<const std::size_t> order, std::size_t shots) const {
        const auto ranks = ranksWithinClass(order, m_job.labels);
        std::vector<std::size_t> photos;
        for (std::size_t i = 0; i < order.size(); ++i) {
            if (ranks[i] < shots) {
                photos.push_back(order[i]);
            }
        }
        return photos;
    }

    /// One strength serves all draws: that which is best over them together.
    Result<ShotFigures> fewShot(std::size_t shots) {
        std::vector<Fitting> fittings;
        for (const auto &draw : m_job.draws) {
            fittings.push_back(prepare(shotsOf(draw, shots)));
        }
        const auto sweep = sweepOver(fittings);
        if (!sweep) {
            return fail(sweep.error());
        }
        ShotFigures figures;
        figures.shots = shots;
        figures.lambda = sweep->best;
        double squares = 0;
        for (const Fitting &fitting : fittings) {
            const double top1 = shareRight(
                predict(fit(fitting, figures.lambda), fitting, m_job.split.test), m_job.split.test);
            figures.top1 += top1;
            squares += top1 * top1;
        }
        const auto draws = static_cast<double>(fittings.size());
        figures.top1 /= draws;
        figures.spread = std::sqrt(std::max(squares / draws - figures.top1 * figures.top1, 0.0));
        return figures;
    }

    const ProbeJob &m_job;
    const ProgressFunction &m_progress;
    const StopToken &m_stop;
    at::Tensor m_features; // [n, dim]
    at::Tensor m_labels;   // [n]
    Progress m_steps;
};

} // namespace

Result<ProbeResult> fitProbe(const ProbeJob &job, const ProgressFunction &progress,
                             const StopToken &stop) {
    return clip::guardedTraining("Fitting a linear probe", job.threads,
                                 [&] { return Probe(job, progress, stop).run(); });
}

} // namespace fovea::training
