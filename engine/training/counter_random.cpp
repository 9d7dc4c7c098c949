#include "engine/training/counter_random.h"

#include <numeric>
#include <utility>

namespace fovea::training {
namespace {

constexpr std::uint64_t kGolden = 0x9e3779b97f4a7c15;

std::uint64_t mix(std::uint64_t x) {
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
    x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
    return x ^ (x >> 31);
}

} // namespace

CounterRandom::CounterRandom(Draw purpose, std::initializer_list<std::uint64_t> key)
    : m_state(mix(static_cast<std::uint64_t>(purpose) + kGolden)) {
    for (const std::uint64_t part : key) {
        m_state = mix(m_state ^ mix(part + kGolden));
    }
}

std::uint64_t CounterRandom::next() {
    m_state += kGolden;
    return mix(m_state);
}

double CounterRandom::uniform() {
    return static_cast<double>(next() >> 11) * 0x1.0p-53;
}

std::uint64_t CounterRandom::below(std::uint64_t bound) {
    // Draws from the incomplete last block would favor small numbers.
    const std::uint64_t limit = UINT64_MAX - UINT64_MAX % bound;
    std::uint64_t drawn = next();
    while (drawn >= limit) {
        drawn = next();
    }
    return drawn % bound;
}

std::vector<std::size_t> shuffled(std::size_t n, CounterRandom random) {
    std::vector<std::size_t> order(n);
    std::iota(order.begin(), order.end(), std::size_t{0});
    for (std::size_t i = n; i > 1; --i) {
        std::swap(order[i - 1], order[random.below(i)]);
    }
    return order;
}

} // namespace fovea::training
