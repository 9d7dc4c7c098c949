#pragma once

#include "engine/image/image.h"

#include <array>

namespace fovea::image {

enum class Interpolation { Bicubic, Bilinear };

/// How a photo becomes the square that an encoder takes; the names are OpenCLIP's, but for Whole.
enum class ResizeMode {
    Shortest, ///< short side to size, then the centre
    Squash,   ///< both sides to size, whatever the aspect
    Longest,  ///< long side to size, then filled up around it
    Whole,    ///< short side to size and nothing cut off, for who cuts a square of his own
};

/// The square input of an image encoder. size 0: none wanted.
struct EncoderInput {
    int size = 0;
    ResizeMode mode = ResizeMode::Shortest;
    Interpolation interpolation = Interpolation::Bicubic;
    std::array<std::uint8_t, 3> fill{0, 0, 0}; ///< around a Longest image

    bool operator==(const EncoderInput &) const = default;
};

/// Antialiased resampling, bit for bit that of Pillow 13 (Image.resize with BICUBIC or BILINEAR).
/// REQUIRES: a non-empty image, width and height > 0.
Image resize(const Image &image, int width, int height, Interpolation interpolation);

/// The square [size, size, 3], or its like with a longer side if Whole, of torchvision's and
/// OpenCLIP's transforms up to ToTensor.
Image toEncoderInput(const Image &image, const EncoderInput &input);

/// The largest image of the same aspect that fits into side x side; never enlarged.
Image fitInside(const Image &image, int side);

} // namespace fovea::image
