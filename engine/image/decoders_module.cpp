#include "engine/image/worker_loop.h"

/// The one door of libfovea_decoders, opened by runDecodeWorker().
extern "C" __attribute__((visibility("default"))) int fovea_decode_photos(int socket) {
    return fovea::image::decodePhotos(socket);
}
