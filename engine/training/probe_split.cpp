#include "engine/training/counter_random.h"
#include "engine/training/linear_probe.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace fovea::training {
namespace {

constexpr double kTestShare = 0.3;
constexpr double kValidationShare = 0.2;

std::size_t shareOf(std::size_t count, double share) {
    return std::max<std::size_t>(
        1, static_cast<std::size_t>(std::llround(static_cast<double>(count) * share)));
}

} // namespace

ProbeSplit splitForProbe(std::span<const std::int64_t> labels, std::uint64_t seed) {
    std::map<std::int64_t, std::vector<std::size_t>> members;
    for (std::size_t i = 0; i < labels.size(); ++i) {
        members[labels[i]].push_back(i);
    }
    ProbeSplit split;
    for (const auto &[label, photos] : members) {
        const auto order = shuffled(
            photos.size(), CounterRandom(Draw::Split, {seed, static_cast<std::uint64_t>(label)}));
        const std::size_t test = shareOf(photos.size(), kTestShare);
        const std::size_t validation = shareOf(photos.size(), kValidationShare);
        for (std::size_t i = 0; i < order.size(); ++i) {
            auto &part = i < test                ? split.test
                         : i < test + validation ? split.validation
                                                 : split.train;
            part.push_back(photos[order[i]]);
        }
    }
    for (auto *part : {&split.train, &split.validation, &split.test}) {
        std::ranges::sort(*part);
    }
    return split;
}

std::vector<std::size_t> drawOrder(const ProbeSplit &split, std::uint64_t seed,
                                   std::uint64_t draw) {
    std::vector<std::size_t> order;
    order.reserve(split.train.size());
    for (const std::size_t i :
         shuffled(split.train.size(), CounterRandom(Draw::Order, {seed, draw}))) {
        order.push_back(split.train[i]);
    }
    return order;
}

std::vector<std::size_t> ranksWithinClass(std::span<const std::size_t> order,
                                          std::span<const std::int64_t> labels) {
    std::map<std::int64_t, std::size_t> counts;
    std::vector<std::size_t> ranks;
    ranks.reserve(order.size());
    for (const std::size_t photo : order) {
        ranks.push_back(counts[labels[photo]]++);
    }
    return ranks;
}

} // namespace fovea::training
