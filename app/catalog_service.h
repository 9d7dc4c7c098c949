#pragma once

#include "app/catalog_reader.h"
#include "app/worker_thread.h"
#include "engine/library/library.h"
#include "ui/photo_details.h"
#include "ui/photo_item.h"
#include "ui/place.h"

#include <QList>
#include <QObject>
#include <QUrl>

#include <atomic>
#include <functional>
#include <memory>

namespace fovea::app {

/// Reads the catalog for the window, in a thread of its own, so that a million photos never block
/// it. Thread: the window's.
class CatalogService : public QObject {
    Q_OBJECT

public:
    explicit CatalogService(std::filesystem::path libraryFolder, QObject *parent = nullptr);
    ~CatalogService() override;

    void readOverview();
    /// The newest call wins.
    void readTimeline(ui::Place place);
    void readDetails(PhotoId photo);
    /// foldersAdded() and overviewRead() follow; folders that are there already are left as they
    /// are.
    void addFolders(const QStringList &folders);
    /// folderRemoved() and overviewRead() follow.
    void removeFolder(FolderId folder);
    /// The next look over the folders reads these files though they have not changed;
    /// willReadAgain() follows.
    void readAgain(const QStringList &files);
    /// The model, with its adapter, that the library uses from now on; modelChosen() and
    /// overviewRead() follow.
    void chooseModel(const QString &name);
    /// Switches the adapter off where it is on, and takes it away; adapterRemoved() and
    /// overviewRead() follow.
    void removeAdapter(const QString &name);
    /// Undoes that; modelChosen() follows where it was on before.
    void restoreAdapter(const QString &name, const QString &modelBefore);

    // Albums; overviewRead() follows each.
    /// Of these photos, or of all in `folder` where there are none; albumCreated() follows.
    void createAlbum(const QString &name, const QList<PhotoId> &photos, FolderId folder);
    void renameAlbum(AlbumId album, const QString &name);
    void removeAlbum(AlbumId album);
    /// photosAdded() follows.
    void addToAlbum(AlbumId album, const QList<PhotoId> &photos);
    /// photosTakenOut() follows; putBack() undoes it.
    void takeOutOfAlbum(AlbumId album, const QList<PhotoId> &photos);
    void putBack(AlbumId album, const std::vector<library::AlbumEntry> &entries);

    /// Files of these photos, for a drag or the clipboard. Blocks for as long as a few look-ups
    /// take.
    QList<QUrl> urlsOf(const QList<PhotoId> &photos);
    /// "IMG_2214.jpg, August 3, 2019". Blocks as urlsOf().
    QString describe(PhotoId photo);

Q_SIGNALS:
    void overviewRead(const fovea::app::LibraryOverview &overview);
    /// `elapsedMs`: how long reading took, so that nobody asks too often.
    void timelineRead(fovea::ui::Place place, const QList<fovea::ui::PhotoItem> &photos,
                      qint64 elapsedMs);
    void detailsRead(const fovea::ui::PhotoDetails &details);
    void foldersAdded(const QStringList &folders);
    void folderRemoved(fovea::FolderId folder);
    void willReadAgain();
    /// `answers`: searches use it already; else once indexing has shown it all photos.
    void modelChosen(const QString &name, bool answers);
    /// `modelBefore`: the library's choice where that was the adapter's; else empty.
    void adapterRemoved(const QString &name, const QString &modelBefore);
    void adapterRestored();
    void albumCreated(fovea::AlbumId album);
    /// `added`: those that were not in it before.
    void photosAdded(fovea::AlbumId album, const QList<fovea::PhotoId> &added);
    void photosTakenOut(fovea::AlbumId album,
                        const std::vector<fovea::library::AlbumEntry> &entries);
    /// What is in an album has changed.
    void albumChanged(fovea::AlbumId album);
    /// The catalog cannot be read or written; a sentence for a person.
    void failed(const QString &sentence);

private:
    template <typename Action>
    void tell(Action action);
    void change(std::function<Result<void>(library::Library &)> change, std::function<void()> done);

    std::vector<library::PhotoRecord> recordsOf(const QList<PhotoId> &photos);

    const std::filesystem::path m_folder;
    std::atomic<quint64> m_newestTimeline{0};
    std::unique_ptr<library::Library> m_ownLibrary; ///< of the window's thread, for recordsOf()
    std::unique_ptr<CatalogReader> m_worker;        ///< used in m_thread alone, which ends first
    std::unique_ptr<WorkerThread> m_thread;
};

} // namespace fovea::app
