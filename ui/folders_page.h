#pragma once

#include "ui/folder_entry.h"
#include "ui/page.h"

#include <QHash>
#include <QList>

namespace fovea::ui {

class FolderRow;

/// The folders of the library: where, how many photos, how far, and what can be done with each.
class FoldersPage : public Page {
    Q_OBJECT

public:
    explicit FoldersPage(QWidget *parent = nullptr);

    void setFolders(const QList<FolderEntry> &folders);
    void setPhotoCount(qint64 photos);

Q_SIGNALS:
    void addRequested();
    void folderChosen(fovea::FolderId folder);
    void removeRequested(fovea::FolderId folder);
    void lookAgainRequested(fovea::FolderId folder);
    void revealRequested(const QString &path);

private:
    void refreshSentence();
    FolderRow *makeRow(const FolderEntry &folder);

    QList<FolderEntry> m_folders;
    QList<FolderRow *> m_rows;
    qint64 m_photos = 0;
};

} // namespace fovea::ui
