#pragma once

#include "app/decoders.h"
#include "engine/core/ids.h"

#include <QImage>

#include <condition_variable>
#include <deque>
#include <filesystem>
#include <functional>
#include <mutex>
#include <thread>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace fovea::library {
class Library;
}

namespace fovea::app {

/// Loads thumbnails from the library's store in the order wished, and makes those that are missing
/// from the photos themselves. Thread: any.
class ThumbnailLoader {
public:
    struct Options {
        std::filesystem::path libraryFolder;
        std::shared_ptr<Decoders> decoders;
        int threads = 1; ///< that read the store; one more makes what is missing
        int side = 512;  ///< px, the long side of a thumbnail that is made here
    };
    /// Called in the loader's threads. A null image: there is none and will be none.
    using Deliver = std::function<void(PhotoId, QImage)>;

    ThumbnailLoader(Options options, Deliver deliver);
    ~ThumbnailLoader();

    /// What is wanted now, in order; earlier wishes that have not begun are dropped.
    void setWishes(std::deque<PhotoId> wishes);
    /// A file outside of the library under an id below 0; its thumbnail is made and not stored.
    void setFile(PhotoId id, const std::filesystem::path &file);
    /// The receiver has taken these in: from here on a wish for them is a new one.
    void taken(const std::vector<PhotoId> &photos);

private:
    void readStore();
    void makeMissing();
    QImage make(library::Library &library, PhotoId photo);
    QImage makeOfFile(PhotoId photo);

    const Options m_options;
    const Deliver m_deliver;
    std::mutex m_mutex;
    std::condition_variable m_changed;
    // Guarded by m_mutex.
    std::deque<PhotoId> m_wishes;
    std::deque<PhotoId> m_missing;
    std::unordered_set<PhotoId> m_inHand;
    std::unordered_map<PhotoId, std::filesystem::path> m_files;
    bool m_ending = false;
    // Last: they use what is above.
    std::vector<std::jthread> m_threads;
};

} // namespace fovea::app
