#pragma once

#include "engine/core/error.h"
#include "engine/core/progress.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace fovea::training {

/// Which photos a probe is fitted on, chosen by and measured on: numbers into one list.
struct ProbeSplit {
    std::vector<std::size_t> train;
    std::vector<std::size_t> validation;
    std::vector<std::size_t> test;
};

/// A fifth of each class to choose by, three tenths to measure on, the rest to learn from; every
/// part has at least one photo of every class, and none has a photo of a group that another has.
/// REQUIRES: three groups of each class, none of which has photos of two.
ProbeSplit splitForProbe(std::span<const std::int64_t> labels, std::span<const std::size_t> groups,
                         std::uint64_t seed);

/// The photos to learn from in an order of draw number `draw`; the k shots of a class are its first
/// k in there.
std::vector<std::size_t> drawOrder(const ProbeSplit &split, std::uint64_t seed, std::uint64_t draw);

/// How many of each class are in the order before this one, for each: [order].
std::vector<std::size_t> ranksWithinClass(std::span<const std::size_t> order,
                                          std::span<const std::int64_t> labels);

struct ProbeJob {
    std::span<const float> features; // [n, dim]
    std::size_t dim = 0;
    std::span<const std::int64_t> labels; // [n], 0 … classes - 1
    std::size_t classes = 0;
    ProbeSplit split;
    std::vector<std::size_t> shots;              ///< photos of a class, for the few-shot curve
    std::vector<std::vector<std::size_t>> draws; ///< orders of drawOrder(), over which it averages
    int maxIterations = 1000;
    int threads = 1;
};

/// One strength of the sweep and the share that is right on the validation part.
struct ProbeStrength {
    double lambda = 0;
    double top1 = 0;
};

struct ShotFigures {
    std::size_t shots = 0;
    double top1 = 0;   ///< on the test part, the mean over the draws
    double spread = 0; ///< standard deviation over the draws
    double lambda = 0;
};

struct ProbeResult {
    std::vector<ProbeStrength> sweep;    ///< by lambda
    double lambda = 0;                   ///< of the sum of losses + lambda / 2 |weights|^2
    double top1 = 0;                     ///< on the test part
    std::vector<std::int64_t> predicted; // [test]
    std::vector<ShotFigures> curve;
};

/// Logistic regression over features that stay as they are (paper, appendix A.3): L-BFGS, at most
/// 1,000 iterations; the L2 strength is looked for between 1e-6 and 1e6, by halving the steps
/// around the best down to eight a decade, on the validation part: the least loss of those whose
/// accuracy is within a standard error of the best. That part is then learned from as well.
Result<ProbeResult> fitProbe(const ProbeJob &job, const ProgressFunction &progress,
                             const StopToken &stop);

} // namespace fovea::training
