#pragma once

#include "ui/album_entry.h"
#include "ui/folder_entry.h"
#include "ui/job_state.h"
#include "ui/model_entry.h"
#include "ui/photo_grid.h"
#include "ui/photo_item.h"
#include "ui/place.h"
#include "ui/search_request.h"

#include <QByteArray>
#include <QHash>
#include <QList>
#include <QString>
#include <QStringList>
#include <QTimer>
#include <QUrl>
#include <QWidget>

#include <functional>
#include <optional>

class QMenu;
class QMimeData;
class QStackedWidget;

namespace fovea::ui {

class DropOverlay;
class EmptyState;
class FirstStart;
class FoldersPage;
class InfoLine;
class ModelsPage;
class NoticeBar;
class ProblemsPage;
class SearchField;
class SelectionBar;
class Sidebar;
class StatusLine;
class TeachPage;
class ThumbnailSource;
class Viewer;
struct DropContents;
struct PhotoDetails;
enum class Command;

/// The one window. It emits what a person wants, as values, and has slots for what there is to
/// show; it knows no file, database or model. Nothing is shown as true before a slot has said so.
///
/// A start of the program: restoreState(), setModelState(), setFolders() (empty: the first start),
/// setPhotoCounts(), setTimeline(), show().
/// Thread: the interface's.
class MainWindow : public QWidget {
    Q_OBJECT

public:
    /// `thumbnails` outlives the window.
    explicit MainWindow(ThumbnailSource *thumbnails, QWidget *parent = nullptr);
    ~MainWindow() override;

    /// Geometry, size of the thumbnails, order of results: what the next start should find again.
    QByteArray saveState() const;
    void restoreState(const QByteArray &state);

    /// Where the files of photos are: what a drag and the clipboard carry.
    void setUrlProvider(std::function<QList<QUrl>(const QList<PhotoId> &)> provider);
    /// The name of a photo for tool tips and screen readers ("IMG_2214.jpg, August 3, 2019").
    void setPhotoDescriber(std::function<QString(PhotoId)> describer);

    /// What is searched for now.
    SearchRequest request() const;
    /// Whose photos are shown.
    Place place() const { return m_place; }
    /// The page of teaching, whose wishes are told by itself.
    TeachPage &teachPage() { return *m_teachPage; }

public Q_SLOTS:
    // What there is
    /// Empty: the first start, once `known`.
    void setFolders(const QList<fovea::ui::FolderEntry> &folders);
    void setAlbums(const QList<fovea::ui::AlbumEntry> &albums);
    /// An album that was asked for is there: its name can be written in the sidebar.
    void nameAlbum(fovea::AlbumId album);
    void setSuggestedFolder(const fovea::ui::FolderSuggestion &folder);
    /// `searchable`: how many of them have an embedding of the model in use.
    void setPhotoCounts(qint64 photos, qint64 searchable);
    /// All photos of a place, newest first. Ignored when another place was chosen in the meantime.
    /// The grid keeps its place.
    void setTimeline(fovea::ui::Place place, const QList<fovea::ui::PhotoItem> &photos);
    void setFailures(const QList<fovea::ui::FailureEntry> &failures);

    // Answers
    /// The answer to the newest searchChanged(), in the order to show. None: nothing was found.
    void setResults(const QList<fovea::ui::PhotoItem> &photos);
    /// The newest searchChanged() has no answer; `sentence` says why and what to do.
    void setSearchFailed(const QString &sentence);
    /// What chipAdded() asked for; an empty name or null thumbnail leaves what is there.
    void setChipInfo(int chipId, const QString &name, const QImage &thumbnail);
    /// Takes the chip away and shows the sentence.
    void rejectChip(int chipId, const QString &sentence);
    void setPhotoDetails(const fovea::ui::PhotoDetails &details);
    void setSimilar(fovea::PhotoId photo, const QList<fovea::ui::PhotoItem> &similar);

    // Work and models
    void setJob(const fovea::ui::JobState &job);
    void setModelState(const fovea::ui::ModelState &state);
    void setModels(const QList<fovea::ui::ModelEntry> &models);

