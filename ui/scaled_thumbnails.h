#pragma once

#include "engine/core/ids.h"

#include <QCache>
#include <QColor>
#include <QImage>
#include <QPixmap>

namespace fovea::ui {

/// The middle of an image, as large as can be in the proportions of `size`.
QImage croppedTo(const QImage &image, QSize size);

/// Thumbnails scaled to the very pixels that they are painted at, so that painting is copying.
/// Bounded by bytes; the least recently painted goes first.
class ScaledThumbnails {
public:
    explicit ScaledThumbnails(qsizetype maxBytes = 256 * 1024 * 1024);

    /// How each is finished: corners of `radius` logical px in the ground's color and a line inside
    /// the edge. Baked in and opaque, because blending every photo in every frame costs more than
    /// copying.
    void setFinish(const QColor &ground, const QColor &line, double radius);

    /// The pixels for a photo at `size` device px, or a null pixmap when they are not kept.
    QPixmap find(PhotoId id, QSize size, qreal devicePixelRatio) const;
    /// Scales `thumbnail` to cover `size` device px, keeps and returns it. A thumbnail of quite
    /// other proportions is shown whole on the ground instead.
    QPixmap insert(PhotoId id, const QImage &thumbnail, QSize size, qreal devicePixelRatio);
    /// A photo that changed, or all of them.
    void remove(PhotoId id);
    void clear();

private:
    struct Entry {
        QPixmap pixmap;
        QSize size;
    };
    QCache<PhotoId, Entry> m_cache;
    QColor m_ground;
    QColor m_line;
    double m_radius = 0;
};

} // namespace fovea::ui
