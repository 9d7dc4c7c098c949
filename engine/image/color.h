#pragma once

#include "engine/image/decoder.h"

#include <cstddef>
#include <cstdint>

namespace fovea::image {

/// How pixels lie in memory before they are sRGB. Samples are 8 bits, or 16 in the machine's order.
struct PixelLayout {
    enum class Model { Gray, Rgb, Cmyk } model = Model::Rgb;
    bool sixteenBit = false;
    bool inverted = false; ///< CMYK as Adobe writes it in JPEG: 255 is no ink

    bool operator==(const PixelLayout &) const = default;
};

/// Converts `count` pixels to 8-bit sRGB with the embedded ICC profile. `from` may be `to` for
/// 8-bit RGB. False, with nothing written, where the profile is empty, broken or for another model:
/// the caller then takes the pixels for what their model usually is.
bool convertWithProfile(Bytes icc, const PixelLayout &layout, const void *from, std::size_t count,
                        std::uint8_t *to);

/// The same without a profile: gray and RGB are sRGB already, CMYK as an ideal printer would have
/// it.
void convertWithoutProfile(const PixelLayout &layout, const void *from, std::size_t count,
                           std::uint8_t *to);

/// Color as video says it (ITU-T H.273), for HEIC and AVIF files without an ICC profile.
struct VideoColor {
    int primaries = 2; ///< 2 is unspecified
    int transfer = 2;
};

/// 16-bit RGB to 8-bit sRGB. HDR curves (PQ, HLG) are brought into range by a soft shoulder over
/// their reference white.
void convertVideoColor(const VideoColor &color, const std::uint16_t *from, std::size_t count,
                       std::uint8_t *to);

/// Whether pixels of that color are taken for sRGB as they are.
bool isLikeSrgb(const VideoColor &color);

} // namespace fovea::image
