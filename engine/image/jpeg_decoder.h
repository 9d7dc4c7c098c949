#pragma once

#include "engine/image/decoder.h"

namespace fovea::image {

/// Decodes at the smallest M/8 scale that is enough, with the embedded profile, CMYK and gray
/// included.
///
/// A photo that is damaged or cut off is given as far as it goes, the rest gray, as a person would
/// want to find it. It is refused only where libjpeg cannot go on at all, or where not one row of
/// blocks is there.
Result<DecodedPixels> decodeJpeg(Bytes file, const SizeNeeded &needed, const DecodeLimits &limits);

} // namespace fovea::image
