#pragma once

#include "app/preview_loader.h"
#include "app/thumbnail_loader.h"
#include "ui/thumbnail_source.h"

#include <QCache>
#include <QHash>
#include <QSet>

#include <memory>

namespace fovea::app {

/// Pixels for the window: thumbnails from the library's store, what is on screen first; previews
/// from the decode workers. Both are kept up to a limit of memory. Thread: the window's.
class ThumbnailService : public ui::ThumbnailSource {
    Q_OBJECT

public:
    struct Options {
        std::filesystem::path libraryFolder;
        std::shared_ptr<Decoders> thumbnailDecoders;
        std::shared_ptr<Decoders> previewDecoders; ///< of their own, so that the viewer never waits
        int threads = 1;
        qsizetype thumbnailBytes = 384 << 20;
        qsizetype previewBytes = 256 << 20;
    };

    explicit ThumbnailService(Options options, QObject *parent = nullptr);
    ~ThumbnailService() override;

    QImage thumbnail(PhotoId id) override;
    void want(const QList<PhotoId> &visible, const QList<PhotoId> &soon) override;
    void requestPreview(PhotoId id, QSize size, bool full) override;
    void cancelPreviews() override;

    /// The id, below 0, that a picture outside of the library has here from now on.
    PhotoId idOfFile(const QString &path);

    /// What had no thumbnail may have one now: the folders were looked through again.
    void forgetFailures();

private:
    void deliver(PhotoId photo, QImage image);
    void takeDelivered();
    void takePreview(const Preview &preview);
    void scheduleWishes();
    void sendWishes();

    QCache<qint64, QImage> m_thumbnails; ///< by photo id, cost in bytes
    QCache<qint64, Preview> m_previews;
    QSet<qint64> m_failed;
    QList<PhotoId> m_visible;
    QList<PhotoId> m_soon;
    QList<PhotoId> m_asked; ///< one by one, by thumbnail(): the newest last
    bool m_wishesScheduled = false;
    QHash<QString, PhotoId> m_files; ///< outside of the library

    std::mutex m_mutex;
    // Guarded by m_mutex.
    std::vector<std::pair<PhotoId, QImage>> m_delivered;
    // Last: their threads use what is above.
    std::unique_ptr<ThumbnailLoader> m_loader;
    std::unique_ptr<PreviewLoader> m_previewLoader;
};

} // namespace fovea::app
