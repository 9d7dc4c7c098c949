#include "app/desk.h"
#include "app/desktop_actions.h"
#include "app/paths.h"

#include <QClipboard>
#include <QElapsedTimer>
#include <QGuiApplication>
#include <QMimeData>

#include <algorithm>

namespace fovea::app {

namespace {

constexpr int kFullSize = -1;

bool isSame(const ui::PhotoItem &a, const ui::PhotoItem &b) {
    return a.id == b.id && a.aspect == b.aspect && a.takenLocalMs == b.takenLocalMs;
}

} // namespace

/// During an index run it is read again and again; what has not changed is not laid out anew.
void Desk::takeTimeline(ui::Place place, const QList<ui::PhotoItem> &photos, qint64 elapsedMs) {
    const bool same = m_timelineShown && place == m_shownPlace &&
                      std::equal(photos.begin(), photos.end(), m_shownTimeline.begin(),
                                 m_shownTimeline.end(), isSame);
    QElapsedTimer timer;
    timer.start();
    if (!same) {
        m_window->setTimeline(place, photos);
    }
    m_timelineShown = true;
    m_shownPlace = place;
    m_shownTimeline = photos;
    m_timelineMs = elapsedMs + timer.elapsed();
}

/// The window has put the file of one photo on the clipboard: its pixels follow when they are
/// decoded.
void Desk::completeClipboard() {
    const QClipboard *clipboard = QGuiApplication::clipboard();
    const QMimeData *data = clipboard->ownsClipboard() ? clipboard->mimeData() : nullptr;
    if (data == nullptr || data->urls().size() != 1 || data->hasImage()) {
        return;
    }
    m_copier->post([this, file = data->urls().constFirst()] {
        image::DecodeRequest request;
        request.file = toPath(file.toLocalFile());
        request.previewSide = kFullSize;
        auto decoded = m_decoders->decode(request);
        if (!decoded) {
            return; // the file itself is on the clipboard
        }
        const QImage pixels = toQImage(std::move(decoded->preview));
        QMetaObject::invokeMethod(
            this,
            [file, pixels] {
                QClipboard *now = QGuiApplication::clipboard();
                const QMimeData *files = now->ownsClipboard() ? now->mimeData() : nullptr;
                if (files != nullptr && files->urls() == QList{file} && !files->hasImage()) {
                    now->setMimeData(withPixels(*files, pixels).release());
                }
            },
            Qt::QueuedConnection);
    });
}

void Desk::reveal(const QList<PhotoId> &photos) {
    const QList<QUrl> files = m_catalog->urlsOf(photos);
    if (files.isEmpty()) {
        m_window->showNotice(
            tr("The files of these photos are not there now. Connect their disk first."));
        return;
    }
    revealInFileManager(files);
}

void Desk::revealFile(const QString &path) {
    revealInFileManager({QUrl::fromLocalFile(path)});
}

void Desk::openExternally(const QList<PhotoId> &photos) {
    const QList<QUrl> files = m_catalog->urlsOf(photos);
    if (files.isEmpty() || !openInDefaultProgram(files)) {
        m_window->showNotice(
            files.isEmpty()
                ? tr("The files of these photos are not there now. Connect their disk first.")
                : tr("The desktop has no program for these files."));
    }
}

} // namespace fovea::app
