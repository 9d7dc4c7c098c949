#include "ui/scaled_thumbnails.h"

#include <QPainter>
#include <QPainterPath>

#include <cmath>

namespace fovea::ui {

namespace {

constexpr qsizetype kBytesPerUnit = 1024; // QCache may count in int

/// Beyond this difference in proportion, covering would cut off what a person would miss.
constexpr double kCutTolerance = 1.1;

/// The image at exactly `size`: cut by a pixel or two at most, or shown whole on the ground.
QImage fitted(const QImage &image, QSize size, const QColor &ground) {
    const double have = double(image.width()) / image.height();
    const double want = double(size.width()) / size.height();
    const bool cover = std::max(have / want, want / have) <= kCutTolerance;
    const QSize target =
        image.size()
            .scaled(size, cover ? Qt::KeepAspectRatioByExpanding : Qt::KeepAspectRatio)
            .expandedTo(QSize(1, 1));
    const QImage scaled = image.scaled(target, Qt::IgnoreAspectRatio, Qt::SmoothTransformation);
    QImage result(size, QImage::Format_RGB32);
    result.fill(ground);
    QPainter painter(&result);
    painter.drawImage((size.width() - target.width()) / 2, (size.height() - target.height()) / 2,
                      scaled);
    return result;
}

} // namespace

ScaledThumbnails::ScaledThumbnails(qsizetype maxBytes)
    : m_cache(maxBytes / kBytesPerUnit) {}

void ScaledThumbnails::setFinish(const QColor &ground, const QColor &line, double radius) {
    m_ground = ground;
    m_line = line;
    m_radius = radius;
    clear();
}

QImage croppedTo(const QImage &image, QSize size) {
    const QSize part = size.scaled(image.size(), Qt::KeepAspectRatio);
    return image.copy((image.width() - part.width()) / 2, (image.height() - part.height()) / 2,
                      part.width(), part.height());
}

QPixmap ScaledThumbnails::find(PhotoId id, QSize size, qreal devicePixelRatio) const {
    const Entry *entry = m_cache.object(id);
    if (entry == nullptr || entry->size != size ||
        !qFuzzyCompare(entry->pixmap.devicePixelRatio(), devicePixelRatio)) {
        return {};
    }
    return entry->pixmap;
}

QPixmap ScaledThumbnails::insert(PhotoId id, const QImage &thumbnail, QSize size,
                                 qreal devicePixelRatio) {
    QImage image = fitted(thumbnail, size, m_ground);
    const double radius = m_radius * devicePixelRatio;
    const double line = devicePixelRatio / 2;
    const QRectF rect(QPointF(0, 0), QSizeF(size));
    QPainter painter(&image);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(m_line, devicePixelRatio));
    painter.drawRoundedRect(rect.adjusted(line, line, -line, -line), radius - line, radius - line);
    QPainterPath outside;
    outside.addRect(rect);
    outside.addRoundedRect(rect, radius, radius); // odd-even: the four corners are left
    painter.fillPath(outside, m_ground);
    painter.end();
    QPixmap pixmap = QPixmap::fromImage(std::move(image));
    pixmap.setDevicePixelRatio(devicePixelRatio);
    const qsizetype bytes = qsizetype(size.width()) * size.height() * 4;
    m_cache.insert(id, new Entry{pixmap, size}, std::max<qsizetype>(bytes / kBytesPerUnit, 1));
    return pixmap;
}

void ScaledThumbnails::remove(PhotoId id) {
    m_cache.remove(id);
}

void ScaledThumbnails::clear() {
    m_cache.clear();
}

} // namespace fovea::ui