    /// A sentence above the status line for 8 s; `actionText` and `action` give it a button,
    /// `ended` is called where the time is over without it.
    void showNotice(const QString &sentence, const QString &actionText = {},
                    std::function<void()> action = {}, std::function<void()> ended = {});

    // Where a person is taken
    void showPhotos(); ///< the grid of the place, or of the results
    void showFolders();
    void showProblems();
    void showSettings();
    void showTeach();
    /// One step back: viewer, results, empty search, all photos. What Esc does.
    void goBack();

Q_SIGNALS:
    // Searching
    /// The person begins to search: a good moment to load the model.
    void searchStarting();
    /// What is searched for has changed, a short while after the last key. Answer with setResults()
    /// or setSearchFailed(); an empty request needs no answer.
    void searchChanged(const fovea::ui::SearchRequest &request);
    /// An image was added to the search: name and thumbnail are wanted, by setChipInfo() or
    /// rejectChip(). searchChanged() follows.
    void chipAdded(const fovea::ui::SearchChip &chip);
    /// Another place was chosen. Answer with setTimeline().
    void placeChosen(fovea::ui::Place place);

    // Photos
    void detailsRequested(fovea::PhotoId photo);
    void similarRequested(fovea::PhotoId photo); ///< for the strip in the viewer
    void revealRequested(const QList<fovea::PhotoId> &photos);
    void openExternallyRequested(const QList<fovea::PhotoId> &photos);

    // Albums
    /// nameAlbum() is the answer. No photos: all of `folder`.
    void albumCreateRequested(const QString &name, const QList<fovea::PhotoId> &photos,
                              fovea::FolderId folder);
    void albumAddRequested(fovea::AlbumId album, const QList<fovea::PhotoId> &photos);
    void albumTakeOutRequested(fovea::AlbumId album, const QList<fovea::PhotoId> &photos);
    void albumRenameRequested(fovea::AlbumId album, const QString &name);
    /// For good: the time to undo is over.
    void albumRemoved(fovea::AlbumId album);

    // Folders
    void foldersChosen(const QStringList &paths); ///< by button, dialog or drop; to be added
    /// For good: the time to undo is over.
    void folderRemoved(fovea::FolderId folder);
    void lookAgainRequested(fovea::FolderId folder);
    void tryAgainRequested(const QStringList &paths); ///< files that could not be read
    void revealFileRequested(const QString &path);

    // Work
    void pauseJobRequested();
    void resumeJobRequested();
    void stopJobRequested();

