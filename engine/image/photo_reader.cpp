#include "engine/image/photo_reader.h"

#include "engine/image/bmp_decoder.h"
#include "engine/image/format.h"
#include "engine/image/heif_decoder.h"
#include "engine/image/jpeg_decoder.h"
#include "engine/image/metadata_reader.h"
#include "engine/image/orientation.h"
#include "engine/image/raw_decoder.h"
#include "engine/image/vips_decoder.h"

#include <exception>
#include <new>
#include <string>
#include <string_view>

namespace fovea::image {

namespace {

// Twice the encoder's size leaves the antialiased resize enough to work with; thumbnails and
// previews are shown as they are, so their own size is enough.
SizeNeeded sizeNeeded(const DecodeRequest &request) {
    SizeNeeded needed;
    const int twice = request.encoderInput.size * 2;
    if (request.encoderInput.mode == ResizeMode::Longest) {
        needed.longSide = twice;
    } else {
        needed.shortSide = twice;
    }
    needed.longSide = std::max({needed.longSide, request.thumbnailSide, request.previewSide, 1});
    needed.full = request.previewSide < 0;
    return needed;
}

Result<DecodedPixels> decodePixels(Bytes file, const SizeNeeded &needed,
                                   const DecodeLimits &limits) {
    const Format format = detectFormat(file.first(std::min<std::size_t>(file.size(), 64)));
    switch (format) {
    case Format::Jpeg:
        return decodeJpeg(file, needed, limits);
    case Format::Heic:
    case Format::Avif:
        return decodeHeif(file, needed, limits);
    case Format::Bmp:
        return decodeBmp(file, limits);
    case Format::Raw:
        return decodeRaw(file, needed, limits);
    case Format::Tiff:
        if (isRawTiff(file)) {
            if (auto decoded = decodeRaw(file, needed, limits)) {
                return decoded;
            }
            // A raw file of a kind that LibRaw does not know may still hold a picture in its first
            // directory.
        }
        return decodeWithVips(file, format, needed, limits);
    case Format::Png:
    case Format::WebP:
    case Format::Gif:
    case Format::Jxl:
    case Format::Jp2:
        return decodeWithVips(file, format, needed, limits);
    case Format::Unknown:
        break;
    }
    return fail(ErrorCode::Unsupported, "it is in no format that Fovea knows");
}

Result<ReadPhoto> readAll(Bytes file, Bytes sidecar, const DecodeRequest &request,
                          const DecodeLimits &limits) {
    auto decoded = decodePixels(file, sizeNeeded(request), limits);
    if (!decoded) {
        return fail(decoded.error());
    }
    ReadPhoto result;
    PhotoMetadata metadata = readMetadata(file, sidecar);
    const int orientation = decoded->orientation.value_or(metadata.orientation);
    Image upright = makeUpright(std::move(decoded->image), orientation);
    if (swapsSides(orientation)) {
        std::swap(decoded->width, decoded->height);
    }
    result.photo.contentHash = hashContent(file);
    result.photo.pixelHash = decoded->pixelHash;
    result.photo.width = static_cast<int>(decoded->width);
    result.photo.height = static_cast<int>(decoded->height);
    result.photo.metadata = std::move(metadata.metadata);
    if (request.encoderInput.size > 0) {
        result.photo.encoderInput = toEncoderInput(upright, request.encoderInput);
    }
    if (request.thumbnailSide > 0) {
        result.thumbnail = fitInside(upright, request.thumbnailSide);
    }
    if (request.previewSide > 0) {
        result.photo.preview = fitInside(upright, request.previewSide);
    } else if (request.previewSide < 0) {
        result.photo.preview = std::move(upright);
    }
    return result;
}

// libvips says what happened in lines, warnings first; the last of them is what it stumbled over.
Error fromException(std::string_view what) {
    if (what.find("out of memory") != std::string_view::npos) {
        return {ErrorCode::TooLarge, "it needs more memory than a decoder may have"};
    }
    const std::size_t end = what.find_last_not_of(" \n");
    if (end == std::string_view::npos) {
        return {ErrorCode::Damaged, "its data is broken"};
    }
    what = what.substr(0, end + 1);
    const std::size_t newline = what.rfind('\n');
    what = newline == std::string_view::npos ? what : what.substr(newline + 1);
    return {ErrorCode::Damaged, "its data is broken (" + std::string(what) + ")"};
}

} // namespace

Result<ReadPhoto> readPhoto(Bytes file, Bytes sidecar, const DecodeRequest &request,
                            const DecodeLimits &limits) {
    try {
        return readAll(file, sidecar, request, limits);
    } catch (const std::bad_alloc &) {
        return fail(ErrorCode::TooLarge, "it needs more memory than a decoder may have");
    } catch (const std::exception &error) {
        return fail(fromException(error.what()));
    }
}

Result<void> startDecoders() {
    startMetadataReader();
    return startVips();
}

} // namespace fovea::image
