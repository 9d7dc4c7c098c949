#pragma once

#include "app/decoders.h"
#include "app/model_choice.h"
#include "app/worker_thread.h"
#include "engine/clip/encoders.h"
#include "engine/core/progress.h"
#include "engine/search/search_engine.h"
#include "ui/photo_item.h"

#include <QByteArray>
#include <QList>
#include <QObject>
#include <QString>

#include <array>
#include <atomic>
#include <functional>
#include <memory>

namespace fovea::app {

/// An image that photos should be like: a photo of the library, a file, or the bytes of one that
/// came with the clipboard or a drag.
struct ImageClue {
    PhotoId photo;
    QString file;
    QByteArray encoded; ///< PNG, JPEG and the like, decoded in a worker as any file
};

/// What the person looks for at this moment.
struct SearchRequest {
    search::Query query; ///< its own images come from `images`
    QList<ImageClue> images;
    search::SortOrder sort = search::SortOrder::Relevance;
    qint64 limit = 200;
};

struct SearchResult {
    quint64 serial = 0;
    QList<ui::PhotoItem> photos; ///< best first, or newest first
    qint64 searched = 0;         ///< photos that were looked through
    double elapsedMs = 0;
    QString failure; ///< a sentence, instead of photos
};

class SearchWorker;

/// Answers searches in a thread of its own that owns its library, vector index and model; the
/// newest question wins. The tensor library is loaded at warmUp() or the first search that needs
/// it. Thread: the window's.
class SearchService : public QObject {
    Q_OBJECT

public:
    enum class ModelState { Asleep, Loading, Ready, Failed };
    Q_ENUM(ModelState)

    struct Options {
        std::filesystem::path libraryFolder;
        /// The model, as answeringModel() finds it, that answers over a space where `wanted` is the
        /// library's choice. Called in the service's thread.
        std::function<Result<ModelChoice>(const std::string &wanted, const clip::EmbeddingSpace &)>
            model;
        std::shared_ptr<Decoders> decoders; ///< for image files
        int threads = 1;                    ///< for one encoding
    };

    explicit SearchService(Options options, QObject *parent = nullptr);
    ~SearchService() override;

    /// Starts to load the model, unless that is done or under way.
    void warmUp();
    /// The answer comes as searched(), unless a newer question overtakes it. Returns its serial
    /// number.
    quint64 search(const SearchRequest &request);
    /// The answer comes as similarFound(), under the same rule.
    quint64 similar(PhotoId photo, qint64 limit);
    /// Nobody waits for the last search any more.
    void forgetSearch();
    /// The index child has committed: reads what is new; caughtUp() follows where something was.
    void catchUp();
    /// The model in use has changed: opens the one that belongs to the active space now.
    void reload();

    ModelState modelState() const { return m_modelState; }
    /// What went wrong with the model, as a sentence.
    const QString &modelFailure() const { return m_modelFailure; }

Q_SIGNALS:
    void searched(const fovea::app::SearchResult &result);
    void similarFound(fovea::PhotoId photo, const fovea::app::SearchResult &result);
    void caughtUp();
    void modelStateChanged(fovea::app::SearchService::ModelState state);

private:
    enum Channel { Search, Similar, ChannelCount };

    bool isNewest(Channel channel, quint64 serial) const { return m_newest[channel] == serial; }
    // The two are called in the service's thread and hand over to the window's.
    void reportModel(ModelState state, const QString &failure);
    void report(Channel channel, quint64 serial, PhotoId photo, Result<SearchResult> answer);

    // Thread: any.
    std::array<std::atomic<quint64>, ChannelCount> m_newest{};
    std::atomic<bool> m_catchUpPosted{false};
    StopToken m_stop;
    // Thread: the window's.
    ModelState m_modelState = ModelState::Asleep;
    QString m_modelFailure;
    // Used in m_thread alone, which ends first.
    std::unique_ptr<SearchWorker> m_worker;
    std::unique_ptr<WorkerThread> m_thread;
};

} // namespace fovea::app
