#include "ui/teach_source_chooser.h"

#include "ui/icons.h"
#include "ui/segmented_switch.h"
#include "ui/theme.h"

#include <QComboBox>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QPushButton>
#include <QSignalBlocker>

#include <algorithm>
#include <utility>

namespace fovea::ui {

namespace {

constexpr int kChooserWidth = 264;
constexpr int kLongestEntry = 400;

} // namespace

TeachSourceChooser::TeachSourceChooser(QWidget *parent)
    : QWidget(parent) {
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(12);
    m_kind = new SegmentedSwitch({tr("Album"), tr("Folder"), tr("Caption file")}, this);
    m_kind->setAccessibleName(tr("Learn from"));
    m_kind->setFixedHeight(32);
    m_chooser = new QComboBox(this);
    m_chooser->setFixedSize(kChooserWidth, 32);
    m_chooser->setIconSize({20, 20});
    m_chooser->setAccessibleName(tr("Which one"));
    m_chooseFile = new QPushButton(icon(Icon::File), tr("Choose a file…"), this);
    m_chooseFile->setFont(Theme::instance().bodyFont(QFont::Medium));
    m_chooseFile->setFixedHeight(32);
    m_chooseFile->setToolTip(
        tr("A table (.csv, .tsv) with the columns file and caption, or COCO captions (.json)"));
    layout->addWidget(m_kind);
    layout->addWidget(m_chooser);
    layout->addWidget(m_chooseFile);
    layout->addStretch(1);
    connect(m_kind, &SegmentedSwitch::chosen, this, &TeachSourceChooser::kindChosen);
    connect(m_chooser, &QComboBox::activated, this, &TeachSourceChooser::entryChosen);
    connect(m_chooseFile, &QPushButton::clicked, this, &TeachSourceChooser::chooseFile);
    fillChooser();
}

void TeachSourceChooser::takeFocus() {
    m_chooser->setFocus(Qt::OtherFocusReason);
}

void TeachSourceChooser::setAlbums(const QList<AlbumEntry> &albums) {
    m_albums = albums;
    fillChooser();
    if (!m_source.chosen() && m_source.kind == TeachSource::Kind::Album && !albums.isEmpty()) {
        entryChosen(0);
    }
}

void TeachSourceChooser::followAlbum() {
    if (!m_source.album) {
        return;
    }
    const auto found = std::ranges::find(m_albums, m_source.album, &AlbumEntry::id);
    TeachSource now;
    if (found != m_albums.end()) {
        now = m_source;
        now.name = found->name;
    }
    if (now != m_source) {
        take(now);
    }
}

void TeachSourceChooser::setFolders(const QList<FolderEntry> &folders) {
    m_folders = folders;
    fillChooser();
}

/// A list is as wide as its longest entry, so that long names are cut.
void TeachSourceChooser::addEntry(Icon symbol, const QString &name) {
    m_chooser->addItem(icon(symbol),
                       m_chooser->fontMetrics().elidedText(name, Qt::ElideMiddle, kLongestEntry));
    m_chooser->setItemData(m_chooser->count() - 1, name, Qt::ToolTipRole);
}

void TeachSourceChooser::fillChooser() {
    const QSignalBlocker quiet(m_chooser);
    const bool isFile = m_source.kind == TeachSource::Kind::File;
    m_kind->setCurrent(int(m_source.kind));
    m_chooser->setVisible(!isFile);
    m_chooseFile->setVisible(isFile);
    m_chooseFile->setText(isFile && m_source.chosen() ? m_source.name : tr("Choose a file…"));
    m_chooser->clear();
    int current = -1;
    if (m_source.kind == TeachSource::Kind::Album) {
        for (const AlbumEntry &album : std::as_const(m_albums)) {
            addEntry(Icon::Album, album.name);
            current = album.id == m_source.album ? m_chooser->count() - 1 : current;
        }
        m_chooser->setPlaceholderText(m_albums.isEmpty() ? tr("No album yet")
                                                         : tr("Choose an album"));
    } else if (m_source.kind == TeachSource::Kind::Folder) {
        for (const FolderEntry &folder : std::as_const(m_folders)) {
            addEntry(Icon::Folder, folder.name);
            current = folder.id == m_source.folder ? m_chooser->count() - 1 : current;
        }
        if (m_folder.chosen()) {
            addEntry(Icon::Folder, m_folder.name);
            current = m_source == m_folder ? m_chooser->count() - 1 : current;
        }
        m_chooser->addItem(icon(Icon::FolderOpen), tr("Another folder…"));
        m_chooser->setPlaceholderText(tr("Choose a folder"));
    }
    m_chooser->setCurrentIndex(current);
    m_chooser->setEnabled(m_chooser->count() > 0);
}

void TeachSourceChooser::chooseKind(TeachSource::Kind kind) {
    kindChosen(int(kind));
}

void TeachSourceChooser::kindChosen(int kind) {
    using Kind = TeachSource::Kind;
    TeachSource source;
    source.kind = Kind(kind);
    m_source = source;
    fillChooser();
    if (source.kind == Kind::File) {
        take(m_file.chosen() ? m_file : source);
        if (!m_file.chosen()) {
            chooseFile();
        }
    } else if (source.kind == Kind::Album ? !m_albums.isEmpty() : !m_folders.isEmpty()) {
        entryChosen(0);
    } else {
        take(source);
    }
}

void TeachSourceChooser::entryChosen(int index) {
    TeachSource source;
    source.kind = m_source.kind;
    if (source.kind == TeachSource::Kind::Album && index < m_albums.size()) {
        source.album = m_albums[index].id;
        source.name = m_albums[index].name;
    } else if (source.kind == TeachSource::Kind::Folder && index < m_folders.size()) {
        source.folder = m_folders[index].id;
        source.path = m_folders[index].path;
        source.name = m_folders[index].name;
    } else if (index == m_chooser->count() - 1) {
        chooseOtherFolder();
        return;
    } else {
        source = m_folder;
    }
    take(source);
}

void TeachSourceChooser::chooseOtherFolder() {
    const QString path =
        QFileDialog::getExistingDirectory(this, tr("Choose a folder with captioned photos"));
    if (path.isEmpty()) {
        fillChooser(); // back to what was chosen before
        return;
    }
    TeachSource source;
    source.kind = TeachSource::Kind::Folder;
    source.path = path;
    source.name = QDir(path).dirName();
    m_folder = source;
    take(source);
}

void TeachSourceChooser::chooseFile() {
    const QString path =
        QFileDialog::getOpenFileName(this, tr("Choose a file with captions"), {},
                                     tr("Captions (%1)").arg(QStringLiteral("*.csv *.tsv *.json")) +
                                         QStringLiteral(";;") + tr("All files (*)"));
    if (path.isEmpty()) {
        return;
    }
    TeachSource source;
    source.kind = TeachSource::Kind::File;
    source.path = path;
    source.name = QFileInfo(path).fileName();
    take(source);
}

void TeachSourceChooser::take(const TeachSource &source) {
    m_source = source;
    if (source.kind == TeachSource::Kind::File && source.chosen()) {
        m_file = source;
    } else if (source.kind == TeachSource::Kind::Folder && !source.folder && source.chosen()) {
        m_folder = source;
    }
    fillChooser();
    Q_EMIT sourceTaken(source);
}

} // namespace fovea::ui
