#include "engine/training/counter_random.h"
#include "engine/training/linear_probe.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace fovea::training {
namespace {

constexpr double kTestShare = 0.3;
constexpr double kValidationShare = 0.2;

/// Photos of one group.
using Group = std::vector<std::size_t>;

/// Shares out the groups of one class: a part takes those that it has room for, at least one.
void splitClass(std::vector<Group> groups, CounterRandom random, ProbeSplit &split) {
    std::size_t photos = 0;
    for (const Group &group : groups) {
        photos += group.size();
    }
    const auto order = shuffled(groups.size(), random);
    std::vector<const Group *> left;
    for (const std::size_t i : order) {
        left.push_back(&groups[i]);
    }
    // `later`: groups that the parts after this one need.
    const auto take = [&](double share, std::size_t later, std::vector<std::size_t> &part) {
        const auto wanted =
            static_cast<std::size_t>(std::llround(static_cast<double>(photos) * share));
        const auto move = [&](std::vector<const Group *>::iterator group) {
            part.insert(part.end(), (*group)->begin(), (*group)->end());
            return left.erase(group);
        };
        std::size_t room = wanted;
        for (auto group = left.begin(); group != left.end() && left.size() > later;) {
            const std::size_t size = (*group)->size();
            const bool fits = size <= room;
            room -= fits ? size : 0;
            group = fits ? move(group) : group + 1;
        }
        if (room == wanted) { // every group is larger than the part
            move(std::ranges::min_element(left, {}, &Group::size));
        }
    };
    take(kTestShare, 2, split.test);
    take(kValidationShare, 1, split.validation);
    for (const Group *group : left) {
        split.train.insert(split.train.end(), group->begin(), group->end());
    }
}

} // namespace

ProbeSplit splitForProbe(std::span<const std::int64_t> labels, std::span<const std::size_t> groups,
                         std::uint64_t seed) {
    std::map<std::int64_t, std::map<std::size_t, Group>> classes;
    for (std::size_t i = 0; i < labels.size(); ++i) {
        classes[labels[i]][groups[i]].push_back(i);
    }
    ProbeSplit split;
    for (const auto &[label, members] : classes) {
        std::vector<Group> ofClass;
        for (const auto &[group, photos] : members) {
            ofClass.push_back(photos);
        }
        splitClass(std::move(ofClass),
                   CounterRandom(Draw::Split, {seed, static_cast<std::uint64_t>(label)}), split);
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
