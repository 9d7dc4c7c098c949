#pragma once

#include "engine/image/decoder.h"

namespace fovea::image {

/// Of a JPEG's image data alone: every segment from the start to the end of the image but APPn and
/// comments, so that programs which write metadata keep it, and what follows the image (a video of
/// a motion photo, a second picture) does not count.
ContentHash hashJpegImage(Bytes file);

/// Of decoded samples as they came out of the file, before color and orientation.
ContentHash hashPixels(Bytes samples, std::int64_t width, std::int64_t height, int channels);

} // namespace fovea::image
