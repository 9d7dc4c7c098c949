#pragma once

namespace fovea::image {

/// Answers the requests of a DecodePool on the socket until it is closed. Returns the exit status.
int decodePhotos(int socket);

} // namespace fovea::image
