#include "app/preview_loader.h"

#include "engine/library/library.h"

#include <QCoreApplication>

#include <algorithm>

namespace fovea::app {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(fovea::app::PreviewLoader)
};

} // namespace

PreviewLoader::PreviewLoader(std::filesystem::path libraryFolder,
                             std::shared_ptr<Decoders> decoders, int threads, Deliver deliver)
    : m_libraryFolder(std::move(libraryFolder))
    , m_decoders(std::move(decoders))
    , m_deliver(std::move(deliver)) {
    for (int i = 0; i < threads; ++i) {
        m_threads.emplace_back([this] { run(); });
    }
}

PreviewLoader::~PreviewLoader() {
    {
        const std::lock_guard lock(m_mutex);
        m_ending = true;
    }
    m_changed.notify_all();
    m_threads.clear();
}

void PreviewLoader::request(const PreviewRequest &request) {
    {
        const std::lock_guard lock(m_mutex);
        const auto isRequest = [&](const PreviewRequest &other) { return other == request; };
        if (std::ranges::any_of(m_requests, isRequest) ||
            std::ranges::any_of(m_inHand, isRequest)) {
            return;
        }
        m_requests.push_back(request);
    }
    m_changed.notify_one();
}

void PreviewLoader::cancel() {
    const std::lock_guard lock(m_mutex);
    m_requests.clear();
}

void PreviewLoader::run() {
    std::unique_ptr<library::Library> library;
    std::unique_lock lock(m_mutex);
    while (true) {
        m_changed.wait(lock, [this] { return m_ending || !m_requests.empty(); });
        if (m_ending) {
            return;
        }
        const PreviewRequest request = m_requests.front();
        m_requests.pop_front();
        m_inHand.push_back(request);
        lock.unlock();
        m_deliver(load(library, request));
        lock.lock();
        std::erase(m_inHand, request);
    }
}

Preview PreviewLoader::load(std::unique_ptr<library::Library> &library,
                            const PreviewRequest &request) {
    Preview preview;
    preview.request = request;
    const auto failed = [&preview](const QString &sentence) {
        preview.failure = sentence;
        return preview;
    };
    if (!library) {
        auto opened = library::Library::open(m_libraryFolder, library::Library::Mode::ReadOnly);
        if (!opened) {
            return failed(QString::fromStdString(opened.error().message));
        }
        library = std::move(*opened);
    }
    const auto record = library->catalog().photo(request.photo);
    if (!record) {
        return failed(QString::fromStdString(record.error().message));
    }
    if (!*record) {
        return failed(Words::tr("This photo is not in the library any more."));
    }
    if ((*record)->offline) {
        return failed(Words::tr(
            "The file of this photo is not there now. Connect its disk, or look through its "
            "folder again."));
    }
    image::DecodeRequest decodeRequest;
    decodeRequest.file = (*record)->path;
    decodeRequest.previewSide = request.side;
    auto decoded = m_decoders->decode(decodeRequest);
    if (!decoded) {
        return failed(QString::fromStdString(decoded.error().message));
    }
    preview.fullSize = QSize(decoded->width, decoded->height);
    preview.image = toQImage(std::move(decoded->preview)).convertToFormat(QImage::Format_RGB32);
    return preview;
}

} // namespace fovea::app
