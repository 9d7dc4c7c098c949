#pragma once

#include "engine/image/decoder.h"
#include "engine/image/metadata.h"

namespace fovea::image {

/// Metadata of a photo, and what only its decoder needs.
struct PhotoMetadata {
    Metadata metadata;
    int orientation = 1; ///< EXIF's, 1 to 8
};

/// Loads what exiv2 loads late, while files may still be opened. Call it once, first.
void startMetadataReader();

/// Reads EXIF, IPTC and XMP of the photo, and the XMP of its sidecar (may be empty), which wins
/// where both speak. A photo whose metadata is broken has none; that is no error.
PhotoMetadata readMetadata(Bytes photo, Bytes sidecar);

} // namespace fovea::image
