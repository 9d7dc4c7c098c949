#include "app/thumbnail_loader.h"

#include "engine/library/library.h"

#include <spdlog/spdlog.h>

namespace fovea::app {

ThumbnailLoader::ThumbnailLoader(Options options, Deliver deliver)
    : m_options(std::move(options))
    , m_deliver(std::move(deliver)) {
    for (int i = 0; i < m_options.threads; ++i) {
        m_threads.emplace_back([this] { readStore(); });
    }
    m_threads.emplace_back([this] { makeMissing(); });
}

ThumbnailLoader::~ThumbnailLoader() {
    {
        const std::lock_guard lock(m_mutex);
        m_ending = true;
    }
    m_changed.notify_all();
    m_threads.clear();
}

void ThumbnailLoader::setWishes(std::deque<PhotoId> wishes) {
    {
        const std::lock_guard lock(m_mutex);
        m_wishes = std::move(wishes);
        for (const PhotoId photo : m_missing) {
            m_inHand.erase(photo); // still wished: the store is asked again, which costs little
        }
        m_missing.clear();
    }
    m_changed.notify_all();
}

void ThumbnailLoader::setFile(PhotoId id, const std::filesystem::path &file) {
    const std::lock_guard lock(m_mutex);
    m_files.insert_or_assign(id, file);
}

void ThumbnailLoader::taken(const std::vector<PhotoId> &photos) {
    const std::lock_guard lock(m_mutex);
    for (const PhotoId photo : photos) {
        m_inHand.erase(photo);
    }
}

void ThumbnailLoader::readStore() {
    std::unique_ptr<library::Library> library;
    std::unique_lock lock(m_mutex);
    while (true) {
        m_changed.wait(lock, [this] { return m_ending || !m_wishes.empty(); });
        if (m_ending) {
            return;
        }
        const PhotoId photo = m_wishes.front();
        m_wishes.pop_front();
        if (!m_inHand.insert(photo).second) {
            continue;
        }
        lock.unlock();
        QImage image;
        if (!library) {
            auto opened = library::Library::open(m_options.libraryFolder);
            if (opened) {
                library = std::move(*opened);
            } else {
                spdlog::error("{}", opened.error().message);
            }
        }
        if (library && photo.value > 0) {
            if (const auto jpeg = library->thumbnails().get(photo)) {
                image = fromThumbnailJpeg(*jpeg);
            }
        }
        if (!image.isNull()) {
            m_deliver(photo, std::move(image));
        }
        lock.lock();
        if (image.isNull() && !m_ending) {
            m_missing.push_back(photo);
            m_changed.notify_all();
        }
    }
}

void ThumbnailLoader::makeMissing() {
    std::unique_ptr<library::Library> library;
    std::unique_lock lock(m_mutex);
    while (true) {
        m_changed.wait(lock, [this] { return m_ending || !m_missing.empty(); });
        if (m_ending) {
            return;
        }
        const PhotoId photo = m_missing.front();
        m_missing.pop_front();
        lock.unlock();
        if (!library) {
            auto opened = library::Library::open(m_options.libraryFolder);
            library = opened ? std::move(*opened) : nullptr;
        }
        m_deliver(photo, photo.value < 0 ? makeOfFile(photo)
                         : library       ? make(*library, photo)
                                         : QImage());
        lock.lock();
    }
}

QImage ThumbnailLoader::makeOfFile(PhotoId photo) {
    image::DecodeRequest request;
    {
        const std::lock_guard lock(m_mutex);
        request.file = m_files[photo];
    }
    request.thumbnailSide = m_options.side;
    auto decoded = m_options.decoders->decode(request);
    if (!decoded) {
        spdlog::warn("{}", decoded.error().message);
        return {};
    }
    return fromThumbnailJpeg(decoded->thumbnailJpeg);
}

QImage ThumbnailLoader::make(library::Library &library, PhotoId photo) {
    const auto record = library.catalog().photo(photo);
    if (!record || !*record || (*record)->offline) {
        return {};
    }
    image::DecodeRequest request;
    request.file = (*record)->path;
    request.thumbnailSide = m_options.side;
    auto decoded = m_options.decoders->decode(request);
    if (!decoded) {
        spdlog::warn("{}", decoded.error().message);
        return {};
    }
    QImage image = fromThumbnailJpeg(decoded->thumbnailJpeg);
    const std::pair entry(photo, std::move(decoded->thumbnailJpeg));
    if (const auto stored = library.thumbnails().put({&entry, 1}); !stored) {
        spdlog::warn("{}", stored.error().message); // it is made again at the next start
    }
    return image;
}

} // namespace fovea::app
