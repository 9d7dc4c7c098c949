#pragma once

#include "engine/image/decoded_photo.h"
#include "engine/image/decoder.h"

namespace fovea::image {

/// All that is wanted of one photo; the thumbnail as pixels.
struct ReadPhoto {
    DecodedPhoto photo;
    Image thumbnail;
};

/// Bytes of a file -> what the request wants of it (its paths are not looked at). Errors are bare
/// reasons, without the file's name. Exceptions of the libraries below end here.
Result<ReadPhoto> readPhoto(Bytes file, Bytes sidecar, const DecodeRequest &request,
                            const DecodeLimits &limits);

/// Starts the libraries below, and has them load whatever they load late. Call it once, first.
Result<void> startDecoders();

} // namespace fovea::image
