#pragma once

#include "app/decoders.h"
#include "engine/core/ids.h"

#include <QImage>
#include <QSize>
#include <QString>

#include <condition_variable>
#include <deque>
#include <filesystem>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace fovea::library {
class Library;
}

namespace fovea::app {

struct PreviewRequest {
    PhotoId photo;
    int side = 0; ///< px of the long side; -1 for full size

    bool operator==(const PreviewRequest &) const = default;
};

struct Preview {
    PreviewRequest request;
    QImage image;   ///< null: `failure` says why
    QSize fullSize; ///< of the photo, upright
    QString failure;
};

/// Decodes photos for the viewer, in the order asked. Thread: any.
class PreviewLoader {
public:
    using Deliver = std::function<void(Preview)>; ///< called in the loader's threads

    PreviewLoader(std::filesystem::path libraryFolder, std::shared_ptr<Decoders> decoders,
                  int threads, Deliver deliver);
    ~PreviewLoader();

    void request(const PreviewRequest &request);
    /// Drops what has not begun.
    void cancel();

private:
    void run();
    Preview load(std::unique_ptr<library::Library> &library, const PreviewRequest &request);

    const std::filesystem::path m_libraryFolder;
    const std::shared_ptr<Decoders> m_decoders;
    const Deliver m_deliver;
    std::mutex m_mutex;
    std::condition_variable m_changed;
    // Guarded by m_mutex.
    std::deque<PreviewRequest> m_requests;
    std::vector<PreviewRequest> m_inHand;
    bool m_ending = false;
    // Last: they use what is above.
    std::vector<std::jthread> m_threads;
};

} // namespace fovea::app
