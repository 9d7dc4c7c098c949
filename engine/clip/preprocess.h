#pragma once

#include "engine/clip/model_config.h"
#include "engine/image/image.h"

#include <span>

namespace fovea::clip {

/// Normalises images into `out` [n, 3, size, size]: (p / 255 - mean) / std.
/// REQUIRES: every image is size x size; out has n * 3 * size * size elements.
void normalize(std::span<const image::Image> images, const ImagePreprocessing &preprocessing,
               std::span<float> out);

} // namespace fovea::clip
