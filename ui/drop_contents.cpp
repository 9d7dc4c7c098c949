#include "ui/drop_contents.h"

#include <QBuffer>
#include <QDataStream>
#include <QFileInfo>
#include <QIODevice>
#include <QImage>
#include <QMimeDatabase>
#include <QMimeType>
#include <QUrl>

#include <algorithm>

namespace fovea::ui {

namespace {

const auto kPhotosType = QStringLiteral("application/x-fovea-photos");
const auto kImagePrefix = QStringLiteral("image/");
/// Qt's own name for pixels without an encoding.
const auto kRawType = QStringLiteral("application/x-qt-image");

bool looksLikeImage(const QString &path) {
    static const QMimeDatabase database;
    return database.mimeTypeForFile(path, QMimeDatabase::MatchExtension)
        .name()
        .startsWith(kImagePrefix);
}

bool hasPixels(const QMimeData &data) {
    return std::ranges::any_of(data.formats(), [](const QString &format) {
        return format.startsWith(kImagePrefix) || format == kRawType;
    });
}

/// The bytes of a data: address with an image in base 64.
QByteArray imageInAddress(const QUrl &url) {
    const QString rest = url.path(QUrl::FullyDecoded);
    const qsizetype comma = rest.indexOf(QLatin1Char(','));
    if (url.scheme() != QLatin1String("data") || comma < 0 || !rest.startsWith(kImagePrefix) ||
        !rest.left(comma).endsWith(QLatin1String(";base64"))) {
        return {};
    }
    return QByteArray::fromBase64(rest.mid(comma + 1).toLatin1());
}

QList<PhotoId> ownPhotos(const QMimeData &data) {
    QList<qint64> ids;
    QDataStream stream(data.data(kPhotosType));
    stream >> ids;
    QList<PhotoId> photos;
    for (const qint64 id : ids) {
        photos.append(PhotoId{id});
    }
    return photos;
}

void sortUrl(const QUrl &url, DropContents &contents) {
    if (url.isLocalFile()) {
        const QString path = url.toLocalFile();
        const bool folder = QFileInfo(path).isDir();
        QStringList &list = folder                 ? contents.folders
                            : looksLikeImage(path) ? contents.images
                                                   : contents.others;
        list.append(path);
    } else if (!imageInAddress(url).isEmpty()) {
        contents.pixels = true;
    } else {
        contents.links.append(url.toString());
    }
}

} // namespace

int DropContents::imageCount() const {
    return int(images.size() + photos.size()) + (pixels ? 1 : 0);
}

DropContents readDrop(const QMimeData &data) {
    DropContents contents;
    if (data.hasFormat(kPhotosType)) {
        contents.photos = ownPhotos(data);
        return contents;
    }
    for (const QUrl &url : data.urls()) {
        sortUrl(url, contents);
    }
    // A file manager may add a preview of the file it drags: the file is the better image.
    const bool hasFiles = !contents.images.isEmpty() || contents.hasFolders();
    contents.pixels = !hasFiles && (contents.pixels || hasPixels(data));
    return contents;
}

bool isPicturePaste(const QMimeData &data) {
    const QList<QUrl> urls = data.urls();
    const bool files = std::ranges::any_of(urls, [](const QUrl &url) { return url.isLocalFile(); });
    return files || (hasPixels(data) && !data.hasFormat(QStringLiteral("text/plain")));
}

QByteArray encodedImage(const QMimeData &data) {
    for (const QString &format : data.formats()) {
        if (format.startsWith(kImagePrefix)) {
            if (const QByteArray bytes = data.data(format); !bytes.isEmpty()) {
                return bytes;
            }
        }
    }
    for (const QUrl &url : data.urls()) {
        if (const QByteArray bytes = imageInAddress(url); !bytes.isEmpty()) {
            return bytes;
        }
    }
    const QImage image = qvariant_cast<QImage>(data.imageData());
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    return image.isNull() || !image.save(&buffer, "PNG") ? QByteArray() : bytes;
}

QMimeData *photosMimeData(const QList<PhotoId> &photos, const QList<QUrl> &urls) {
    auto *data = new QMimeData;
    data->setUrls(urls);
    QList<qint64> ids;
    for (const PhotoId photo : photos) {
        ids.append(photo.value);
    }
    QByteArray bytes;
    QDataStream stream(&bytes, QIODevice::WriteOnly);
    stream << ids;
    data->setData(kPhotosType, bytes);
    return data;
}

} // namespace fovea::ui
