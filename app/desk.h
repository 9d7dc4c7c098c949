#pragma once

#include "app/catalog_service.h"
#include "app/chip_reader.h"
#include "app/index_process.h"
#include "app/model_service.h"
#include "app/picture_survey.h"
#include "app/search_service.h"
#include "app/teach_service.h"
#include "app/thumbnail_service.h"
#include "ui/main_window.h"

#include <QHash>
#include <QObject>
#include <QSettings>
#include <QTimer>

#include <functional>
#include <memory>

namespace fovea::app {

struct DeskOptions {
    std::filesystem::path libraryFolder; ///< exists
    QStringList folders;                 ///< absolute, to be added
    QString program;                     ///< fovea itself, for `index` and `decode-worker`
    std::filesystem::path settingsFile;
    int threads = 1;
};

/// Ties the window to the services behind it: what a person wants goes to a service, what a service
/// learns goes to the window. Thread: the window's.
class Desk : public QObject {
    Q_OBJECT

public:
    explicit Desk(DeskOptions options, QObject *parent = nullptr);
    ~Desk() override;

    void show();
    /// Another start of the program: the window comes forward, and the folders are added.
    void comeForward(const QStringList &folders);

    ui::MainWindow &window() { return *m_window; }
    SearchService &search() { return *m_search; }
    IndexProcess &index() { return *m_index; }

private:
    // Connections, by part (desk.cpp).
    void connectPhotos();
    void connectFolders();
    void connectWork();
    void connectModels();
    void connectAlbums();
    void connectTeaching();
    bool eventFilter(QObject *watched, QEvent *event) override;

    // Searching (desk_search.cpp).
    void startSearch(const ui::SearchRequest &request);
    void askAgain();
    void showResult(const SearchResult &result);
    void takeModelChoice(const QString &name, bool answers);
    void takeAdapterRemoval(const QString &name, const QString &modelBefore);
    void showModelState();

    // Photos (desk_photos.cpp).
    void takeTimeline(ui::Place place, const QList<ui::PhotoItem> &photos, qint64 elapsedMs);
    void completeClipboard();
    void reveal(const QList<PhotoId> &photos);
    void revealFile(const QString &path);
    void openExternally(const QList<PhotoId> &photos);

    // Albums (desk_albums.cpp).
    QString albumName(AlbumId album) const;
    void tellAdded(AlbumId album, const QList<PhotoId> &added);
    void tellTakenOut(AlbumId album, const std::vector<library::AlbumEntry> &entries);

    // Teaching (desk_teach.cpp).
    void connectRun();
    void rememberRun(bool unfinished);
    void offerUnfinishedRun();
    void takeTaught(const TrainFinished &finished);
    void keepTaught(const QString &adapter, double strength);
    void useModel(const QString &name, const QString &sentence, std::function<void()> undo);
    void discardTaught(const QString &adapter);
    void takeDiscarded(const QString &adapter, const QString &modelBefore);
    void takeRestored();
    void showAdapterInUse();

    // Folders and the index child (desk_folders.cpp).
    void addFolders(const QStringList &folders);
    void removeFolder(FolderId folder);
    void removeWaiting();
    void lookAgain(FolderId folder);
    void tryAgain(const QStringList &paths);
    void takeOverview(const LibraryOverview &overview);
    void startWork();
    void showFolders();
    void takeIndexState(IndexProcess::State state);
    void takeProgress(const IndexProgress &progress);
    void takeFinished(const IndexFinished &summary);
    void takeIndexFailure(const QString &sentence);
    void takeStopped();
    void takeRemoved(FolderId folder);
    void refreshSoon();
    void refresh();
    bool isIndexing(const ui::FolderEntry &folder) const;

    const DeskOptions m_options;
    QSettings m_settings;
    const std::shared_ptr<Decoders> m_decoders; ///< for what a person looks at or searches with
    std::unique_ptr<ThumbnailService> m_thumbnails;
    std::unique_ptr<CatalogService> m_catalog;
    std::unique_ptr<SearchService> m_search;
    std::unique_ptr<IndexProcess> m_index;
    std::unique_ptr<ModelService> m_models;
    std::unique_ptr<ChipReader> m_chips;
    std::unique_ptr<PictureSurvey> m_survey;
    std::unique_ptr<WorkerThread> m_copier;
    std::unique_ptr<TeachService> m_teach;
    std::unique_ptr<ui::MainWindow> m_window; // last: it uses what is above

    // Searching
    ui::SearchRequest m_request;
    bool m_searchPending = false;

    // Folders and work
    LibraryOverview m_overview;
    bool m_overviewKnown = false;
    ui::JobState m_job;
    QHash<QString, QDateTime> m_checked; ///< when a folder was last looked through
    QList<FolderId> m_waitingRemovals;   ///< until the child has ended
    bool m_goOnAfterRemoval = false;
    bool m_silentTakeOut = false; ///< the next one undoes an addition
    QTimer m_showTimer;
    QTimer m_refreshTimer;
    qint64 m_timelineMs = 0; ///< how long reading and laying it out took

    // Teaching
    QString m_taughtModel;             ///< of the last result
    QString m_discarding;              ///< the adapter that Undo would bring back
    QString m_keptBefore;              ///< the model with it, where it was in use
    std::function<void()> m_modelUsed; ///< tells of the next choice of a model

    // The timeline that the window has
    ui::Place m_shownPlace;
    QList<ui::PhotoItem> m_shownTimeline;
    bool m_timelineShown = false;
};

} // namespace fovea::app