    // Models
    void modelInstallRequested(const QString &name);
    void modelInstallCancelled(const QString &name);
    void modelUseRequested(const QString &name);
    void modelRemoveRequested(const QString &name);
    void adapterRemoveRequested(const QString &adapter);
    void modelFolderChosen(const QString &path); ///< a model on disk, to be added

protected:
    void closeEvent(QCloseEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dragMoveEvent(QDragMoveEvent *event) override;
    void dragLeaveEvent(QDragLeaveEvent *event) override;
    void dropEvent(QDropEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    enum class View { Photos, Folders, Problems, Settings, Teach };

    // Building (main_window.cpp)
    QWidget *buildWorkspace();
    QWidget *buildPhotosView();
    void connectPlaces();
    void connectPages();
    void setView(View view);
    void refreshSidebar();
    void placeFloating();

    // Folders (main_window_folders.cpp)
    void refreshFolders();
    void removeFolder(FolderId folder);
    QString folderName(FolderId folder) const;
    const FolderEntry *placeFolder() const;
    void chooseFolder();
    void addFolders(const QStringList &paths);
    bool firstStartOpen() const;

    // Albums and teaching (main_window_albums.cpp)
    void connectAlbums();
    void refreshAlbums();
    void createAlbum(const QString &name, const QList<PhotoId> &photos, FolderId folder = {});
    void fillAlbumMenu(QMenu *menu, const QList<PhotoId> &photos);
    void showAlbumMenu(const QList<PhotoId> &photos, QPoint globalPos);
    void takeOut(const QList<PhotoId> &photos);
    void removeAlbum(AlbumId album);
    void teachAlbum(AlbumId album);
    void teachFolder(FolderId folder);
    QString freeAlbumName(const QString &wish) const;
    const AlbumEntry *placeAlbum() const;
    bool canTakeOut() const { return m_place.album && !showsResults(); }

    // Searching (main_window_search.cpp)
    void connectSearch();
    void searchEdited(bool atOnce);
    void sendSearch();
    void leaveResults();
    void choosePlace(Place place);
    void searchFor(const QString &words);
    void showTimeline();
    void showSearching();
    void showEmpty();
    void showNothingFound();
    void showNoAnswer(const QString &sentence);
    void refreshInfo();
    void refreshPlaceholder();
    bool showsResults() const { return m_results.has_value(); }

    // Photos (main_window_photos.cpp)
    void connectPhotos();
    void openViewer(PhotoId photo);
    void closeViewer(PhotoId last);
    void findSimilar(const QList<PhotoId> &photos);
    void showPhotoMenu(const QList<PhotoId> &photos, QPoint globalPos);
    void dragOut(const QList<PhotoId> &photos);
    void copyPhotos(const QList<PhotoId> &photos);
    void selectionChanged();
    void focusGrid();
    bool viewerOpen() const;

    // Keys, clipboard, drops (main_window_input.cpp)
    void installShortcuts();
    void run(Command command);
    void moveFocus(int by);
    void paste();
    void takeFocusForTyping(QKeyEvent *event);
    bool goesUpToField(const QKeyEvent &event) const;
    void takeImages(const DropContents &contents, const QMimeData &mime);
    void addChip(const SearchChip &chip);
    void chooseImage();
    void layOutDrop();

    // What was told
    QList<FolderEntry> m_folders;
    QList<FolderId> m_leaving; ///< removed, and the time to undo is not over
    QList<AlbumEntry> m_albums;
    QList<AlbumId> m_leavingAlbums; ///< as m_leaving
    qint64 m_photoCount = 0;
    qint64 m_searchable = 0;
    JobState m_job;
    ModelState m_model;
    QList<PhotoItem> m_timeline;
    bool m_timelineKnown = false; ///< of m_place
    std::optional<QList<PhotoItem>> m_results;

    // Where the person is
    View m_view = View::Photos;
    Place m_place;
    QHash<Place, PhotoGrid::Place> m_placeScroll; ///< of each place's timeline
    bool m_restoreScroll = false;                 ///< the next timeline is of another place
    bool m_newSearch = false;                     ///< the next results are of another search
    bool m_waiting = false;                       ///< for an answer
    bool m_firstSession = false; ///< the first start was seen, and nothing searched since
    QTimer m_debounce;
    QTimer m_busy;
    std::function<QList<QUrl>(const QList<PhotoId> &)> m_urls;

    // The parts
    ThumbnailSource *m_thumbnails = nullptr;
    QStackedWidget *m_outer = nullptr; ///< first start, workspace, viewer
    FirstStart *m_firstStart = nullptr;
    QWidget *m_workspace = nullptr;
    Viewer *m_viewer = nullptr;
    Sidebar *m_sidebar = nullptr;
    QWidget *m_content = nullptr;
    QStackedWidget *m_views = nullptr;
    QWidget *m_photosView = nullptr;
    SearchField *m_search = nullptr;
    InfoLine *m_info = nullptr;
    QStackedWidget *m_body = nullptr; ///< the grid, or what there is instead
    PhotoGrid *m_grid = nullptr;
    EmptyState *m_empty = nullptr;
    FoldersPage *m_foldersPage = nullptr;
    ProblemsPage *m_problemsPage = nullptr;
    ModelsPage *m_modelsPage = nullptr;
    TeachPage *m_teachPage = nullptr;
    StatusLine *m_status = nullptr;
    SelectionBar *m_selectionBar = nullptr;
    NoticeBar *m_notice = nullptr;
    DropOverlay *m_drop = nullptr;
    bool m_draggingOut = false;
};

} // namespace fovea::ui
