#pragma once

#include "engine/core/content_hash.h"
#include "engine/image/image.h"
#include "engine/image/metadata.h"
#include "engine/image/resize.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <vector>

namespace fovea::image {

/// What is wanted of one file; parts that are 0 are not made.
struct DecodeRequest {
    std::filesystem::path file;
    std::optional<std::filesystem::path> sidecar; ///< an XMP file that belongs to it
    EncoderInput encoderInput;
    int thumbnailSide = 0; ///< the thumbnail's long side in px
    int previewSide = 0;   ///< the preview's long side in px; -1 for full size
};

/// One photo, read once: everything that indexing or the viewer wants of it.
struct DecodedPhoto {
    ContentHash contentHash; ///< of all bytes of the file
    ContentHash pixelHash;   ///< of the image data alone, so that an edit of metadata keeps it
    int width = 0;           ///< px, upright
    int height = 0;
    Metadata metadata;
    Image encoderInput;
    std::vector<std::uint8_t> thumbnailJpeg;
    Image preview;
};

} // namespace fovea::image
