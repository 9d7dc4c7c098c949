#pragma once

#include "app/file_download.h"
#include "app/hub_client.h"
#include "app/model_catalogue.h"
#include "app/model_store.h"

#include <QElapsedTimer>
#include <QLockFile>
#include <QNetworkAccessManager>
#include <QObject>

#include <deque>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace fovea::app {

/// How far an installation is, over all its files.
struct InstallProgress {
    enum class Phase {
        Asking,   ///< the hub, for sizes and hashes
        Checking, ///< bytes of an earlier attempt
        Fetching,
    };
    Phase phase = Phase::Asking;
    qint64 doneBytes = 0;
    qint64 totalBytes = 0; ///< 0 while asking
    double bytesPerSecond = 0;
    std::optional<double> secondsLeft;
};

/// Downloads a model of the catalogue because a person asked for it. The files come into a hidden
/// folder beside the others; only the whole, verified and readable as a model, is renamed into
/// place. What was stopped or cut is gone on with the next time. Thread: the one that owns it;
/// never blocks.
class ModelInstaller : public QObject {
    Q_OBJECT

public:
    ModelInstaller(ModelStore store, ModelCatalogue catalogue, NetworkOptions options = {},
                   QObject *parent = nullptr);

    /// REQUIRES: none is running.
    void install(const CatalogueModel &model);
    /// Stops and keeps what has come; failed() follows with ErrorCode::Stopped.
    void cancel();
    bool running() const { return m_model.has_value(); }

    /// Bytes of a model that lie there from an installation that did not end.
    static qint64 partBytes(const ModelStore &store, const CatalogueModel &model);
    static void discardPart(const ModelStore &store, const CatalogueModel &model);

Q_SIGNALS:
    void advanced(const fovea::app::InstallProgress &progress);
    /// Either of these once for each install(), last.
    void installed(const fovea::app::StoredModel &model);
    void failed(const fovea::Error &error);

private:
    struct Item {
        std::string name;
        RemoteFile remote;
    };

    Result<void> prepare();
    void describeNext();
    void onDescribed(const Result<RemoteFile> &remote);
    Result<void> checkSpace() const;
    void fetchNext();
    void onAdvanced(qint64 fileBytes, bool fetching);
    void removeLeftovers() const;
    Result<StoredModel> finish();
    void end(const Result<StoredModel> &result);

    ModelStore m_store;
    const ModelCatalogue m_catalogue;
    const NetworkOptions m_options;
    QNetworkAccessManager m_network;
    HubClient m_hub;

    // The installation in hand.
    std::optional<CatalogueModel> m_model;
    std::filesystem::path m_staging;
    std::unique_ptr<QLockFile> m_lock;
    std::string m_revision;
    std::vector<Item> m_items;
    std::size_t m_next = 0; // the item that is being fetched
    FileDownload *m_download = nullptr;
    qint64 m_totalBytes = 0;
    qint64 m_doneBytes = 0; // of the items before m_next
    QElapsedTimer m_clock;
    std::deque<std::pair<qint64, qint64>> m_samples; // ms and bytes of the last seconds
};

} // namespace fovea::app
