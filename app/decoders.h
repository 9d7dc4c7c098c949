#pragma once

#include "engine/core/error.h"
#include "engine/image/decode_process.h"

#include <memory>
#include <mutex>
#include <string>
#include <vector>

class QByteArray;
class QImage;

namespace fovea::app {

/// The window's own decode workers, started when first needed: a file is never decoded in the
/// window's process. Thread: any.
class Decoders {
public:
    /// `command` starts one worker; the process limits are those of the pool.
    Decoders(std::vector<std::string> command, int workers);
    ~Decoders();

    Result<image::DecodedPhoto> decode(const image::DecodeRequest &request);
    /// The same for an image that came as bytes; `request.file` is not looked at.
    Result<image::DecodedPhoto> decode(const QByteArray &encoded, image::DecodeRequest request);

private:
    const std::vector<std::string> m_command;
    const int m_workers;
    std::mutex m_mutex;
    // Guarded by m_mutex until it is set.
    std::unique_ptr<image::DecodePool> m_pool;
};

/// Without a copy: the pixels move into what QImage owns.
QImage toQImage(image::Image image);
/// A thumbnail as the workers make them: trusted, so Qt decodes it in this process.
QImage fromThumbnailJpeg(const std::vector<std::uint8_t> &jpeg);

} // namespace fovea::app
