#include "engine/image/color.h"

#include <cmath>
#include <cstring>
#include <memory>

#include <lcms2.h>

namespace fovea::image {

namespace {

struct CloseProfile {
    using pointer = cmsHPROFILE;
    void operator()(cmsHPROFILE profile) const { cmsCloseProfile(profile); }
};
struct DeleteTransform {
    using pointer = cmsHTRANSFORM;
    void operator()(cmsHTRANSFORM transform) const { cmsDeleteTransform(transform); }
};
using Profile = std::unique_ptr<void, CloseProfile>;
using Transform = std::unique_ptr<void, DeleteTransform>;

cmsUInt32Number lcmsFormat(const PixelLayout &layout) {
    switch (layout.model) {
    case PixelLayout::Model::Gray:
        return layout.sixteenBit ? TYPE_GRAY_16 : TYPE_GRAY_8;
    case PixelLayout::Model::Cmyk:
        if (layout.sixteenBit) {
            return layout.inverted ? TYPE_CMYK_16_REV : TYPE_CMYK_16;
        }
        return layout.inverted ? TYPE_CMYK_8_REV : TYPE_CMYK_8;
    case PixelLayout::Model::Rgb:
        break;
    }
    return layout.sixteenBit ? TYPE_RGB_16 : TYPE_RGB_8;
}

cmsColorSpaceSignature lcmsSpace(PixelLayout::Model model) {
    switch (model) {
    case PixelLayout::Model::Gray:
        return cmsSigGrayData;
    case PixelLayout::Model::Cmyk:
        return cmsSigCmykData;
    case PixelLayout::Model::Rgb:
        break;
    }
    return cmsSigRgbData;
}

Transform makeTransform(Bytes icc, const PixelLayout &layout) {
    cmsSetLogErrorHandler([](cmsContext, cmsUInt32Number, const char *) {});
    const Profile from(cmsOpenProfileFromMem(icc.data(), static_cast<cmsUInt32Number>(icc.size())));
    if (!from || cmsGetColorSpace(from.get()) != lcmsSpace(layout.model)) {
        return {};
    }
    const Profile to(cmsCreate_sRGBProfile());
    // Perceptual is what makers of camera and printer profiles mean for photos; where a profile has
    // no table for it, lcms falls back to the colorimetric one.
    return Transform(cmsCreateTransform(from.get(), lcmsFormat(layout), to.get(), TYPE_RGB_8,
                                        INTENT_PERCEPTUAL, cmsFLAGS_NOCACHE));
}

// Photos of one camera come one after the other with the same profile, so the last transform is
// kept.
cmsHTRANSFORM transformFor(Bytes icc, const PixelLayout &layout) {
    static ContentHash lastProfile;
    static PixelLayout lastLayout;
    static Transform last;
    const ContentHash hash = hashContent(icc);
    if (!last || hash != lastProfile || !(layout == lastLayout)) {
        last = makeTransform(icc, layout);
        lastProfile = hash;
        lastLayout = layout;
    }
    return last.get();
}

std::uint8_t toByte(const PixelLayout &layout, const void *from, std::size_t index) {
    if (!layout.sixteenBit) {
        return static_cast<const std::uint8_t *>(from)[index];
    }
    const unsigned value = static_cast<const std::uint16_t *>(from)[index];
    return static_cast<std::uint8_t>((value + 128U - (value >> 8U)) >> 8U); // value / 257, rounded
}

} // namespace

bool convertWithProfile(Bytes icc, const PixelLayout &layout, const void *from, std::size_t count,
                        std::uint8_t *to) {
    // A profile has a header of 128 bytes; the largest in use are a few MB.
    if (icc.size() <= 128 || icc.size() > (16U << 20U)) {
        return false;
    }
    cmsHTRANSFORM transform = transformFor(icc, layout);
    if (transform == nullptr) {
        return false;
    }
    // In pieces, as lcms counts pixels in 32 bits.
    constexpr std::size_t kPiece = 1U << 20U;
    const std::size_t channels = layout.model == PixelLayout::Model::Gray  ? 1
                                 : layout.model == PixelLayout::Model::Rgb ? 3
                                                                           : 4;
    const std::size_t pixelBytes = channels * (layout.sixteenBit ? 2 : 1);
    for (std::size_t at = 0; at < count; at += kPiece) {
        cmsDoTransform(transform, static_cast<const std::uint8_t *>(from) + at * pixelBytes,
                       to + at * 3, static_cast<cmsUInt32Number>(std::min(kPiece, count - at)));
    }
    return true;
}

void convertWithoutProfile(const PixelLayout &layout, const void *from, std::size_t count,
                           std::uint8_t *to) {
    switch (layout.model) {
    case PixelLayout::Model::Gray:
        for (std::size_t i = 0; i < count; ++i) {
            std::memset(to + i * 3, toByte(layout, from, i), 3);
        }
        return;
    case PixelLayout::Model::Cmyk:
        for (std::size_t i = 0; i < count; ++i) {
            const auto light = [&](std::size_t channel) {
                const unsigned value = toByte(layout, from, i * 4 + channel);
                return layout.inverted ? value : 255 - value;
            };
            for (std::size_t channel = 0; channel < 3; ++channel) {
                to[i * 3 + channel] =
                    static_cast<std::uint8_t>((light(channel) * light(3) + 127) / 255);
            }
        }
        return;
    case PixelLayout::Model::Rgb:
        break;
    }
    if (!layout.sixteenBit) {
        std::memmove(to, from, count * 3);
        return;
    }
    for (std::size_t i = 0; i < count * 3; ++i) {
        to[i] = toByte(layout, from, i);
    }
}

} // namespace fovea::image
