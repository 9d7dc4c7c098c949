#include "engine/clip/positions.h"

#include <ATen/ATen.h>

#include <cmath>

namespace fovea::clip {

at::Tensor resizePositions(const at::Tensor &positions, std::int64_t grid) {
    const std::int64_t width = positions.size(1);
    const std::int64_t old = std::llround(std::sqrt(static_cast<double>(positions.size(0) - 1)));
    if (old == grid) {
        return positions;
    }
    const at::Tensor patches = positions.slice(0, 1)
                                   .reshape({1, old, old, width})
                                   .permute({0, 3, 1, 2}); // [1, width, old, old]
    const at::Tensor resized =
        at::_upsample_bicubic2d_aa(patches, {grid, grid},
                                   /*align_corners=*/false) // [1, width, grid, grid]
            .permute({0, 2, 3, 1})
            .reshape({grid * grid, width});
    return at::cat({positions.slice(0, 0, 1), resized}, 0); // [1 + grid * grid, width]
}

} // namespace fovea::clip
