#pragma once

#include "ui/folder_entry.h"

#include <QList>
#include <QWidget>

class QScrollArea;
class QToolButton;
class QVBoxLayout;

namespace fovea::ui {

class SidebarRow;

/// The places: all photos, the folders, problems if there are any, and Settings at the foot.
/// Up and Down go from row to row.
class Sidebar : public QWidget {
    Q_OBJECT

public:
    static constexpr int kWidth = 224;

    /// What can be current besides a folder.
    enum class Place { AllPhotos, Folder, Folders, Problems, Settings };

    explicit Sidebar(QWidget *parent = nullptr);

    void setFolders(const QList<FolderEntry> &folders);
    void setPhotoCount(qint64 photos);
    void setProblemCount(int problems);
    /// `folder` counts with Place::Folder only.
    void setCurrent(Place place, FolderId folder = {});

    QSize sizeHint() const override { return {kWidth, 400}; }

Q_SIGNALS:
    void allPhotosChosen();
    void folderChosen(fovea::FolderId folder);
    void foldersChosen(); ///< the page of folders
    void problemsChosen();
    void settingsChosen();
    void addFolderRequested();
    void removeFolderRequested(fovea::FolderId folder);
    void lookAgainRequested(fovea::FolderId folder);
    void revealRequested(const QString &path);

protected:
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    void buildPlaces();
    QList<SidebarRow *> rows() const;
    void updateFolder(SidebarRow *row, const FolderEntry &folder);
    SidebarRow *makeFolderRow(const FolderEntry &folder);
    void showMenu(FolderId folder, QPoint globalPos);
    void refreshCurrent();

    QList<FolderEntry> m_folders;
    QList<SidebarRow *> m_folderRows;
    Place m_place = Place::AllPhotos;
    FolderId m_currentFolder;

    QScrollArea *m_scroll = nullptr;
    QVBoxLayout *m_places = nullptr;
    QVBoxLayout *m_folderLayout = nullptr;
    SidebarRow *m_allPhotos = nullptr;
    class SectionHead *m_foldersHead = nullptr;
    QToolButton *m_addFolder = nullptr;
    SidebarRow *m_problems = nullptr;
    SidebarRow *m_settings = nullptr;
};

} // namespace fovea::ui
