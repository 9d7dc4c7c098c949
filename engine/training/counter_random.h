#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <vector>

namespace fovea::training {

/// What a draw is for, so that no two uses share numbers.
enum class Draw : std::uint64_t { Order, Crop, Caption, Dropout, Initial, Rounding, Split };

/// Random numbers as a function of what they are for (a counter-based generator: SplitMix64, Steele
/// et al. 2014, over a hash of the key): resuming, another number of processes and computing a part
/// again all see the same numbers, and there is no state to keep.
class CounterRandom {
public:
    /// `key`: seed, epoch, sample, step… in an order of the caller's.
    CounterRandom(Draw purpose, std::initializer_list<std::uint64_t> key);

    std::uint64_t next();
    double uniform();                         ///< [0, 1)
    std::uint64_t below(std::uint64_t bound); ///< [0, bound); REQUIRES: bound > 0

private:
    std::uint64_t m_state;
};

/// A permutation of 0 … n - 1.
std::vector<std::size_t> shuffled(std::size_t n, CounterRandom random);

} // namespace fovea::training
