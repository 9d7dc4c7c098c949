#pragma once

#include "engine/image/image.h"

namespace fovea::image {

/// Turns stored pixels upright. `orientation` is EXIF's, 1 to 8; anything else leaves them as they
/// are.
Image makeUpright(Image image, int orientation);

/// Whether that orientation swaps width and height.
inline bool swapsSides(int orientation) {
    return orientation >= 5 && orientation <= 8;
}

} // namespace fovea::image
