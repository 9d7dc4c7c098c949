#include "engine/clip/preprocess.h"

#include <cassert>

namespace fovea::clip {

void normalize(std::span<const image::Image> images, const ImagePreprocessing &preprocessing,
               std::span<float> out) {
    const auto size = static_cast<std::size_t>(preprocessing.input.size);
    const std::size_t plane = size * size;
    assert(out.size() == images.size() * 3 * plane);

    // The same operations, in the same order, as ToTensor and Normalize: a table of their 256
    // results.
    std::array<std::array<float, 256>, 3> table;
    for (std::size_t channel = 0; channel < 3; ++channel) {
        for (std::size_t value = 0; value < 256; ++value) {
            const float unit = static_cast<float>(value) / 255.0F;
            table[channel][value] =
                (unit - preprocessing.mean[channel]) / preprocessing.std[channel];
        }
    }
    float *to = out.data();
    for (const image::Image &image : images) {
        assert(image.width == preprocessing.input.size && image.height == preprocessing.input.size);
        const std::uint8_t *from = image.pixels.data();
        for (std::size_t i = 0; i < plane; ++i, from += 3) {
            to[i] = table[0][from[0]];
            to[plane + i] = table[1][from[1]];
            to[2 * plane + i] = table[2][from[2]];
        }
        to += 3 * plane;
    }
}

} // namespace fovea::clip
