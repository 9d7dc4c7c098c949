#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

namespace fovea::clip {

/// Positions [1 + old * old, width] for a grid of another size, as OpenCLIP's resize_pos_embed
/// makes them: the class token's stays, the others are resampled (bicubic, antialiased).
at::Tensor resizePositions(const at::Tensor &positions, std::int64_t grid);

} // namespace fovea::clip
