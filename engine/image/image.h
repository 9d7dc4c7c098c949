#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace fovea::image {

/// Upright 8-bit sRGB pixels without alpha: [height, width, 3], rows without padding.
struct Image {
    int width = 0;
    int height = 0;
    std::vector<std::uint8_t> pixels;

    bool empty() const { return pixels.empty(); }
    std::size_t rowBytes() const { return static_cast<std::size_t>(width) * 3; }
    std::span<const std::uint8_t> row(int y) const {
        return std::span(pixels).subspan(static_cast<std::size_t>(y) * rowBytes(), rowBytes());
    }

    bool operator==(const Image &) const = default;
};

} // namespace fovea::image
