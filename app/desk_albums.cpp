#include "app/desk.h"

#include <algorithm>

namespace fovea::app {

void Desk::connectAlbums() {
    ui::MainWindow *window = m_window.get();
    CatalogService *catalog = m_catalog.get();
    connect(window, &ui::MainWindow::albumCreateRequested, catalog, &CatalogService::createAlbum);
    connect(window, &ui::MainWindow::albumAddRequested, catalog, &CatalogService::addToAlbum);
    connect(window, &ui::MainWindow::albumTakeOutRequested, catalog,
            &CatalogService::takeOutOfAlbum);
    connect(window, &ui::MainWindow::albumRenameRequested, catalog, &CatalogService::renameAlbum);
    connect(window, &ui::MainWindow::albumRemoved, catalog, &CatalogService::removeAlbum);
    connect(catalog, &CatalogService::albumCreated, window, &ui::MainWindow::nameAlbum);
    connect(catalog, &CatalogService::albumChanged, this, [this](AlbumId album) {
        if (m_window->place().album == album) {
            m_catalog->readTimeline(m_window->place());
        }
    });
    connect(catalog, &CatalogService::photosAdded, this, &Desk::tellAdded);
    connect(catalog, &CatalogService::photosTakenOut, this, &Desk::tellTakenOut);
}

QString Desk::albumName(AlbumId album) const {
    const auto found = std::ranges::find(m_overview.albums, album, &ui::AlbumEntry::id);
    return found == m_overview.albums.end() ? QString() : found->name;
}

void Desk::tellAdded(AlbumId album, const QList<PhotoId> &added) {
    const QString name = albumName(album);
    if (added.isEmpty()) {
        m_window->showNotice(tr("These photos are in %1 already.").arg(name));
        return;
    }
    m_window->showNotice(
        tr("%Ln photo(s) added to %1.", nullptr, static_cast<int>(added.size())).arg(name),
        tr("Undo"), [this, album, added] {
            m_silentTakeOut = true;
            m_catalog->takeOutOfAlbum(album, added);
        });
}

void Desk::tellTakenOut(AlbumId album, const std::vector<library::AlbumEntry> &entries) {
    if (std::exchange(m_silentTakeOut, false) || entries.empty()) {
        return; // that was the undoing
    }
    m_window->showNotice(tr("%Ln photo(s) taken out of %1. They stay in the library.", nullptr,
                            static_cast<int>(entries.size()))
                             .arg(albumName(album)),
                         tr("Undo"),
                         [this, album, entries] { m_catalog->putBack(album, entries); });
}

} // namespace fovea::app
