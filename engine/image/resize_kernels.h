#pragma once

#include <cstddef>
#include <cstdint>

namespace fovea::image {

/// For each output position, the run of input positions that it is a weighted sum of.
struct ResizeWindow {
    int first = 0;
    int count = 0;
    const std::int32_t *weights = nullptr; ///< fixed point, kPrecisionBits after the point; [count]
};

/// Pillow's: 32 bits less 8 of the pixel and 2 for overshoot.
inline constexpr int kPrecisionBits = 32 - 8 - 2;

/// The two inner loops of a resize. Both round half up and clamp to 0..255.
struct ResizeKernels {
    /// One row of RGB pixels: out[x] = sum of row[first + i] * weights[i]. `rowHasTail` says that
    /// one byte beyond the row's last pixel may be read.
    void (*horizontal)(const std::uint8_t *row, bool rowHasTail, const ResizeWindow *windows,
                       int width, std::uint8_t *out);
    /// One row: out[i] = sum of rows[k * stride + i] * weights[k], for i < bytes.
    void (*vertical)(const std::uint8_t *rows, std::size_t stride, const ResizeWindow &window,
                     std::size_t bytes, std::uint8_t *out);
};

const ResizeKernels &plainKernels(); ///< portable, and the oracle of the others
const ResizeKernels &bestKernels();  ///< for the processor that this runs on

} // namespace fovea::image
