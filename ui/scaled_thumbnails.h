#pragma once

#include "engine/core/ids.h"

#include <QCache>
#include <QImage>
#include <QPixmap>

namespace fovea::ui {

/// Thumbnails scaled to the very pixels that they are painted at, so that painting is copying.
/// Bounded by bytes; the least recently painted goes first.
class ScaledThumbnails {
public:
    explicit ScaledThumbnails(qsizetype maxBytes = 256 * 1024 * 1024);

    /// The pixels for a photo at `size` device px, or a null pixmap when they are not kept.
    QPixmap find(PhotoId id, QSize size, qreal devicePixelRatio) const;
    /// Scales `thumbnail` to cover `size` device px exactly, keeps and returns it.
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
};

} // namespace fovea::ui
