#include "engine/training/photo_groups.h"

#include "engine/library/dot_product.h"
#include "engine/training/counter_random.h"

#include <algorithm>
#include <atomic>
#include <cassert>
#include <cmath>
#include <map>
#include <mutex>
#include <numeric>
#include <thread>

namespace fovea::training {
namespace {

constexpr std::int64_t kBurstMs = 10'000;
constexpr float kNearDuplicate = .97F;
/// So many photos of the very same moment come from a clock that stands still, or from a scanner.
constexpr std::size_t kStandingClock = 50;
constexpr std::size_t kFewestGroups = 4;
/// A model that finds so many of an album alike cannot tell duplicates from others.
constexpr double kAllAlike = .9;
constexpr std::size_t kFewestToTell = 8;

class UnionFind {
public:
    explicit UnionFind(std::size_t n)
        : m_parents(n) {
        std::iota(m_parents.begin(), m_parents.end(), std::size_t{0});
    }

    std::size_t find(std::size_t i) {
        while (m_parents[i] != i) {
            m_parents[i] = m_parents[m_parents[i]];
            i = m_parents[i];
        }
        return i;
    }

    void join(std::size_t a, std::size_t b) {
        a = find(a);
        b = find(b);
        m_parents[std::max(a, b)] = std::min(a, b);
    }

    std::size_t largest() {
        std::map<std::size_t, std::size_t> sizes;
        std::size_t most = 0;
        for (std::size_t i = 0; i < m_parents.size(); ++i) {
            most = std::max(most, ++sizes[find(i)]);
        }
        return most;
    }

private:
    std::vector<std::size_t> m_parents;
};

void joinBursts(std::span<const PhotoTraits> photos, UnionFind &groups) {
    std::map<std::int64_t, std::vector<std::size_t>> byTime;
    for (std::size_t i = 0; i < photos.size(); ++i) {
        if (photos[i].takenLocalMs) {
            byTime[*photos[i].takenLocalMs].push_back(i);
        }
    }
    std::erase_if(byTime, [](const auto &moment) { return moment.second.size() > kStandingClock; });
    const std::vector<std::size_t> *before = nullptr;
    std::int64_t timeBefore = 0;
    for (const auto &[time, moment] : byTime) {
        for (const std::size_t photo : moment) {
            groups.join(moment.front(), photo);
        }
        if (before != nullptr && time - timeBefore <= kBurstMs) {
            groups.join(before->front(), moment.front());
        }
        before = &moment;
        timeBefore = time;
    }
}

void joinEqualPixels(std::span<const PhotoTraits> photos, UnionFind &groups) {
    std::map<ContentHash, std::size_t> firsts;
    for (std::size_t i = 0; i < photos.size(); ++i) {
        if (photos[i].pixelHash != ContentHash{}) {
            groups.join(firsts.emplace(photos[i].pixelHash, i).first->second, i);
        }
    }
}

/// Every pair is compared: 100,000 photos take half a minute on two cores, less than reading them.
void joinNearDuplicates(std::span<const float> embeddings, std::size_t dim, int threads,
                        UnionFind &groups) {
    const std::size_t n = embeddings.size() / dim;
    const library::FloatDot dot = library::floatDot(library::supportedCpuPaths().back());
    std::atomic<std::size_t> next{0};
    std::mutex mutex;
    const auto work = [&] {
        std::vector<std::size_t> equals;
        for (std::size_t i = next++; i < n; i = next++) {
            equals.clear();
            for (std::size_t j = i + 1; j < n; ++j) {
                if (dot(&embeddings[i * dim], &embeddings[j * dim], dim) >= kNearDuplicate) {
                    equals.push_back(j);
                }
            }
            if (!equals.empty()) {
                const std::lock_guard lock(mutex);
                for (const std::size_t j : equals) {
                    groups.join(i, j);
                }
            }
        }
    };
    std::vector<std::jthread> workers;
    for (int i = 1; i < threads; ++i) {
        workers.emplace_back(work);
    }
    work();
}

} // namespace

std::vector<std::size_t> groupPhotos(std::span<const PhotoTraits> photos,
                                     std::span<const float> embeddings, std::size_t dim,
                                     int threads) {
    assert(embeddings.empty() || embeddings.size() == photos.size() * dim);
    UnionFind found(photos.size());
    joinBursts(photos, found);
    joinEqualPixels(photos, found);
    if (!embeddings.empty()) {
        UnionFind alike = found;
        joinNearDuplicates(embeddings, dim, threads, alike);
        const auto share =
            static_cast<double>(alike.largest()) / static_cast<double>(photos.size());
        if (photos.size() < kFewestToTell || share < kAllAlike) {
            found = std::move(alike);
        }
    }
    std::map<std::size_t, std::size_t> numbers;
    std::vector<std::size_t> groups;
    groups.reserve(photos.size());
    for (std::size_t i = 0; i < photos.size(); ++i) {
        groups.push_back(numbers.emplace(found.find(i), numbers.size()).first->second);
    }
    return groups;
}

PhotoSplit splitByGroups(std::span<const std::size_t> groups, double share, std::uint64_t seed) {
    std::vector<std::vector<std::size_t>> members;
    for (std::size_t i = 0; i < groups.size(); ++i) {
        members.resize(std::max(members.size(), groups[i] + 1));
        members[groups[i]].push_back(i);
    }
    PhotoSplit split;
    std::vector<bool> held(members.size());
    if (members.size() >= kFewestGroups && share > 0) {
        const auto wanted = std::max(
            std::size_t{1},
            static_cast<std::size_t>(std::lround(share * static_cast<double>(groups.size()))));
        const auto order = shuffled(members.size(), CounterRandom(Draw::Split, {seed}));
        std::size_t count = 0;
        for (const std::size_t group : order) {
            if (count + members[group].size() <= wanted) {
                held[group] = true;
                count += members[group].size();
            }
        }
        if (count == 0) { // every group is larger than the part
            const auto smallest =
                std::ranges::min_element(members, {}, &std::vector<std::size_t>::size);
            held[static_cast<std::size_t>(smallest - members.begin())] = true;
        }
    }
    for (std::size_t i = 0; i < groups.size(); ++i) {
        (held[groups[i]] ? split.heldOut : split.learn).push_back(i);
    }
    return split;
}

} // namespace fovea::training
