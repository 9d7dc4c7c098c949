#pragma once

#include "engine/core/error.h"
#include "engine/image/image.h"

#include <cstdint>
#include <vector>

namespace fovea::image {

/// A baseline JPEG with 4:2:0 chroma; quality 1 to 100. REQUIRES: a non-empty image.
Result<std::vector<std::uint8_t>> encodeJpeg(const Image &image, int quality);

} // namespace fovea::image
