#include "app/decoders.h"

#include "app/paths.h"

#include <QByteArray>
#include <QCoreApplication>
#include <QImage>
#include <QTemporaryFile>

namespace fovea::app {

Decoders::Decoders(std::vector<std::string> command, int workers)
    : m_command(std::move(command))
    , m_workers(workers) {}

Decoders::~Decoders() = default;

Result<image::DecodedPhoto> Decoders::decode(const image::DecodeRequest &request) {
    image::DecodePool *pool = nullptr;
    {
        const std::lock_guard lock(m_mutex);
        if (!m_pool) {
            image::DecodePoolOptions options;
            options.workers = m_workers;
            options.command = m_command;
            auto started = image::DecodePool::start(std::move(options));
            if (!started) {
                return fail(started.error());
            }
            m_pool = std::move(*started);
        }
        pool = m_pool.get();
    }
    return pool->decode(request);
}

Result<image::DecodedPhoto> Decoders::decode(const QByteArray &encoded,
                                             image::DecodeRequest request) {
    QTemporaryFile file; // workers are handed a descriptor of a file
    if (!file.open() || file.write(encoded) != encoded.size() || !file.flush()) {
        return fail(ErrorCode::NoSpace,
                    QCoreApplication::translate("fovea::app::Decoders",
                                                "The image could not be kept for a moment: %1.")
                        .arg(file.errorString())
                        .toStdString());
    }
    request.file = toPath(file.fileName());
    return decode(request);
}

QImage toQImage(image::Image image) {
    if (image.empty()) {
        return {};
    }
    auto *owned = new image::Image(std::move(image));
    return QImage(
        owned->pixels.data(), owned->width, owned->height,
        static_cast<qsizetype>(owned->rowBytes()), QImage::Format_RGB888,
        [](void *info) { delete static_cast<image::Image *>(info); }, owned);
}

QImage fromThumbnailJpeg(const std::vector<std::uint8_t> &jpeg) {
    QImage image = QImage::fromData(jpeg.data(), static_cast<int>(jpeg.size()), "JPEG");
    image.convertTo(QImage::Format_RGB32); // what the painter takes without converting
    return image;
}

} // namespace fovea::app
