#pragma once

#include "engine/image/decoder.h"

namespace fovea::image {

/// HEIC and AVIF by libheif: the primary picture, turned as the file says, from its ICC profile or
/// its video color (P3, BT.2020, PQ and HLG) to sRGB, transparency over white. A picture much
/// larger than needed is averaged down first.
Result<DecodedPixels> decodeHeif(Bytes file, const SizeNeeded &needed, const DecodeLimits &limits);

} // namespace fovea::image
