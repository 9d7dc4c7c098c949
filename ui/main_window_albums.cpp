// MainWindow: albums, and the way to the page of teaching.
#include "ui/main_window.h"

#include "ui/icons.h"
#include "ui/info_line.h"
#include "ui/notice_bar.h"
#include "ui/search_field.h"
#include "ui/sidebar.h"
#include "ui/status_line.h"
#include "ui/teach_page.h"

#include <QMenu>

#include <algorithm>

namespace fovea::ui {

void MainWindow::connectAlbums() {
    connect(m_sidebar, &Sidebar::albumChosen, this, [this](AlbumId album) {
        choosePlace({{}, album});
    });
    connect(m_sidebar, &Sidebar::albumRenamed, this, &MainWindow::albumRenameRequested);
    connect(m_sidebar, &Sidebar::albumRemoveRequested, this, &MainWindow::removeAlbum);
    connect(m_sidebar, &Sidebar::photosDroppedOnAlbum, this, &MainWindow::albumAddRequested);
    connect(m_sidebar, &Sidebar::albumFromFolderRequested, this,
            [this](FolderId folder) { createAlbum(folderName(folder), {}, folder); });
    connect(m_sidebar, &Sidebar::teachChosen, this, &MainWindow::showTeach);
    connect(m_sidebar, &Sidebar::teachAlbumRequested, this, &MainWindow::teachAlbum);
    connect(m_sidebar, &Sidebar::teachFolderRequested, this, &MainWindow::teachFolder);
    connect(m_status, &StatusLine::teachingClicked, this, &MainWindow::showTeach);
    connect(m_teachPage, &TeachPage::backgroundChanged, m_status, &StatusLine::setTeaching);
    connect(m_info, &InfoLine::actionClicked, this, [this] {
        if (!showsResults()) {
            teachAlbum(m_place.album);
            return;
        }
        QList<PhotoId> photos;
        for (const PhotoItem &photo : std::as_const(*m_results)) {
            photos.append(photo.id);
        }
        createAlbum(m_search->text(), photos);
    });
}

void MainWindow::setAlbums(const QList<AlbumEntry> &albums) {
    m_albums = albums;
    refreshAlbums();
}

void MainWindow::refreshAlbums() {
    QList<AlbumEntry> shown = m_albums;
    shown.removeIf([this](const AlbumEntry &album) { return m_leavingAlbums.contains(album.id); });
    m_sidebar->setAlbums(shown);
    m_teachPage->setAlbums(shown);
    refreshInfo();
}

const AlbumEntry *MainWindow::placeAlbum() const {
    const auto found = std::ranges::find(m_albums, m_place.album, &AlbumEntry::id);
    return found == m_albums.end() ? nullptr : &*found;
}

QString MainWindow::freeAlbumName(const QString &wish) const {
    const auto taken = [this](const QString &name) {
        return std::ranges::any_of(m_albums, [&name](const AlbumEntry &album) {
            return album.name.compare(name, Qt::CaseInsensitive) == 0;
        });
    };
    const QString base = wish.trimmed().isEmpty() ? tr("New album") : wish.trimmed().left(100);
    QString name = base;
    for (int i = 2; taken(name); ++i) {
        name = tr("%1 %2", "an album's name with a number behind it").arg(base).arg(i);
    }
    return name;
}

void MainWindow::createAlbum(const QString &name, const QList<PhotoId> &photos, FolderId folder) {
    Q_EMIT albumCreateRequested(freeAlbumName(name), photos, folder);
}

void MainWindow::nameAlbum(AlbumId album) {
    m_sidebar->renameAlbum(album);
}

void MainWindow::fillAlbumMenu(QMenu *menu, const QList<PhotoId> &photos) {
    menu->addAction(icon(Icon::Add), tr("New album"), this,
                    [this, photos] { createAlbum({}, photos); });
    bool first = true;
    for (const AlbumEntry &album : std::as_const(m_albums)) {
        if (m_leavingAlbums.contains(album.id) || album.id == m_place.album) {
            continue;
        }
        if (std::exchange(first, false)) {
            menu->addSeparator();
        }
        // An ampersand in a name is no mnemonic.
        QString name = album.name;
        name.replace(QLatin1Char('&'), QStringLiteral("&&"));
        menu->addAction(icon(Icon::Album), name, this,
                        [this, id = album.id, photos] { Q_EMIT albumAddRequested(id, photos); });
    }
}

/// Above the bar that it belongs to.
void MainWindow::showAlbumMenu(const QList<PhotoId> &photos, QPoint globalPos) {
    QMenu menu(this);
    fillAlbumMenu(&menu, photos);
    menu.exec(globalPos - QPoint(0, menu.sizeHint().height() + 4));
}

void MainWindow::takeOut(const QList<PhotoId> &photos) {
    if (!photos.isEmpty() && canTakeOut()) {
        Q_EMIT albumTakeOutRequested(m_place.album, photos);
    }
}

void MainWindow::removeAlbum(AlbumId album) {
    const auto found = std::ranges::find(m_albums, album, &AlbumEntry::id);
    if (found == m_albums.end() || m_leavingAlbums.contains(album)) {
        return;
    }
    const QString name = found->name;
    m_leavingAlbums.append(album);
    if (m_place.album == album) {
        choosePlace({});
    }
    refreshAlbums();
    m_notice->show({tr("The album %1 is deleted. Its photos stay in the library.").arg(name),
                    tr("Undo"),
                    [this, album] {
                        m_leavingAlbums.removeAll(album);
                        refreshAlbums();
                    },
                    [this, album] {
                        // It stays hidden until setAlbums() comes without it.
                        Q_EMIT albumRemoved(album);
                    }});
}

void MainWindow::teachAlbum(AlbumId album) {
    const auto found = std::ranges::find(m_albums, album, &AlbumEntry::id);
    if (found == m_albums.end()) {
        return;
    }
    TeachSource source;
    source.album = album;
    source.name = found->name;
    if (!m_teachPage->choose(source)) {
        showNotice(
            tr("Fovea is still learning. It can learn from %1 afterwards.").arg(source.name));
    }
    showTeach();
    m_teachPage->takeFocus();
}

void MainWindow::teachFolder(FolderId folder) {
    const auto found = std::ranges::find(m_folders, folder, &FolderEntry::id);
    if (found == m_folders.end()) {
        return;
    }
    TeachSource source;
    source.kind = TeachSource::Kind::Folder;
    source.folder = folder;
    source.path = found->path;
    source.name = found->name;
    if (!m_teachPage->choose(source)) {
        showNotice(
            tr("Fovea is still learning. It can learn from %1 afterwards.").arg(source.name));
    }
    showTeach();
    m_teachPage->takeFocus();
}

} // namespace fovea::ui
