#pragma once

#include "engine/core/content_hash.h"
#include "engine/core/error.h"
#include "engine/image/image.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <span>

namespace fovea::image {

using Bytes = std::span<const std::byte>;

/// How large the pixels have to be. A decoder that can decode smaller cheaply picks the smallest
/// size that is enough; the others give the full size.
struct SizeNeeded {
    int shortSide = 0;
    int longSide = 0;
    bool full = false;

    bool metBy(std::int64_t width, std::int64_t height) const {
        return !full && std::min(width, height) >= shortSide && std::max(width, height) >= longSide;
    }
};

/// What a decoder makes of the bytes of a file: sRGB pixels as they are stored, not yet turned
/// upright.
struct DecodedPixels {
    Image image;
    std::int64_t width = 0; ///< of the full size, as stored
    std::int64_t height = 0;
    ContentHash pixelHash;
    /// EXIF's 1 to 8 where the container says it, or has been obeyed (1); else the metadata says
    /// it.
    std::optional<int> orientation;
};

/// Limits on what an untrusted header may ask for.
struct DecodeLimits {
    std::int64_t pixels = 500'000'000;
};

/// An Error where the size that a header tells is empty or beyond the limit; looked at before any
/// memory is taken for it.
Result<void> checkSize(std::int64_t width, std::int64_t height, const DecodeLimits &limits);

} // namespace fovea::image
