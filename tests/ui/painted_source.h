#pragma once

#include "ui/photo_item.h"
#include "ui/thumbnail_source.h"

#include <QColor>
#include <QSet>

namespace fovea::ui {

/// A source whose photos are plain colors and come when the test says so.
class PaintedSource : public ThumbnailSource {
    Q_OBJECT

public:
    using ThumbnailSource::ThumbnailSource;

    QImage thumbnail(PhotoId id) override {
        if (!m_here.contains(id)) {
            return {};
        }
        QImage image(300, 200, QImage::Format_RGB32);
        image.fill(colorOf(id));
        return image;
    }
    void want(const QList<PhotoId> &visible, const QList<PhotoId> &soon) override {
        wantedNow = visible;
        wantedSoon = soon;
    }
    void requestPreview(PhotoId id, QSize size, bool full) override {
        previews.append({id, size, full});
    }
    void cancelPreviews() override { ++cancels; }

    static QColor colorOf(PhotoId id) {
        return QColor(QColor::fromHsv(int(id.value * 37 % 360), 255, 200).rgb());
    }
    void bring(const QList<PhotoId> &ids) {
        m_here.unite(QSet<PhotoId>(ids.begin(), ids.end()));
        Q_EMIT ready(ids);
    }

    struct Request {
        PhotoId id;
        QSize size;
        bool full;
    };
    QList<PhotoId> wantedNow;
    QList<PhotoId> wantedSoon;
    QList<Request> previews;
    int cancels = 0;

private:
    QSet<PhotoId> m_here;
};

inline QList<PhotoItem> photos(int count, int first = 1) {
    const float aspects[] = {1.5F, 1.333F, 0.667F, 1.5F, 1.0F};
    QList<PhotoItem> items;
    for (int i = 0; i < count; ++i) {
        // One day apart, the newest first, from 2024-10-15 on.
        const qint64 taken = 1'728'950'400'000 - qint64(i) * 86'400'000;
        items.append({PhotoId{first + i}, aspects[(first + i) % 5], taken});
    }
    return items;
}

} // namespace fovea::ui
