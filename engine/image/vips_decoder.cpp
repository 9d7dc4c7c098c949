#include "engine/image/vips_decoder.h"

#include "engine/image/color.h"
#include "engine/image/pixel_hash.h"

#include <cmath>
#include <cstdlib>
#include <memory>
#include <string>

#include <vips/vips8>

namespace fovea::image {

namespace {

using vips::VImage;
using vips::VOption;

VImage load(Bytes file, Format format) {
    VipsBlob *blob = vips_blob_new(nullptr, file.data(), file.size());
    const std::unique_ptr<VipsBlob, void (*)(VipsBlob *)> owner(
        blob, [](VipsBlob *area) { vips_area_unref(VIPS_AREA(area)); });
    VOption *options =
        VImage::option()->set("access", VIPS_ACCESS_SEQUENTIAL)->set("fail_on", VIPS_FAIL_ON_NONE);
    switch (format) {
    case Format::Png:
        return VImage::pngload_buffer(blob, options);
    case Format::WebP:
        return VImage::webpload_buffer(blob, options);
    case Format::Tiff:
        return VImage::tiffload_buffer(blob, options);
    case Format::Gif:
        return VImage::gifload_buffer(blob, options);
    case Format::Jxl:
        return VImage::jxlload_buffer(blob, options);
    default:
        return VImage::jp2kload_buffer(blob, options);
    }
}

// What is neither 8-bit nor 16-bit gray, RGB or CMYK (floating point, LAB, XYZ...) goes to sRGB by
// libvips.
VImage toPlainSamples(VImage image) {
    const VipsBandFormat samples = image.format();
    const VipsInterpretation meaning = image.interpretation();
    const bool integers = samples == VIPS_FORMAT_UCHAR || samples == VIPS_FORMAT_USHORT;
    const bool plain = meaning == VIPS_INTERPRETATION_B_W || meaning == VIPS_INTERPRETATION_sRGB ||
                       meaning == VIPS_INTERPRETATION_RGB || meaning == VIPS_INTERPRETATION_RGB16 ||
                       meaning == VIPS_INTERPRETATION_GREY16 ||
                       meaning == VIPS_INTERPRETATION_CMYK ||
                       meaning == VIPS_INTERPRETATION_MULTIBAND;
    if (integers && plain) {
        return image;
    }
    if (plain) {
        // Numbers without a meaning, from instruments: shown from their darkest to their lightest.
        return image.scale();
    }
    return image.colourspace(VIPS_INTERPRETATION_sRGB);
}

VImage flattened(VImage image, PixelLayout::Model model) {
    const int channels = model == PixelLayout::Model::Gray  ? 1
                         : model == PixelLayout::Model::Rgb ? 3
                                                            : 4;
    const double most = image.format() == VIPS_FORMAT_USHORT ? 65535 : 255;
    if (image.bands() == channels + 1) {
        const double paper = model == PixelLayout::Model::Cmyk ? 0 : most;
        return image.flatten(
            VImage::option()
                ->set("background", std::vector<double>(static_cast<std::size_t>(channels), paper))
                ->set("max_alpha", most));
    }
    return image.bands() > channels ? image.extract_band(0, VImage::option()->set("n", channels))
                                    : image;
}

PixelLayout layoutOf(const VImage &image) {
    PixelLayout layout;
    layout.sixteenBit = image.format() == VIPS_FORMAT_USHORT;
    if (image.interpretation() == VIPS_INTERPRETATION_CMYK && image.bands() >= 4) {
        layout.model = PixelLayout::Model::Cmyk;
    } else if (image.bands() < 3) {
        layout.model = PixelLayout::Model::Gray;
    }
    return layout;
}

// The whole number that a large picture is averaged down by; 1 for any other.
int shrinkFor(std::int64_t width, std::int64_t height) {
    const double ratio = static_cast<double>(width) * static_cast<double>(height) /
                         static_cast<double>(kLargePixels);
    return ratio <= 1 ? 1 : static_cast<int>(std::ceil(std::sqrt(ratio)));
}

struct Samples {
    std::unique_ptr<void, void (*)(void *)> data{nullptr, g_free};
    std::size_t bytes = 0;

