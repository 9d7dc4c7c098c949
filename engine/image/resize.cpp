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

// What one pass reads of the axis that it changes, and how.
struct Pass {
    Axis axis; ///< empty where the axis keeps its size and is copied
    int first = 0;
    int last = 0;
};

Pass makePass(int from, int to, int begin, int count, Interpolation interpolation) {
    Pass pass{{}, begin, begin + count};
    if (from != to) {
        pass.axis = makeAxis(from, to, begin, count, interpolation);
        pass.first = pass.axis.windows.front().first;
        pass.last = pass.axis.windows.back().first + pass.axis.windows.back().count;
    }
    return pass;
}

Image emptyImage(int width, int height) {
    Image image{width, height, {}};
    image.pixels.resize(static_cast<std::size_t>(height) * image.rowBytes());
    return image;
}

std::uint8_t *rowOf(Image &image, int y) {
    return image.pixels.data() + static_cast<std::size_t>(y) * image.rowBytes();
}

// The rows `first` to `last` of the image, each with its columns resized.
Image resizeColumns(const Image &image, const Pass &columns, int first, int last, int width) {
    Image result = emptyImage(width, last - first);
    for (int y = first; y < last; ++y) {
        const std::uint8_t *row = image.row(y).data();
        std::uint8_t *out = rowOf(result, y - first);
        if (columns.axis.windows.empty()) {
            std::memcpy(out, row + static_cast<std::size_t>(columns.first) * 3, result.rowBytes());
        } else {
            bestKernels().horizontal(row, y + 1 < image.height, columns.axis.windows.data(), width,
                                     out);
        }
    }
    return result;
}

// The columns `first` to `last` of the image, resized to `height` rows.
Image resizeRows(const Image &image, const Pass &rows, int first, int last, int height) {
    Image result = emptyImage(last - first, height);
    const std::size_t left = static_cast<std::size_t>(first) * 3;
    for (int y = 0; y < height; ++y) {
        std::uint8_t *out = rowOf(result, y);
        if (rows.axis.windows.empty()) {
            std::memcpy(out, image.row(rows.first + y).data() + left, result.rowBytes());
        } else {
            const ResizeWindow &window = rows.axis.windows[static_cast<std::size_t>(y)];
            bestKernels().vertical(image.row(window.first).data() + left, image.rowBytes(), window,
                                   result.rowBytes(), out);
        }
    }
    return result;
}

// Windows count from the start of the image; the second pass sees a piece of it.
void shift(Pass &pass, int by) {
    for (ResizeWindow &window : pass.axis.windows) {
        window.first -= by;
    }
    pass.first -= by;
    pass.last -= by;
}

// Each pass rounds to 8 bits, so their order shows in the result. Pillow goes over the rows first
// where they shrink by more than twice as many as the columns do.
Image resizePart(const Image &image, int width, int height, Interpolation interpolation,
                 const Part &part) {
    Pass columns = makePass(image.width, width, part.x, part.width, interpolation);
    Pass rows = makePass(image.height, height, part.y, part.height, interpolation);
    const auto lost = [](int from, int to) { return static_cast<std::int64_t>(from) - to; };
    if (height < image.height && lost(image.height, height) > 2 * lost(image.width, width)) {
        const Image between = resizeRows(image, rows, columns.first, columns.last, part.height);
        shift(columns, columns.first);
        return resizeColumns(between, columns, 0, part.height, part.width);
    }
    const Image between = resizeColumns(image, columns, rows.first, rows.last, part.width);
    shift(rows, rows.first);
    return resizeRows(between, rows, 0, part.width, part.height);
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
    if (input.mode == ResizeMode::Whole) {
        return resize(image, width, height, input.interpolation);
    }
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
    Image result = emptyImage(input.size, input.size);
    for (std::size_t i = 0; i < result.pixels.size(); i += 3) {
        std::copy(input.fill.begin(), input.fill.end(),
                  result.pixels.begin() + static_cast<std::ptrdiff_t>(i));
    }
    const int left = (input.size - width) / 2;
    const int top = (input.size - height) / 2;
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
    case ResizeMode::Whole:
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
