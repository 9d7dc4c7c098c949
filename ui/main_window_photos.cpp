// MainWindow: what is done with photos.
#include "ui/main_window.h"

#include "ui/drop_contents.h"
#include "ui/icons.h"
#include "ui/info_line.h"
#include "ui/search_field.h"
#include "ui/selection_bar.h"
#include "ui/thumbnail_source.h"
#include "ui/viewer.h"

#include <QApplication>
#include <QClipboard>
#include <QDrag>
#include <QMenu>
#include <QStackedWidget>

#include <utility>

namespace fovea::ui {

void MainWindow::connectPhotos() {
    connect(m_grid, &PhotoGrid::openRequested, this, &MainWindow::openViewer);
    connect(m_grid, &PhotoGrid::previewRequested, this, &MainWindow::openViewer);
    connect(m_grid, &PhotoGrid::selectionChanged, this, &MainWindow::selectionChanged);
    connect(m_grid, &PhotoGrid::dragStarted, this, &MainWindow::dragOut);
    connect(m_grid, &PhotoGrid::rowHeightChanged, m_info, &InfoLine::setPhotoSize);
    connect(m_info, &InfoLine::sizeChosen, m_grid, &PhotoGrid::setRowHeight);
    connect(m_grid, &PhotoGrid::contextMenuRequested, this, [this](PhotoId photo, QPoint at) {
        if (photo) {
            showPhotoMenu(m_grid->selection(), at);
        }
    });

    connect(m_selectionBar, &SelectionBar::findSimilarRequested, this,
            [this] { findSimilar(m_grid->selection()); });
    connect(m_selectionBar, &SelectionBar::addToAlbumRequested, this,
            [this](QPoint at) { showAlbumMenu(m_grid->selection(), at); });
    connect(m_selectionBar, &SelectionBar::revealRequested, this,
            [this] { Q_EMIT revealRequested(m_grid->selection()); });
    connect(m_selectionBar, &SelectionBar::copyRequested, this,
            [this] { copyPhotos(m_grid->selection()); });
    connect(m_selectionBar, &SelectionBar::clearRequested, this, [this] {
        m_grid->clearSelection();
        m_grid->setFocus();
    });

    connect(m_viewer, &Viewer::closed, this, &MainWindow::closeViewer);
    connect(m_viewer, &Viewer::detailsRequested, this, &MainWindow::detailsRequested);
    connect(m_viewer, &Viewer::similarRequested, this, &MainWindow::similarRequested);
    connect(m_viewer, &Viewer::dragStarted, this, &MainWindow::dragOut);
    connect(m_viewer, &Viewer::findSimilarRequested, this,
            [this](PhotoId photo) { findSimilar({photo}); });
    connect(m_viewer, &Viewer::showInFolderRequested, this,
            [this](PhotoId photo) { Q_EMIT revealRequested({photo}); });
    connect(m_viewer, &Viewer::copyRequested, this, [this](PhotoId photo) { copyPhotos({photo}); });
    connect(m_viewer, &Viewer::contextMenuRequested, this,
            [this](PhotoId photo, QPoint at) { showPhotoMenu({photo}, at); });
}

void MainWindow::setUrlProvider(std::function<QList<QUrl>(const QList<PhotoId> &)> provider) {
    m_urls = std::move(provider);
}

void MainWindow::setPhotoDescriber(std::function<QString(PhotoId)> describer) {
    m_grid->setDescriber(std::move(describer));
}

void MainWindow::setPhotoDetails(const PhotoDetails &details) {
    m_viewer->setDetails(details);
}

void MainWindow::setSimilar(PhotoId photo, const QList<PhotoItem> &similar) {
    m_viewer->setSimilar(photo, similar);
}

bool MainWindow::viewerOpen() const {
    return m_outer->currentIndex() == m_outer->indexOf(m_viewer);
}

void MainWindow::openViewer(PhotoId photo) {
    m_viewer->open(m_grid->items(), photo);
    m_outer->setCurrentWidget(m_viewer);
    m_viewer->setFocus();
    placeFloating();
}

void MainWindow::closeViewer(PhotoId last) {
    m_viewer->close();
    m_outer->setCurrentWidget(m_workspace);
    m_grid->setCurrent(last);
    m_grid->setFocus();
    placeFloating();
}

void MainWindow::focusGrid() {
    if (m_body->currentWidget() != m_grid || m_grid->items().isEmpty()) {
        m_body->currentWidget()->setFocus();
        return;
    }
    if (!m_grid->current()) {
        m_grid->setCurrent(m_grid->items().first().id);
    }
    m_grid->setFocus(Qt::TabFocusReason);
}

void MainWindow::selectionChanged() {
    m_selectionBar->setCount(m_grid->selectedCount());
    placeFloating();
}

void MainWindow::findSimilar(const QList<PhotoId> &photos) {
    if (photos.isEmpty()) {
        return;
    }
    setView(View::Photos);
    m_search->clear();
    for (const PhotoId photo :
         photos.first(std::min<qsizetype>(photos.size(), SearchField::kMaxChips))) {
        SearchChip chip;
        chip.photo = photo;
        chip.thumbnail = m_thumbnails != nullptr ? m_thumbnails->thumbnail(photo) : QImage();
        addChip(chip);
    }
    if (photos.size() > SearchField::kMaxChips) {
        showNotice(tr("A search takes %Ln picture(s); the first ones were taken.", nullptr,
                      SearchField::kMaxChips));
    }
    m_search->setFocus();
}

void MainWindow::showPhotoMenu(const QList<PhotoId> &photos, QPoint globalPos) {
    if (photos.isEmpty()) {
        return;
    }
    QMenu menu(this);
    if (!viewerOpen()) {
        menu.addAction(icon(Icon::Image), tr("Open"), this,
                       [this, photos] { openViewer(photos.first()); });
    }
    menu.addAction(icon(Icon::Similar), tr("Find similar"), this,
                   [this, photos] { findSimilar(photos); });
    QMenu *albums = menu.addMenu(icon(Icon::Album), tr("Add to album"));
    fillAlbumMenu(albums, photos);
    if (canTakeOut()) {
        menu.addAction(icon(Icon::Minus), tr("Remove from album"), this,
                       [this, photos] { takeOut(photos); });
    }
    menu.addSeparator();
    menu.addAction(icon(Icon::ShowInFolder), tr("Show in folder"), this,
                   [this, photos] { Q_EMIT revealRequested(photos); });
    menu.addAction(tr("Open with another program"), this,
                   [this, photos] { Q_EMIT openExternallyRequested(photos); });
    menu.addAction(icon(Icon::Copy), tr("Copy"), this, [this, photos] { copyPhotos(photos); });
    menu.exec(globalPos);
}

void MainWindow::dragOut(const QList<PhotoId> &photos) {
    auto *drag = new QDrag(this);
    drag->setMimeData(photosMimeData(photos, m_urls ? m_urls(photos) : QList<QUrl>()));
    const QPixmap picture = m_grid->dragPixmap(photos);
    drag->setPixmap(picture);
    m_draggingOut = true;
    drag->exec(Qt::CopyAction);
    m_draggingOut = false;
    m_search->setGhostChips({});
}

void MainWindow::copyPhotos(const QList<PhotoId> &photos) {
    const QList<QUrl> urls = m_urls ? m_urls(photos) : QList<QUrl>();
    if (urls.isEmpty()) {
        showNotice(
            tr("These photos are not connected now, so there is nothing to copy. Connect their "
               "folder, then copy again."));
        return;
    }
    QMimeData *mime = photosMimeData(photos, urls);
    // What GNOME's file manager wants to see besides the addresses.
    QByteArray listed("copy");
    for (const QUrl &url : urls) {
        listed += '\n' + url.toEncoded();
    }
    mime->setData(QStringLiteral("x-special/gnome-copied-files"), listed);
    QApplication::clipboard()->setMimeData(mime);
    showNotice(
        tr("%Ln photo(s) copied. Paste into a folder or a message.", nullptr, int(urls.size())));
}

} // namespace fovea::ui
