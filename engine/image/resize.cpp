#include "engine/image/resize.h"

#include "engine/image/resize_kernels.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstring>

namespace fovea::image {

namespace {

double bicubic(double x) {
    constexpr double a = -0.5;
    x = std::abs(x);
    if (x < 1.0) {
        return ((a + 2.0) * x - (a + 3.0)) * x * x + 1;
    }
    if (x < 2.0) {
        return (((x - 5) * x + 8) * x - 4) * a;
    }
    return 0.0;
}

double bilinear(double x) {
    x = std::abs(x);
    return x < 1.0 ? 1.0 - x : 0.0;
}

// The windows of output positions begin .. begin + count of an axis that goes from `from` to `to`.
struct Axis {
    std::vector<std::int32_t> weights;
    std::vector<ResizeWindow> windows;
};

// Follows Pillow's src/libImaging/Resample.c, precompute_coeffs and normalize_coeffs_8bpc, in the
// order of its floating-point operations: a weight off by one in its last bit would show in the
// pixels.
Axis makeAxis(int from, int to, int begin, int count, Interpolation interpolation) {
    const bool cubic = interpolation == Interpolation::Bicubic;
    const double scale = static_cast<double>(from) / to;
    const double filterScale = std::max(scale, 1.0);
    const double support = (cubic ? 2.0 : 1.0) * filterScale;
    const double inverse = 1.0 / filterScale;
    const int stride = static_cast<int>(std::ceil(support)) * 2 + 1;

    Axis axis;
    axis.weights.resize(static_cast<std::size_t>(count) * static_cast<std::size_t>(stride));
    axis.windows.resize(static_cast<std::size_t>(count));
    std::vector<double> exact(static_cast<std::size_t>(stride));
    for (int i = 0; i < count; ++i) {
        const double center = (begin + i + 0.5) * scale;
        const int first = std::max(static_cast<int>(center - support + 0.5), 0);
        const int last = std::min(static_cast<int>(center + support + 0.5), from);
        double sum = 0.0;
        for (int k = 0; k < last - first; ++k) {
            const double x = (k + first - center + 0.5) * inverse;
            const double weight = cubic ? bicubic(x) : bilinear(x);
            exact[static_cast<std::size_t>(k)] = weight;
            sum += weight;
        }
        std::int32_t *weights =
            axis.weights.data() + static_cast<std::size_t>(i) * static_cast<std::size_t>(stride);
        for (int k = 0; k < last - first; ++k) {
            double weight = exact[static_cast<std::size_t>(k)];
            if (sum != 0.0) {
                weight /= sum;
            }
            weights[k] = static_cast<std::int32_t>((weight < 0 ? -0.5 : 0.5) +
                                                   weight * (1 << kPrecisionBits));
        }
        axis.windows[static_cast<std::size_t>(i)] = {first, last - first, weights};
    }
    return axis;
}

// A part of the resized image, so that a crop of it never costs more than what is seen.
struct Part {
    int x = 0;
    int y = 0;
    int width = 0;
    int height = 0;
};

Image resizePart(const Image &image, int width, int height, Interpolation interpolation,
                 const Part &part) {
    const ResizeKernels &kernels = bestKernels();
    const auto outRowBytes = static_cast<std::size_t>(part.width) * 3;
    // An axis that keeps its size is copied.
    const bool vertical = height != image.height;
    Axis rows;
    int firstRow = part.y;
    int lastRow = part.y + part.height;
    if (vertical) {
        rows = makeAxis(image.height, height, part.y, part.height, interpolation);
        firstRow = rows.windows.front().first;
        lastRow = rows.windows.back().first + rows.windows.back().count;
    }

    // Horizontally, only the rows that the vertical pass will look at.
    std::vector<std::uint8_t> narrow(static_cast<std::size_t>(lastRow - firstRow) * outRowBytes);
    if (width == image.width) {
        for (int y = firstRow; y < lastRow; ++y) {
            std::memcpy(narrow.data() + static_cast<std::size_t>(y - firstRow) * outRowBytes,
                        image.row(y).data() + static_cast<std::size_t>(part.x) * 3, outRowBytes);
        }
    } else {
        const Axis columns = makeAxis(image.width, width, part.x, part.width, interpolation);
        for (int y = firstRow; y < lastRow; ++y) {
            kernels.horizontal(
                image.row(y).data(), y + 1 < image.height, columns.windows.data(), part.width,
                narrow.data() + static_cast<std::size_t>(y - firstRow) * outRowBytes);
        }
    }

    Image result{part.width, part.height, {}};
    if (!vertical) {
        result.pixels = std::move(narrow);
        return result;
    }
    result.pixels.resize(static_cast<std::size_t>(part.height) * outRowBytes);
    for (int y = 0; y < part.height; ++y) {
        const ResizeWindow &window = rows.windows[static_cast<std::size_t>(y)];
        kernels.vertical(narrow.data() +
                             static_cast<std::size_t>(window.first - firstRow) * outRowBytes,
                         outRowBytes, window, outRowBytes,
                         result.pixels.data() + static_cast<std::size_t>(y) * outRowBytes);
    }
    return result;
}

// Python's round(): half to even, which is how torchvision and OpenCLIP place their crops.
int roundHalfEven(double value) {
    return static_cast<int>(std::nearbyint(value));
}

// The size after a resize of the short side, as torchvision computes it.
int longSide(int size, int longest, int shortest) {
    const double exact = static_cast<double>(static_cast<std::int64_t>(size) * longest) / shortest;
    return static_cast<int>(std::min(exact, 1e9));
}

Image shortest(const Image &image, const EncoderInput &input) {
    const bool wide = image.width >= image.height;
    const int width = wide ? longSide(input.size, image.width, image.height) : input.size;
    const int height = wide ? input.size : longSide(input.size, image.height, image.width);
    const Part part{roundHalfEven((width - input.size) / 2.0),
                    roundHalfEven((height - input.size) / 2.0), input.size, input.size};
    return resizePart(image, width, height, input.interpolation, part);
}

// OpenCLIP's ResizeKeepRatio(longest=1) and CenterCropOrPad.
Image longest(const Image &image, const EncoderInput &input) {
    const double ratio = static_cast<double>(std::max(image.width, image.height)) / input.size;
    const int width = std::clamp(roundHalfEven(image.width / ratio), 1, input.size);
    const int height = std::clamp(roundHalfEven(image.height / ratio), 1, input.size);
    const Image inner = resize(image, width, height, input.interpolation);
    Image result{input.size, input.size, {}};
    result.pixels.resize(static_cast<std::size_t>(input.size) * result.rowBytes());
    for (std::size_t i = 0; i < result.pixels.size(); i += 3) {
        std::copy(input.fill.begin(), input.fill.end(),
                  result.pixels.begin() + static_cast<std::ptrdiff_t>(i));
    }
    const auto left = static_cast<std::size_t>((input.size - width) / 2);
    const auto top = static_cast<std::size_t>((input.size - height) / 2);
    for (int y = 0; y < height; ++y) {
        std::memcpy(result.pixels.data() + (top + static_cast<std::size_t>(y)) * result.rowBytes() +
                        left * 3,
                    inner.row(y).data(), inner.rowBytes());
    }
    return result;
}

} // namespace

Image resize(const Image &image, int width, int height, Interpolation interpolation) {
    assert(!image.empty() && width > 0 && height > 0);
    return resizePart(image, width, height, interpolation, {0, 0, width, height});
}

Image toEncoderInput(const Image &image, const EncoderInput &input) {
    assert(!image.empty() && input.size > 0);
    switch (input.mode) {
    case ResizeMode::Squash:
        return resize(image, input.size, input.size, input.interpolation);
    case ResizeMode::Longest:
        return longest(image, input);
    case ResizeMode::Shortest:
        break;
    }
    return shortest(image, input);
}

Image fitInside(const Image &image, int side) {
    assert(!image.empty() && side > 0);
    const int longer = std::max(image.width, image.height);
    if (longer <= side) {
        return image;
    }
    const double scale = static_cast<double>(side) / longer;
    return resize(image, std::max(1, static_cast<int>(std::lround(image.width * scale))),
                  std::max(1, static_cast<int>(std::lround(image.height * scale))),
                  Interpolation::Bicubic);
}

} // namespace fovea::image
