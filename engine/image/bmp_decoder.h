#pragma once

#include "engine/image/decoder.h"

namespace fovea::image {

/// Windows bitmaps: 1, 4, 8, 16, 24 and 32 bits, with palettes, bit fields and run lengths. libvips
/// has no reader of its own for them. A file that ends early is given as far as it goes, the rest
/// white.
Result<DecodedPixels> decodeBmp(Bytes file, const DecodeLimits &limits);

} // namespace fovea::image
