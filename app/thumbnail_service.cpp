#include "app/thumbnail_service.h"

#include "app/paths.h"

#include <algorithm>

namespace fovea::app {

namespace {

constexpr qsizetype kAskedLimit = 128;
constexpr int kPreviewThreads = 2; ///< the photo on screen, and one of its neighbors
constexpr int kFullSize = -1;

} // namespace

ThumbnailService::ThumbnailService(Options options, QObject *parent)
    : ui::ThumbnailSource(parent)
    , m_thumbnails(options.thumbnailBytes)
    , m_previews(options.previewBytes) {
    ThumbnailLoader::Options loading;
    loading.libraryFolder = options.libraryFolder;
    loading.decoders = std::move(options.thumbnailDecoders);
    loading.threads = options.threads;
    m_loader =
        std::make_unique<ThumbnailLoader>(std::move(loading), [this](PhotoId photo, QImage image) {
            deliver(photo, std::move(image));
        });
    m_previewLoader = std::make_unique<PreviewLoader>(
        std::move(options.libraryFolder), std::move(options.previewDecoders), kPreviewThreads,
        [this](Preview preview) {
            QMetaObject::invokeMethod(
                this, [this, preview = std::move(preview)] { takePreview(preview); },
                Qt::QueuedConnection);
        });
}

ThumbnailService::~ThumbnailService() {
    m_loader.reset();
    m_previewLoader.reset();
}

QImage ThumbnailService::thumbnail(PhotoId id) {
    if (const QImage *image = m_thumbnails.object(id.value)) {
        return *image;
    }
    if (!m_failed.contains(id.value) && !m_asked.contains(id)) {
        if (m_asked.size() >= kAskedLimit) {
            m_asked.removeFirst();
        }
        m_asked.append(id);
        scheduleWishes();
    }
    return {};
}

void ThumbnailService::want(const QList<PhotoId> &visible, const QList<PhotoId> &soon) {
    m_visible = visible;
    m_soon = soon;
    scheduleWishes();
}

/// Once for all that is asked in one go of the event loop.
void ThumbnailService::scheduleWishes() {
    if (!m_wishesScheduled) {
        m_wishesScheduled = true;
        QMetaObject::invokeMethod(this, &ThumbnailService::sendWishes, Qt::QueuedConnection);
    }
}

void ThumbnailService::sendWishes() {
    m_wishesScheduled = false;
    std::deque<PhotoId> wishes;
    const auto add = [&](PhotoId id) {
        if (!m_thumbnails.contains(id.value) && !m_failed.contains(id.value)) {
            wishes.push_back(id);
        }
    };
    std::for_each(m_visible.cbegin(), m_visible.cend(), add);
    std::for_each(m_asked.crbegin(), m_asked.crend(), add);
    std::for_each(m_soon.cbegin(), m_soon.cend(), add);
    m_loader->setWishes(std::move(wishes));
}

void ThumbnailService::deliver(PhotoId photo, QImage image) {
    bool first = false;
    {
        const std::lock_guard lock(m_mutex);
        first = m_delivered.empty();
        m_delivered.emplace_back(photo, std::move(image));
    }
    if (first) {
        QMetaObject::invokeMethod(this, &ThumbnailService::takeDelivered, Qt::QueuedConnection);
    }
}

void ThumbnailService::takeDelivered() {
    std::vector<std::pair<PhotoId, QImage>> delivered;
    {
        const std::lock_guard lock(m_mutex);
        delivered.swap(m_delivered);
    }
    QList<PhotoId> loaded;
    QList<PhotoId> failures;
    std::vector<PhotoId> all;
    for (const auto &[photo, image] : delivered) {
        all.push_back(photo);
        m_asked.removeOne(photo);
        if (image.isNull()) {
            m_failed.insert(photo.value);
            failures.append(photo);
        } else {
            m_thumbnails.insert(photo.value, new QImage(image), image.sizeInBytes());
            loaded.append(photo);
        }
    }
    m_loader->taken(all);
    if (!loaded.isEmpty()) {
        Q_EMIT ready(loaded);
    }
    for (const PhotoId photo : failures) {
        Q_EMIT failed(photo);
    }
}

void ThumbnailService::requestPreview(PhotoId id, QSize size, bool full) {
    const int side = full ? kFullSize : std::max({size.width(), size.height(), 1});
    const Preview *known = m_previews.object(id.value);
    if (known != nullptr) {
        const int has = known->request.side;
        const int longSide = std::max(known->image.width(), known->image.height());
        const bool isWhole =
            longSide >= std::max(known->fullSize.width(), known->fullSize.height());
        if (isWhole || has == kFullSize || (side != kFullSize && has >= side)) {
            QMetaObject::invokeMethod(
                this,
                [this, preview = *known] {
                    Q_EMIT previewReady(preview.request.photo, preview.image, preview.fullSize);
                },
                Qt::QueuedConnection);
            return;
        }
    }
    m_previewLoader->request({id, side});
}

void ThumbnailService::cancelPreviews() {
    m_previewLoader->cancel();
}

void ThumbnailService::takePreview(const Preview &preview) {
    const PhotoId photo = preview.request.photo;
    if (preview.image.isNull()) {
        Q_EMIT previewFailed(photo, preview.failure);
        return;
    }
    m_previews.insert(photo.value, new Preview(preview), preview.image.sizeInBytes());
    Q_EMIT previewReady(photo, preview.image, preview.fullSize);
}

PhotoId ThumbnailService::idOfFile(const QString &path) {
    if (const auto known = m_files.constFind(path); known != m_files.constEnd()) {
        return *known;
    }
    const PhotoId id{-1 - static_cast<std::int64_t>(m_files.size())};
    m_files.insert(path, id);
    m_loader->setFile(id, toPath(path));
    return id;
}

void ThumbnailService::forgetFailures() {
    m_failed.clear();
    m_previews.clear(); // a file may have been changed
}

} // namespace fovea::app
