#include "engine/image/orientation.h"

#include <cstddef>

namespace fovea::image {

namespace {

struct Step {
    std::ptrdiff_t start;
    std::ptrdiff_t right; ///< bytes in the source from a pixel of the result to the one right of it
    std::ptrdiff_t down;
};

// Where each pixel of the upright image lies in the stored one (EXIF 2.3, 4.6.4 A, Orientation).
Step stepFor(int orientation, std::ptrdiff_t width, std::ptrdiff_t height) {
    const std::ptrdiff_t x = 3;
    const std::ptrdiff_t y = width * 3;
    const std::ptrdiff_t lastX = (width - 1) * x;
    const std::ptrdiff_t lastY = (height - 1) * y;
    switch (orientation) {
    case 2:
        return {lastX, -x, y};
    case 3:
        return {lastX + lastY, -x, -y};
    case 4:
        return {lastY, x, -y};
    case 5:
        return {0, y, x};
    case 6:
        return {lastY, -y, x};
    case 7:
        return {lastX + lastY, -y, -x};
    case 8:
        return {lastX, y, -x};
    default:
        return {0, x, y};
    }
}

} // namespace

Image makeUpright(Image image, int orientation) {
    if (orientation < 2 || orientation > 8 || image.empty()) {
        return image;
    }
    const Step step = stepFor(orientation, image.width, image.height);
    Image upright{image.width, image.height, {}};
    if (swapsSides(orientation)) {
        std::swap(upright.width, upright.height);
    }
    upright.pixels.resize(image.pixels.size());
    std::uint8_t *to = upright.pixels.data();
    const std::uint8_t *row = image.pixels.data() + step.start;
    for (int y = 0; y < upright.height; ++y, row += step.down) {
        const std::uint8_t *from = row;
        for (int x = 0; x < upright.width; ++x, from += step.right, to += 3) {
            to[0] = from[0];
            to[1] = from[1];
            to[2] = from[2];
        }
    }
    return upright;
}

} // namespace fovea::image
