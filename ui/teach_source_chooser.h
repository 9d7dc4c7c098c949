#pragma once

#include "ui/album_entry.h"
#include "ui/folder_entry.h"
#include "ui/icons.h"
#include "ui/teach_values.h"

#include <QWidget>

class QComboBox;
class QPushButton;

namespace fovea::ui {

class SegmentedSwitch;

/// What to learn from: an album, a folder or a caption file.
class TeachSourceChooser : public QWidget {
    Q_OBJECT

public:
    explicit TeachSourceChooser(QWidget *parent = nullptr);

    void setAlbums(const QList<AlbumEntry> &albums);
    void setFolders(const QList<FolderEntry> &folders);
    bool hasAlbums() const { return !m_albums.isEmpty(); }
    const TeachSource &source() const { return m_source; }

    /// As if a person had chosen it: sourceTaken() follows.
    void take(const TeachSource &source);
    void chooseKind(TeachSource::Kind kind);
    /// Where the album that is chosen was renamed or deleted: sourceTaken() follows.
    void followAlbum();
    void chooseFile();
    /// No focus proxy, which Tab would go to past the kinds.
    void takeFocus();

Q_SIGNALS:
    /// Another source, or none of the kind as yet.
    void sourceTaken(const fovea::ui::TeachSource &source);

private:
    void kindChosen(int kind);
    void entryChosen(int index);
    void chooseOtherFolder();
    void fillChooser();
    void addEntry(Icon symbol, const QString &name);

    QList<AlbumEntry> m_albums;
    QList<FolderEntry> m_folders;
    TeachSource m_source;
    TeachSource m_folder; ///< another folder that was chosen, or the file
    TeachSource m_file;
    SegmentedSwitch *m_kind = nullptr;
    QComboBox *m_chooser = nullptr;
    QPushButton *m_chooseFile = nullptr;
};

} // namespace fovea::ui
