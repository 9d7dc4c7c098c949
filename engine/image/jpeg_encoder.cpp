#include "engine/image/jpeg_encoder.h"

#include <cassert>
#include <memory>

#include <turbojpeg.h>

namespace fovea::image {

Result<std::vector<std::uint8_t>> encodeJpeg(const Image &image, int quality) {
    assert(!image.empty());
    const std::unique_ptr<void, int (*)(tjhandle)> encoder(tjInitCompress(), tjDestroy);
    if (!encoder) {
        return fail(ErrorCode::Failed, "Cannot start the JPEG encoder");
    }
    unsigned char *data = nullptr;
    unsigned long size = 0;
    const int status = tjCompress2(encoder.get(), image.pixels.data(), image.width, 0, image.height,
                                   TJPF_RGB, &data, &size, TJSAMP_420, quality, TJFLAG_ACCURATEDCT);
    const std::unique_ptr<unsigned char, void (*)(unsigned char *)> owner(data, tjFree);
    if (status != 0) {
        return fail(ErrorCode::Failed,
                    std::string("Cannot encode a JPEG: ") + tjGetErrorStr2(encoder.get()));
    }
    return std::vector<std::uint8_t>(data, data + size);
}

} // namespace fovea::image
