#include "engine/image/heif_decoder.h"

#include "engine/image/color.h"
#include "engine/image/pixel_hash.h"

#include <cstring>
#include <memory>
#include <string>
#include <vector>

#include <libheif/heif.h>

namespace fovea::image {

namespace {

template <typename T, void (*Release)(T *)>
struct Releaser {
    void operator()(T *object) const { Release(object); }
};
void releaseHandle(heif_image_handle *handle) {
    heif_image_handle_release(handle);
}
void releaseImage(heif_image *image) {
    heif_image_release(image);
}
using Context = std::unique_ptr<heif_context, Releaser<heif_context, heif_context_free>>;
using Handle = std::unique_ptr<heif_image_handle, Releaser<heif_image_handle, releaseHandle>>;
using HeifImage = std::unique_ptr<heif_image, Releaser<heif_image, releaseImage>>;
using Options = std::unique_ptr<heif_decoding_options,
                                Releaser<heif_decoding_options, heif_decoding_options_free>>;

Error toError(const heif_error &error) {
    const bool memory = error.code == heif_error_Memory_allocation_error;
    const bool unsupported = error.code == heif_error_Unsupported_feature ||
                             error.code == heif_error_Unsupported_filetype;
    return {memory        ? ErrorCode::TooLarge
            : unsupported ? ErrorCode::Unsupported
                          : ErrorCode::Damaged,
            std::string("libheif cannot read it: ") + error.message};
}

std::vector<std::byte> profileOf(const heif_image_handle *handle) {
    std::vector<std::byte> profile(heif_image_handle_get_raw_color_profile_size(handle));
    if (!profile.empty() &&
        heif_image_handle_get_raw_color_profile(handle, profile.data()).code != heif_error_Ok) {
        profile.clear();
    }
    return profile;
}

VideoColor videoColorOf(const heif_image_handle *handle) {
    heif_color_profile_nclx *nclx = nullptr;
    VideoColor color;
    if (heif_image_handle_get_nclx_color_profile(handle, &nclx).code == heif_error_Ok &&
        nclx != nullptr) {
        color = {static_cast<int>(nclx->color_primaries),
                 static_cast<int>(nclx->transfer_characteristics)};
        heif_nclx_color_profile_free(nclx);
    }
    return color;
}

/// Interleaved samples as libheif gives them.
struct Plane {
    const std::uint8_t *data = nullptr;
    std::ptrdiff_t stride = 0;
    int width = 0;
    int height = 0;
    bool alpha = false;
    int bits = 8;

