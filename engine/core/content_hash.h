#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace fovea {

/// XXH3-128 in its canonical (big-endian) byte order. It tells contents apart; it proves nothing
/// against somebody who makes collisions on purpose.
struct ContentHash {
    std::array<std::uint8_t, 16> bytes{};

    auto operator<=>(const ContentHash &) const = default;
};

ContentHash hashContent(std::span<const std::byte> data);
std::string toHex(const ContentHash &hash); ///< 32 lower-case digits

} // namespace fovea
