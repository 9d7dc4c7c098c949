#pragma once

#include "engine/core/ids.h"

#include <QImage>
#include <QList>
#include <QObject>
#include <QSize>
#include <QString>

namespace fovea::ui {

/// Where views get their pixels from. Views never wait: they paint what is there and paint again
/// when told that more has come. The program implements this over its thumbnail store and decoders.
/// Thread: the interface's.
class ThumbnailSource : public QObject {
    Q_OBJECT

public:
    using QObject::QObject;

    /// The thumbnail, upright sRGB, if it is in memory; otherwise a null image, and it is asked
    /// for: ready() or failed() follows. Cheap: called for each photo in each paint.
    virtual QImage thumbnail(PhotoId id) = 0;

    /// What is on screen now, and what will likely be next, in order of wish. Replaces earlier
    /// wishes: what is in neither list need not be loaded any more.
    virtual void want(const QList<PhotoId> &visible, const QList<PhotoId> &soon) = 0;

    /// Asks for the photo itself, decoded to cover `size` device pixels (never enlarged), or at its
    /// full size with `full`. previewReady() or previewFailed() follows, later.
    virtual void requestPreview(PhotoId id, QSize size, bool full) = 0;

    /// Drops requests for previews that have not begun; their signals do not come.
    virtual void cancelPreviews() = 0;

Q_SIGNALS:
    /// These thumbnails can now be had from thumbnail().
    void ready(const QList<fovea::PhotoId> &ids);
    /// This photo has no thumbnail and will get none (broken file); it stays a placeholder.
    void failed(fovea::PhotoId id);
    /// `image` is upright sRGB; `fullSize` is the upright size of the photo in the file.
    void previewReady(fovea::PhotoId id, const QImage &image, QSize fullSize);
    /// `sentence` says what happened and what to do, as shown to the person.
    void previewFailed(fovea::PhotoId id, const QString &sentence);
};

} // namespace fovea::ui
