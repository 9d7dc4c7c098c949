#pragma once

#include "ui/album_entry.h"
#include "ui/folder_entry.h"

#include <QList>
#include <QWidget>

class QScrollArea;
class QToolButton;
class QVBoxLayout;

namespace fovea::ui {

class SidebarRow;

/// The places: all photos, albums if there are any, the folders, problems if there are any; at the
/// foot Teach and Settings.
/// Up and Down go from row to row.
class Sidebar : public QWidget {
    Q_OBJECT

public:
    static constexpr int kWidth = 224;

    /// What can be current.
    enum class Row { AllPhotos, Album, Folder, Folders, Problems, Teach, Settings };

    explicit Sidebar(QWidget *parent = nullptr);

    void setAlbums(const QList<AlbumEntry> &albums);
    /// Lets a person write its name, as soon as it is there.
    void renameAlbum(AlbumId album);
    void setFolders(const QList<FolderEntry> &folders);
    void setPhotoCount(qint64 photos);
    void setProblemCount(int problems);
    /// The ids count with Row::Album and Row::Folder only.
    void setCurrent(Row row, FolderId folder = {}, AlbumId album = {});

    QSize sizeHint() const override { return {kWidth, 400}; }

Q_SIGNALS:
    void allPhotosChosen();
    void folderChosen(fovea::FolderId folder);
    void albumChosen(fovea::AlbumId album);
    void foldersChosen(); ///< the page of folders
    void teachChosen();
    void problemsChosen();
    void settingsChosen();
    void addFolderRequested();
    void removeFolderRequested(fovea::FolderId folder);
    void lookAgainRequested(fovea::FolderId folder);
    void revealRequested(const QString &path);
    void albumRenamed(fovea::AlbumId album, const QString &name);
    void albumRemoveRequested(fovea::AlbumId album);
    void photosDroppedOnAlbum(fovea::AlbumId album, const QList<fovea::PhotoId> &photos);
    void teachAlbumRequested(fovea::AlbumId album);
    void teachFolderRequested(fovea::FolderId folder);
    void albumFromFolderRequested(fovea::FolderId folder);

protected:
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void buildPlaces();
    QList<SidebarRow *> rows() const;
    void updateFolder(SidebarRow *row, const FolderEntry &folder);
    SidebarRow *makeFolderRow(const FolderEntry &folder);
    QWidget *buildAlbums(QWidget *parent);
    SidebarRow *makeAlbumRow(const AlbumEntry &album);
    void showMenu(FolderId folder, QPoint globalPos);
    void showAlbumMenu(AlbumId album, QPoint globalPos);
    SidebarRow *albumRow(AlbumId album) const;
    void refreshCurrent();
    void refreshTabOrder();

    QList<FolderEntry> m_folders;
    QList<SidebarRow *> m_folderRows;
    QList<AlbumEntry> m_albums;
    QList<SidebarRow *> m_albumRows;
    AlbumId m_toRename;
    Row m_row = Row::AllPhotos;
    FolderId m_currentFolder;
    AlbumId m_currentAlbum;

    QScrollArea *m_scroll = nullptr;
    QVBoxLayout *m_places = nullptr;
    QWidget *m_albumBox = nullptr; ///< head and rows
    QVBoxLayout *m_albumLayout = nullptr;
    QVBoxLayout *m_folderLayout = nullptr;
    SidebarRow *m_allPhotos = nullptr;
    class SectionHead *m_foldersHead = nullptr;
    QToolButton *m_addFolder = nullptr;
    SidebarRow *m_problems = nullptr;
    SidebarRow *m_teach = nullptr;
    SidebarRow *m_settings = nullptr;
};

} // namespace fovea::ui
