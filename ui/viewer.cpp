#include "ui/viewer.h"

#include "ui/elided_label.h"
#include "ui/theme.h"
#include "ui/thumbnail_source.h"
#include "ui/viewer_canvas.h"
#include "ui/viewer_panel.h"
#include "ui/viewer_strip.h"

#include <QContextMenuEvent>
#include <QKeyEvent>
#include <QLabel>
#include <QLocale>
#include <QToolButton>

#include <algorithm>

namespace fovea::ui {

namespace {

constexpr int kBusyAfterMs = 200;
constexpr int kNeighborsAfterMs = 600; ///< when nobody answers with similar photos
constexpr double kZoomStep = 1.25;
constexpr int kNeighborCount = 40;
constexpr int kRoomForPanel = 640;
constexpr int kRoomForStrip = 400;

int indexIn(const QList<PhotoItem> &items, PhotoId id) {
    const auto it =
        std::find_if(items.begin(), items.end(), [id](const PhotoItem &i) { return i.id == id; });
    return it == items.end() ? -1 : int(it - items.begin());
}

} // namespace

void Viewer::setSource(ThumbnailSource *source) {
    if (m_source != nullptr) {
        m_source->disconnect(this);
    }
    m_source = source;
    m_strip->setSource(source);
    if (m_source != nullptr) {
        connect(m_source, &ThumbnailSource::previewReady, this, &Viewer::takePreview);
        connect(m_source, &ThumbnailSource::previewFailed, this, &Viewer::takeFailure);
        connect(m_source, &ThumbnailSource::ready, this, &Viewer::takeThumbnails);
        connect(m_source, &QObject::destroyed, this, [this] {
            m_source = nullptr;
            m_strip->setSource(nullptr);
        });
    }
}

void Viewer::open(const QList<PhotoItem> &items, PhotoId current) {
    const int index = indexIn(items, current);
    if (index < 0) {
        return;
    }
    m_below.clear();
    m_previews.clear();
    m_items = items;
    m_index = -1;
    showPhoto(index);
}

void Viewer::setItems(const QList<PhotoItem> &items) {
    if (m_index < 0) {
        return;
    }
    // With a similar photo on top, it is the list below that changes.
    Sequence top{m_items, m_index};
    Sequence &opened = m_below.isEmpty() ? top : m_below.first();
    const PhotoItem kept = opened.items[opened.index];
    const int index = indexIn(items, kept.id);
    if (index >= 0) {
        opened = {items, index};
    } else {
        // The photo on screen has left the list: it stays until one moves on.
        opened.items = items;
        opened.index = std::min(opened.index, int(items.size()));
        opened.items.insert(opened.index, kept);
    }
    m_items = top.items;
    m_index = top.index;
    updateBar();
}

void Viewer::release() {
    if (m_source != nullptr) {
        m_source->cancelPreviews();
    }
    m_loadingTimer.stop();
    m_neighborTimer.stop();
    m_previews.clear();
    m_canvas->clear();
    m_strip->clear();
    m_below.clear();
    m_items.clear();
    m_index = -1;
}

PhotoId Viewer::current() const {
    return m_index >= 0 ? m_items[m_index].id : PhotoId();
}

void Viewer::showPhoto(int index) {
    if (index < 0 || index >= int(m_items.size()) || (index == m_index && m_canvas->hasPixels())) {
        return;
    }
    m_index = index;
    const PhotoItem &item = m_items[index];
    m_details = {};
    m_details.id = item.id;
    m_similar.clear();
    m_failure.clear();
    m_fullAsked = false;
    m_canvas->setNote({});
    m_canvas->setPhoto(m_source != nullptr ? m_source->thumbnail(item.id) : QImage(),
                       item.aspect > 0 ? double(item.aspect) : 1.0);
    if (m_source != nullptr) {
        m_source->cancelPreviews();
    }
    const auto kept = m_previews.constFind(item.id);
    if (kept != m_previews.constEnd()) {
        m_canvas->setPixels(kept->image, kept->fullSize);
        prefetch();
    } else {
        requestPreview();
    }
    updateBar();
    m_neighborTimer.start(kNeighborsAfterMs);
    wantThumbnails();
    Q_EMIT currentChanged(item.id);
    Q_EMIT detailsRequested(item.id);
    Q_EMIT similarRequested(item.id);
}

void Viewer::requestPreview() {
    if (m_source == nullptr || m_index < 0) {
        return;
    }
    m_askedSize = m_canvas->previewSize();
    m_loadingTimer.start(kBusyAfterMs);
    m_source->requestPreview(current(), m_askedSize, false);
}

void Viewer::requestFull() {
    if (m_source != nullptr && m_index >= 0 && !m_fullAsked && m_failure.isEmpty()) {
        m_fullAsked = true;
        m_loadingTimer.start(kBusyAfterMs);
        m_source->requestPreview(current(), m_canvas->previewSize(), true);
    }
}

void Viewer::takePreview(PhotoId id, const QImage &image, QSize fullSize) {
    if (id != current()) {
        const int at = indexIn(m_items.mid(std::max(m_index - 1, 0), 3), id);
        if (at >= 0) {
            m_previews.insert(id, {image, fullSize});
        }
        return;
    }
    m_loadingTimer.stop();
    // A preview must not take the place of the full photo that came before it.
    const auto have = m_previews.constFind(id);
    if (have == m_previews.constEnd() || image.width() >= have->image.width()) {
        m_previews.insert(id, {image, fullSize});
        m_canvas->setPixels(image, fullSize);
    }
    m_failure.clear();
    updateNote();
    updateBar();
    prefetch();
}

void Viewer::takeFailure(PhotoId id, const QString &sentence) {
    if (id == current()) {
        m_loadingTimer.stop();
        m_failure = sentence;
        updateNote();
        prefetch();
    }
}

void Viewer::takeThumbnails(const QList<PhotoId> &ids) {
    if (m_index < 0) {
        return;
    }
    m_strip->thumbnailsReady(ids);
    if (!m_canvas->hasPixels() && ids.contains(current())) {
        m_canvas->setThumbnail(m_source->thumbnail(current()));
    }
}

/// Fetches the photos before and after this one, and lets go of all others.
void Viewer::prefetch() {
    QHash<PhotoId, Preview> kept;
    for (const int index : {m_index, m_index + 1, m_index - 1}) {
        if (index < 0 || index >= int(m_items.size())) {
            continue;
        }
        const PhotoId id = m_items[index].id;
        const auto it = m_previews.constFind(id);
        if (it != m_previews.constEnd()) {
            kept.insert(id, *it);
        } else if (index != m_index && m_source != nullptr) {
            m_source->requestPreview(id, m_canvas->previewSize(), false);
        }
    }
    m_previews = kept;
}

void Viewer::wantThumbnails() {
    if (m_source == nullptr || m_index < 0) {
        return;
    }
    QList<PhotoId> soon;
    for (int i = std::max(m_index - 2, 0); i < std::min(m_index + 4, int(m_items.size())); ++i) {
        soon.append(m_items[i].id);
    }
    m_source->want(QList<PhotoId>{current()} + m_strip->visiblePhotos(), soon);
}

void Viewer::setDetails(const PhotoDetails &details) {
    if (details.id != current()) {
        return;
    }
    m_details = details;
    m_panel->setDetails(details);
    updateNote();
    updateBar();
}

void Viewer::setSimilar(PhotoId of, const QList<PhotoItem> &photos) {
    if (of != current()) {
        return;
    }
    m_neighborTimer.stop();
    m_similar = photos;
    if (photos.isEmpty()) {
        showNeighbors();
    } else {
        m_strip->setPhotos(tr("Similar photos"), photos, -1, true);
        wantThumbnails();
    }
}

void Viewer::showNeighbors() {
    const int first = std::max(m_index - kNeighborCount / 2, 0);
    m_strip->setPhotos(tr("Photos around this one"), m_items.mid(first, kNeighborCount),
                       m_index - first, false);
    wantThumbnails();
}

void Viewer::followStrip(PhotoId id) {
    if (m_similar.isEmpty()) {
        showPhoto(indexIn(m_items, id));
        return;
    }
    const int index = indexIn(m_similar, id);
    m_below.append({m_items, m_index});
    m_items = m_similar;
    m_index = -1;
    showPhoto(index);
}

void Viewer::goBack() {
    if (m_below.isEmpty()) {
        Q_EMIT closed(current());
        return;
    }
    const Sequence below = m_below.takeLast();
    m_items = below.items;
    m_index = -1;
    showPhoto(below.index);
}

bool Viewer::keyMoves(int key) {
    if (isRightToLeft() && (key == Qt::Key_Left || key == Qt::Key_Right)) {
        key = key == Qt::Key_Left ? Qt::Key_Right : Qt::Key_Left;
    }
    switch (key) {
    case Qt::Key_Left:
    case Qt::Key_PageUp:
        showPhoto(m_index - 1);
        return true;
    case Qt::Key_Right:
    case Qt::Key_PageDown:
        showPhoto(m_index + 1);
        return true;
    case Qt::Key_Home:
        showPhoto(0);
        return true;
    case Qt::Key_End:
        showPhoto(int(m_items.size()) - 1);
        return true;
    default:
        return false;
    }
}

void Viewer::keyPressEvent(QKeyEvent *event) {
    const Qt::KeyboardModifiers modifiers =
        event->modifiers() & ~(Qt::KeypadModifier | Qt::ShiftModifier);
    if (m_index < 0 || (modifiers & ~Qt::ControlModifier)) {
        event->ignore();
        return;
    }
    if (event->matches(QKeySequence::ZoomIn) || event->key() == Qt::Key_Plus ||
        event->key() == Qt::Key_Equal) {
        m_canvas->zoomBy(kZoomStep);
    } else if (event->matches(QKeySequence::ZoomOut) || event->key() == Qt::Key_Minus) {
        m_canvas->zoomBy(1 / kZoomStep);
    } else if (event->matches(QKeySequence::Copy)) {
        Q_EMIT copyRequested(current());
    } else if (event->key() == Qt::Key_0) {
        m_canvas->fit();
    } else if (event->key() == Qt::Key_1) {
        m_canvas->zoomToActual();
    } else if (modifiers != Qt::NoModifier) {
        event->ignore();
    } else if (event->key() == Qt::Key_I) {
        setPanelVisible(!panelVisible());
    } else if (event->key() == Qt::Key_Escape || event->key() == Qt::Key_Space) {
        goBack();
    } else if (!keyMoves(event->key())) {
        event->ignore();
    }
}

void Viewer::contextMenuEvent(QContextMenuEvent *event) {
    if (m_index < 0) {
        return;
    }
    const bool byKey = event->reason() == QContextMenuEvent::Keyboard;
    Q_EMIT contextMenuRequested(current(), byKey ? m_canvas->mapToGlobal(m_canvas->rect().center())
                                                 : event->globalPos());
}

void Viewer::resizeEvent(QResizeEvent *event) {
    QWidget::resizeEvent(event);
    updateParts();
    // A preview that was decoded for a much smaller view would be blurred.
    const QSize size = m_canvas->previewSize();
    if (m_index >= 0 && (size.width() > m_askedSize.width() * 5 / 4 ||
                         size.height() > m_askedSize.height() * 5 / 4)) {
        requestPreview();
    }
}

void Viewer::setPanelVisible(bool visible) {
    if (visible != m_panelWanted) {
        m_panelWanted = visible;
        updateParts();
        Q_EMIT panelVisibleChanged(visible);
    }
}

bool Viewer::panelVisible() const {
    return m_panelWanted;
}

void Viewer::updateParts() {
    m_infoButton->setChecked(m_panelWanted);
    m_panel->setVisible(m_panelWanted && width() >= kRoomForPanel);
    m_strip->setVisible(height() >= kRoomForStrip);
}

void Viewer::updateNote() {
    if (!m_details.offlineNote.isEmpty()) {
        m_canvas->setNote(m_details.offlineNote);
    } else {
        m_canvas->setNote(m_failure);
    }
}

void Viewer::updateBar() {
    if (m_index < 0) {
        return;
    }
    m_name->setText(m_details.fileName);
    //: Which photo of how many, "3 of 19"
    m_count->setText(
        tr("%1 of %2").arg(locale().toString(m_index + 1), locale().toString(m_items.size())));
    const int percent = qRound(m_canvas->zoom().percent());
    m_zoom->setText(m_canvas->hasPixels() ? tr("%1%").arg(locale().toString(percent)) : QString());
    m_canvas->setNeighbors(m_index > 0, m_index + 1 < int(m_items.size()));
}

} // namespace fovea::ui