    std::size_t channels() const { return alpha ? 4 : 3; }
    std::uint32_t most() const { return (1U << static_cast<unsigned>(bits)) - 1; }
    std::uint32_t sample(const std::uint8_t *row, std::size_t index) const {
        const std::uint32_t value =
            bits > 8 ? row[index * 2] | static_cast<std::uint32_t>(row[index * 2 + 1]) << 8U
                     : row[index];
        return std::min(value, most());
    }
};

struct Rgb16 {
    int width = 0;
    int height = 0;
    std::vector<std::uint16_t> samples;
};

// Adds one row to the sums of the squares of `shrink` pixels that it goes through, over white where
// there is alpha.
void addRow(const Plane &plane, const std::uint8_t *row, int shrink,
            std::vector<std::uint64_t> &sums) {
    const std::uint32_t most = plane.most();
    const std::size_t step = plane.channels();
    std::size_t at = 0;
    for (std::size_t out = 0; out < sums.size(); out += 3) {
        for (int i = 0; i < shrink; ++i, at += step) {
            const std::uint32_t opacity = plane.alpha ? plane.sample(row, at + 3) : most;
            const std::uint32_t white = most * (most - opacity);
            for (std::size_t channel = 0; channel < 3; ++channel) {
                sums[out + channel] += plane.sample(row, at + channel) * opacity + white;
            }
        }
    }
}

// Averaged down by a whole number, to 16 bits.
Rgb16 toRgb16(const Plane &plane, int shrink) {
    Rgb16 rgb{plane.width / shrink, plane.height / shrink, {}};
    rgb.samples.reserve(static_cast<std::size_t>(rgb.width) * static_cast<std::size_t>(rgb.height) *
                        3);
    const std::uint64_t most = plane.most();
    const double scale = 65535.0 / static_cast<double>(most * most) / shrink / shrink;
    std::vector<std::uint64_t> sums(static_cast<std::size_t>(rgb.width) * 3);
    for (int y = 0; y < rgb.height; ++y) {
        std::fill(sums.begin(), sums.end(), 0);
        for (int i = 0; i < shrink; ++i) {
            addRow(plane, plane.data + (static_cast<std::ptrdiff_t>(y) * shrink + i) * plane.stride,
                   shrink, sums);
        }
        for (const std::uint64_t sum : sums) {
            rgb.samples.push_back(
                static_cast<std::uint16_t>(static_cast<double>(sum) * scale + 0.5));
        }
    }
    return rgb;
}

// A hash of the hashes of the rows, without their padding.
ContentHash hashOf(const Plane &plane) {
    const std::size_t rowBytes =
        static_cast<std::size_t>(plane.width) * plane.channels() * (plane.bits > 8 ? 2 : 1);
    std::vector<ContentHash> rows;
    for (int y = 0; y < plane.height; ++y) {
        rows.push_back(
            hashContent(std::as_bytes(std::span(plane.data + y * plane.stride, rowBytes))));
    }
    return hashPixels(std::as_bytes(std::span(rows)), plane.width, plane.height,
                      static_cast<int>(plane.channels()));
}

// How far it can be averaged down and still be large enough.
int shrinkFor(const Plane &plane, const SizeNeeded &needed) {
    int shrink = 1;
    while (needed.metBy(plane.width / (shrink + 1), plane.height / (shrink + 1))) {
        ++shrink;
    }
    return shrink;
}

void convert(const heif_image_handle *handle, const std::vector<std::uint16_t> &samples,
             Image &image) {
    const std::size_t count = samples.size() / 3;
    const PixelLayout layout{PixelLayout::Model::Rgb, true, false};
    image.pixels.resize(samples.size());
    if (convertWithProfile(profileOf(handle), layout, samples.data(), count, image.pixels.data())) {
        return;
    }
    const VideoColor color = videoColorOf(handle);
    if (isLikeSrgb(color)) {
        convertWithoutProfile(layout, samples.data(), count, image.pixels.data());
    } else {
        convertVideoColor(color, samples.data(), count, image.pixels.data());
    }
}

} // namespace

Result<DecodedPixels> decodeHeif(Bytes file, const SizeNeeded &needed, const DecodeLimits &limits) {
    const Context context(heif_context_alloc());
    if (const heif_error error = heif_context_read_from_memory_without_copy(
            context.get(), file.data(), file.size(), nullptr);
        error.code != heif_error_Ok) {
        return fail(toError(error));
    }
    heif_image_handle *found = nullptr;
    if (const heif_error error = heif_context_get_primary_image_handle(context.get(), &found);
        error.code != heif_error_Ok) {
        return fail(toError(error));
    }
    const Handle handle(found);
    DecodedPixels decoded;
    decoded.width = heif_image_handle_get_width(handle.get());
    decoded.height = heif_image_handle_get_height(handle.get());
    decoded.orientation = 1;
    if (const auto size = checkSize(decoded.width, decoded.height, limits); !size) {
        return fail(size.error());
    }

    const bool alpha = heif_image_handle_has_alpha_channel(handle.get()) != 0;
    const bool deep = heif_image_handle_get_luma_bits_per_pixel(handle.get()) > 8;
    const heif_chroma chroma =
        deep ? (alpha ? heif_chroma_interleaved_RRGGBBAA_LE : heif_chroma_interleaved_RRGGBB_LE)
             : (alpha ? heif_chroma_interleaved_RGBA : heif_chroma_interleaved_RGB);
    const Options options(heif_decoding_options_alloc());
    heif_image *pixels = nullptr;
    if (const heif_error error =
            heif_decode_image(handle.get(), &pixels, heif_colorspace_RGB, chroma, options.get());
        error.code != heif_error_Ok) {
        return fail(toError(error));
    }
    const HeifImage image(pixels);
    Plane plane;
    int stride = 0;
    plane.data = heif_image_get_plane_readonly(image.get(), heif_channel_interleaved, &stride);
    plane.stride = stride;
    plane.width = heif_image_get_width(image.get(), heif_channel_interleaved);
    plane.height = heif_image_get_height(image.get(), heif_channel_interleaved);
    plane.alpha = alpha;
    plane.bits = heif_image_get_bits_per_pixel_range(image.get(), heif_channel_interleaved);
    // What came out need not be what the header told.
    if (const auto size = checkSize(plane.width, plane.height, limits); !size) {
        return fail(size.error());
    }
    const std::ptrdiff_t rowBytes = std::ptrdiff_t{plane.width} * (alpha ? 4 : 3) * (deep ? 2 : 1);
    if (plane.data == nullptr || plane.bits < 8 || plane.bits > 16 || plane.stride < rowBytes ||
        (plane.bits > 8) != deep) {
        return fail(ErrorCode::Damaged, "libheif gave no pixels for it");
    }
    decoded.width = plane.width;
    decoded.height = plane.height;
    decoded.pixelHash = hashOf(plane);
    const Rgb16 rgb = toRgb16(plane, shrinkFor(plane, needed));
    decoded.image = Image{rgb.width, rgb.height, {}};
    convert(handle.get(), rgb.samples, decoded.image);
    return decoded;
}

} // namespace fovea::image