    Bytes view() const { return {static_cast<const std::byte *>(data.get()), bytes}; }
};

Samples write(const VImage &image) {
    Samples samples;
    samples.data.reset(image.write_to_memory(&samples.bytes));
    return samples;
}

// The same hash whether the picture was wanted in full or not.
ContentHash hashOf(const VImage &image, const Samples &samples, int shrink) {
    if (shrink == 1) {
        return hashPixels(samples.view(), image.width(), image.height(), image.bands());
    }
    const VImage whole = VImage::new_from_memory(samples.data.get(), samples.bytes, image.width(),
                                                 image.height(), image.bands(), image.format());
    const VImage smaller = whole.shrink(shrink, shrink);
    return hashPixels(write(smaller).view(), smaller.width(), smaller.height(), smaller.bands());
}

} // namespace

Result<void> startVips() {
    ::setenv("VIPS_NOVECTOR", "1", 1); // its code is made at run time, which the sandbox forbids
    ::setenv("VIPS_DISC_THRESHOLD", "1024g", 1); // no temporary files, however large the picture
    if (vips_init("fovea") != 0) {
        return fail(ErrorCode::Failed,
                    std::string("libvips does not start: ") + vips_error_buffer());
    }
    // Its warnings reach nobody here, and GLib asks the system where to put them.
    g_log_set_default_handler([](const gchar *, GLogLevelFlags, const gchar *, gpointer) {},
                              nullptr);
    vips_concurrency_set(1);
    vips_cache_set_max(0);
    // Everything that Debian's libvips could open, down to ImageMagick and PDF, but what Fovea
    // names.
    vips_operation_block_set("VipsForeignLoad", TRUE);
    for (const char *used : {"VipsForeignLoadPng", "VipsForeignLoadWebp", "VipsForeignLoadTiff",
                             "VipsForeignLoadNsgif", "VipsForeignLoadJxl", "VipsForeignLoadJp2k"}) {
        vips_operation_block_set(used, FALSE);
    }
    return {};
}

Result<DecodedPixels> decodeWithVips(Bytes file, Format format, const SizeNeeded &needed,
                                     const DecodeLimits &limits) {
    vips_error_clear(); // it would go on collecting from photo to photo
    VImage image = load(file, format);
    DecodedPixels decoded;
    decoded.width = image.width();
    decoded.height = image.height();
    if (const auto size = checkSize(decoded.width, decoded.height, limits); !size) {
        return fail(size.error());
    }
    std::vector<std::byte> profile;
    if (image.get_typeof(VIPS_META_ICC_NAME) != 0) {
        std::size_t size = 0;
        const auto *data =
            static_cast<const std::byte *>(image.get_blob(VIPS_META_ICC_NAME, &size));
        profile.assign(data, data + size);
    }
    if (image.get_typeof(VIPS_META_ORIENTATION) != 0) {
        decoded.orientation = image.get_int(VIPS_META_ORIENTATION);
    }
    if (format == Format::Jxl) {
        decoded.orientation = 1; // libjxl has turned it
    }
    image = toPlainSamples(image);
    const PixelLayout layout = layoutOf(image);
    image = flattened(image, layout.model);
    image = image.cast(layout.sixteenBit ? VIPS_FORMAT_USHORT : VIPS_FORMAT_UCHAR);
    int shrink = shrinkFor(decoded.width, decoded.height);
    if (shrink > 1 && needed.metBy(decoded.width / shrink, decoded.height / shrink)) {
        image = image.shrink(shrink, shrink);
        shrink = 1;
    }

    const Samples samples = write(image);
    decoded.pixelHash = hashOf(image, samples, shrink);
    decoded.image = Image{image.width(), image.height(), {}};
    const std::size_t count =
        static_cast<std::size_t>(image.width()) * static_cast<std::size_t>(image.height());
    decoded.image.pixels.resize(count * 3);
    if (!convertWithProfile(profile, layout, samples.data.get(), count,
                            decoded.image.pixels.data())) {
        convertWithoutProfile(layout, samples.data.get(), count, decoded.image.pixels.data());
    }
    return decoded;
}

} // namespace fovea::image
