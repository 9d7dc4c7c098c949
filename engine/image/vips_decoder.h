#pragma once

#include "engine/image/decoder.h"
#include "engine/image/format.h"

namespace fovea::image {

/// Starts libvips for one thread at a time, without its caches and without the loaders that Fovea
/// does not use.
Result<void> startVips();

/// PNG, WebP, TIFF, GIF (first frame), JPEG XL and JPEG 2000: of 8 and 16 bits and more, gray, RGB
/// and CMYK, with embedded profiles, transparency over white. A picture of more than kLargePixels
/// is averaged down by a whole number while it is read, so that its memory stays bounded, where
/// that is still enough.
///
/// Pictures that end early are given as far as libvips can read them.
/// Throws what libvips throws (std::exception).
Result<DecodedPixels> decodeWithVips(Bytes file, Format format, const SizeNeeded &needed,
                                     const DecodeLimits &limits);

inline constexpr std::int64_t kLargePixels = 64'000'000;

} // namespace fovea::image
