#pragma once

#include "engine/image/decoder.h"

namespace fovea::image {

/// Whether a TIFF holds a camera's raw data (DNG, NEF, ARW, PEF, SRW...) and not a picture.
bool isRawTiff(Bytes file);

/// Camera raw files by LibRaw: the preview that the camera left in it, which looks as the camera
/// meant it. Where there is none of kUsefulPreview, the raw data itself at half size, in the
/// camera's white balance.
Result<DecodedPixels> decodeRaw(Bytes file, const SizeNeeded &needed, const DecodeLimits &limits);

inline constexpr int kUsefulPreview = 600; ///< long side in px

} // namespace fovea::image
