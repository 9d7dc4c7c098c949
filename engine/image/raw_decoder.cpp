#include "engine/image/raw_decoder.h"

#include "engine/image/jpeg_decoder.h"
#include "engine/image/pixel_hash.h"

#include <cstring>
#include <memory>
#include <string>
#include <vector>

#include <libraw/libraw.h>

namespace fovea::image {

namespace {

/// Numbers of a TIFF; zero beyond its end.
class TiffView {
public:
    explicit TiffView(Bytes file)
        : m_file(file)
        , m_big(!file.empty() && file[0] == std::byte{'M'}) {}

    std::uint32_t number(std::size_t offset, std::size_t bytes) const {
        std::uint32_t value = 0;
        if (offset > m_file.size() || m_file.size() - offset < bytes) {
            return 0;
        }
        for (std::size_t i = 0; i < bytes; ++i) {
            const std::size_t at = m_big ? offset + i : offset + bytes - 1 - i;
            value = value << 8U | std::to_integer<std::uint32_t>(m_file[at]);
        }
        return value;
    }

private:
    Bytes m_file;
    bool m_big;
};

enum Tag : std::uint32_t {
    kCompression = 259,
    kPhotometric = 262,
    kSubIfds = 330,
    kDngVersion = 50706
};

// How makers say that a directory holds raw data.
bool saysRaw(std::uint32_t tag, std::uint32_t value) {
    switch (tag) {
    case kPhotometric:
        return value == 32803 || value == 34892; // color filter array, linear raw
    case kCompression:
        return value == 32767 || value == 32769 || value == 32770 || value == 34713 ||
               value == 65535;
    default:
        return tag == kDngVersion;
    }
}

int orientationFromFlip(int flip) {
    switch (flip) {
    case 3:
        return 3;
    case 5:
        return 8;
    case 6:
        return 6;
    default:
        return 1;
    }
}

Error toError(int code) {
    const bool unsupported = code == LIBRAW_FILE_UNSUPPORTED || code == LIBRAW_NOT_IMPLEMENTED;
    return {unsupported                                                    ? ErrorCode::Unsupported
            : code == LIBRAW_UNSUFFICIENT_MEMORY || code == LIBRAW_TOO_BIG ? ErrorCode::TooLarge
                                                                           : ErrorCode::Damaged,
            std::string("LibRaw cannot read it: ") + libraw_strerror(code)};
}

struct FreeMemory {
    void operator()(libraw_processed_image_t *image) const { LibRaw::dcraw_clear_mem(image); }
};
using Processed = std::unique_ptr<libraw_processed_image_t, FreeMemory>;

Result<DecodedPixels> fromBitmap(const libraw_processed_image_t &bitmap) {
    const std::size_t samples = static_cast<std::size_t>(bitmap.width) * bitmap.height * 3;
    if (bitmap.colors != 3 || bitmap.bits != 8 || bitmap.data_size < samples) {
        return fail(ErrorCode::Unsupported, "its preview is of an unusual kind");
    }
    DecodedPixels decoded;
    decoded.image = Image{bitmap.width, bitmap.height,
                          std::vector<std::uint8_t>(bitmap.data, bitmap.data + samples)};
    decoded.pixelHash =
        hashPixels(std::as_bytes(std::span(decoded.image.pixels)), bitmap.width, bitmap.height, 3);
    return decoded;
}

Result<DecodedPixels> decodePreview(LibRaw &raw, const SizeNeeded &needed,
                                    const DecodeLimits &limits) {
    if (const int error = raw.unpack_thumb(); error != LIBRAW_SUCCESS) {
        return fail(toError(error));
    }
    const auto &thumbnail = raw.imgdata.thumbnail;
    if (thumbnail.tformat == LIBRAW_THUMBNAIL_JPEG && thumbnail.thumb != nullptr) {
        return decodeJpeg(std::as_bytes(std::span(thumbnail.thumb, thumbnail.tlength)), needed,
                          limits);
    }
    int error = LIBRAW_SUCCESS;
    const Processed bitmap(raw.dcraw_make_mem_thumb(&error));
    return bitmap ? fromBitmap(*bitmap) : fail(toError(error));
}

Result<DecodedPixels> developAtHalfSize(LibRaw &raw) {
    auto &settings = raw.imgdata.params;
    settings.half_size = 1;
    settings.use_camera_wb = 1;
    settings.output_bps = 8;
    settings.output_color = 1; // sRGB
    settings.user_flip = 0;    // turned upright later, as every photo is
    int error = raw.unpack();
    if (error == LIBRAW_SUCCESS) {
        error = raw.dcraw_process();
    }
    if (error != LIBRAW_SUCCESS) {
        return fail(toError(error));
    }
    const Processed image(raw.dcraw_make_mem_image(&error));
    return image ? fromBitmap(*image) : fail(toError(error));
}

} // namespace

bool isRawTiff(Bytes file) {
    const TiffView tiff(file);
    std::vector<std::uint32_t> directories{tiff.number(4, 4)};
    constexpr std::size_t kMostDirectories = 16;
    for (std::size_t i = 0; i < directories.size() && i < kMostDirectories; ++i) {
        const std::size_t start = directories[i];
        const std::uint32_t entries = start == 0 ? 0 : tiff.number(start, 2);
        for (std::uint32_t entry = 0; entry < entries; ++entry) {
            const std::size_t at = start + 2 + std::size_t{entry} * 12;
            const std::uint32_t tag = tiff.number(at, 2);
            const bool isShort = tiff.number(at + 2, 2) == 3;
            const std::uint32_t count = tiff.number(at + 4, 4);
            const std::uint32_t value = tiff.number(at + 8, isShort ? 2 : 4);
            if (saysRaw(tag, value)) {
                return true;
            }
            for (std::uint32_t k = 0; tag == kSubIfds && k < std::min(count, 8U); ++k) {
                directories.push_back(count == 1 ? value
                                                 : tiff.number(value + std::size_t{k} * 4, 4));
            }
        }
        directories.push_back(entries == 0 ? 0
                                           : tiff.number(start + 2 + std::size_t{entries} * 12, 4));
    }
    return false;
}

Result<DecodedPixels> decodeRaw(Bytes file, const SizeNeeded &needed, const DecodeLimits &limits) {
    const auto raw = std::make_unique<LibRaw>(); // some 100 KB
    if (const int error = raw->open_buffer(const_cast<std::byte *>(file.data()), file.size());
        error != LIBRAW_SUCCESS) {
        return fail(toError(error));
    }
    const auto &sizes = raw->imgdata.sizes;
    if (const auto size = checkSize(sizes.raw_width, sizes.raw_height, limits); !size) {
        return fail(size.error());
    }
    const std::int64_t width = sizes.width;
    const std::int64_t height = sizes.height;
    const int orientation = orientationFromFlip(sizes.flip);

    auto decoded = decodePreview(*raw, needed, limits);
    const bool useful =
        decoded && std::max(decoded->image.width, decoded->image.height) >=
                       std::min<std::int64_t>(kUsefulPreview, std::max(width, height));
    if (!useful) {
        auto developed = developAtHalfSize(*raw);
        if (developed || !decoded) {
            decoded = std::move(developed);
        }
    }
    if (!decoded) {
        return fail(decoded.error());
    }
    decoded->width = width;
    decoded->height = height;
    decoded->orientation = orientation;
    return decoded;
}

} // namespace fovea::image
