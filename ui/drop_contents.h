#pragma once

#include "engine/core/ids.h"

#include <QByteArray>
#include <QList>
#include <QMimeData>
#include <QStringList>

namespace fovea::ui {

/// What a drag or the clipboard brings, sorted by what the window can do with it.
struct DropContents {
    QStringList folders;
    QStringList images;    ///< local files that look like images by their names
    QStringList others;    ///< local files that do not
    QStringList links;     ///< addresses on the net: never fetched
    QList<PhotoId> photos; ///< dragged out of the window itself
    bool pixels = false;   ///< the image itself is there, as from a browser

    /// Something that photos can be compared with.
    bool hasImages() const { return !images.isEmpty() || !photos.isEmpty() || pixels; }
    bool hasFolders() const { return !folders.isEmpty(); }
    int imageCount() const;
    bool empty() const {
        return !hasImages() && !hasFolders() && others.isEmpty() && links.isEmpty();
    }
};

/// Looks at names and types alone; no image is read.
DropContents readDrop(const QMimeData &data);

/// True when a paste into a text field should not be text: files, or an image without plain text.
bool isPicturePaste(const QMimeData &data);

/// The image in `data` as encoded bytes; empty if there is none.
QByteArray encodedImage(const QMimeData &data);

/// What a drag or copy of photos carries: their files' URLs, and who they are for our own window.
/// The caller owns it.
QMimeData *photosMimeData(const QList<PhotoId> &photos, const QList<QUrl> &urls);

} // namespace fovea::ui
