#include "ui/viewer_strip.h"

#include "ui/style.h"
#include "ui/theme.h"
#include "ui/thumbnail_source.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLocale>
#include <QMouseEvent>
#include <QPainter>
#include <QToolButton>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

namespace fovea::ui {

namespace {

constexpr int kHeight = 136;
constexpr int kPhotoTop = 40;
constexpr int kPhotoHeight = 72;
constexpr int kGap = 4;
constexpr int kMargin = 16;
constexpr double kRadius = 4;
constexpr qsizetype kCacheBytes = 16 * 1024 * 1024;

} // namespace

ViewerStrip::ViewerStrip(QWidget *parent)
    : QWidget(parent)
    , m_scaled(kCacheBytes) {
    setFixedHeight(kHeight);
    setFocusPolicy(Qt::TabFocus);
    m_title = new QLabel(this);
    m_title->setFont(Theme::instance().bodyFont(QFont::Medium));
    m_count = new QLabel(this);
    m_count->setForegroundRole(QPalette::PlaceholderText);
    m_all = new QToolButton(this);
    m_all->setText(tr("Show all"));
    m_all->setAutoRaise(true);
    auto *head = new QHBoxLayout;
    head->setContentsMargins(kMargin, 4, kMargin - 6, 0);
    head->setSpacing(8);
    head->addWidget(m_title);
    head->addWidget(m_count);
    head->addStretch();
    head->addWidget(m_all);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, kHeight - kPhotoTop);
    column->addLayout(head);
    connect(m_all, &QToolButton::clicked, this, &ViewerStrip::showAllClicked);
    clear();
}

void ViewerStrip::setSource(ThumbnailSource *source) {
    m_source = source;
    m_scaled.clear();
}

void ViewerStrip::setPhotos(const QString &title, const QList<PhotoItem> &photos, int marked,
                            bool offersAll) {
    const bool same =
        photos.size() == m_photos.size() && title == m_title->text() &&
        std::equal(photos.begin(), photos.end(), m_photos.begin(),
                   [](const PhotoItem &a, const PhotoItem &b) { return a.id == b.id; });
    m_photos = photos;
    m_marked = marked;
    m_edges.clear();
    int x = 0;
    for (const PhotoItem &photo : photos) {
        m_edges.append(x);
        const float aspect = photo.aspect > 0 ? std::clamp(photo.aspect, 0.4F, 3.0F) : 1.0F;
        x += int(std::lround(aspect * kPhotoHeight)) + kGap;
    }
    m_edges.append(x);
    const ThemeColors colors = Theme::instance().darkColors();
    if (!same) {
        m_scaled.setFinish(colors.viewer, colors.photoLine, kRadius);
        m_offset = 0;
        m_cursor = -1;
    }
    QPalette links = palette();
    links.setColor(QPalette::ButtonText, colors.link);
    m_all->setPalette(links);
    m_title->setText(title);
    m_count->setText(photos.isEmpty() ? QString() : locale().toString(photos.size()));
    m_all->setVisible(offersAll);
    scrollToShow(marked);
    setAccessibleName(title);
    update();
}

void ViewerStrip::clear() {
    setPhotos(QString(), {}, -1, false);
}

QRect ViewerStrip::photoRect(int index) const {
    const int x = kMargin + m_edges[index] - m_offset;
    const int photoWidth = m_edges[index + 1] - m_edges[index] - kGap;
    return {isRightToLeft() ? width() - x - photoWidth : x, kPhotoTop, photoWidth, kPhotoHeight};
}

std::pair<int, int> ViewerStrip::visibleRange() const {
    const auto first = std::upper_bound(m_edges.begin(), m_edges.end(), m_offset - kMargin);
    const auto last =
        std::lower_bound(m_edges.begin(), m_edges.end(), m_offset - kMargin + width());
    const int count = int(m_photos.size());
    return {std::clamp(int(first - m_edges.begin()) - 1, 0, count),
            std::clamp(int(last - m_edges.begin()), 0, count)};
}

QList<PhotoId> ViewerStrip::visiblePhotos() const {
    QList<PhotoId> ids;
    const auto [first, last] = visibleRange();
    for (int i = first; i < last; ++i) {
        ids.append(m_photos[i].id);
    }
    return ids;
}

void ViewerStrip::thumbnailsReady(const QList<PhotoId> &ids) {
    for (const PhotoId id : ids) {
        m_scaled.remove(id);
    }
    update();
}

void ViewerStrip::paintEvent(QPaintEvent * /*event*/) {
    QPainter painter(this);
    const auto [first, last] = visibleRange();
    for (int i = first; i < last; ++i) {
        paintPhoto(painter, i);
    }
}

void ViewerStrip::paintPhoto(QPainter &painter, int index) {
    const ThemeColors colors = Theme::instance().darkColors();
    const QRect rect = photoRect(index);
    const PhotoId id = m_photos[index].id;
    const qreal ratio = devicePixelRatioF();
    const QSize size = (QSizeF(rect.size()) * ratio).toSize();
    QPixmap pixmap = m_scaled.find(id, size, ratio);
    if (pixmap.isNull() && m_source != nullptr) {
        const QImage thumbnail = m_source->thumbnail(id);
        if (!thumbnail.isNull()) {
            pixmap = m_scaled.insert(id, thumbnail, size, ratio);
        }
    }
    if (pixmap.isNull()) {
        fillRounded(&painter, rect, kRadius, colors.placeholder);
    } else {
        painter.drawPixmap(rect.topLeft(), pixmap);
    }
    if (index == m_marked) {
        strokeRounded(&painter, rect, kRadius, colors.text, 2);
    }
    if (index == m_cursor && hasFocus()) {
        strokeRounded(&painter, rect.adjusted(-3, -3, 3, 3), kRadius + 3, colors.focus, 2);
    }
}

void ViewerStrip::scrollTo(int offset) {
    const int most = std::max(m_edges.last() - kGap + 2 * kMargin - width(), 0);
    const int bounded = std::clamp(offset, 0, most);
    if (bounded != m_offset) {
        m_offset = bounded;
        update();
        Q_EMIT scrolled();
    }
}

void ViewerStrip::scrollToShow(int index) {
    if (index < 0 || index >= int(m_photos.size())) {
        return;
    }
    // With something of the next photo in view, so that one sees that it goes on.
    const int peek = 2 * kMargin;
    if (m_edges[index] - peek < m_offset) {
        scrollTo(m_edges[index] - peek);
    } else if (m_edges[index + 1] + kMargin + peek > m_offset + width()) {
        scrollTo(m_edges[index + 1] + kMargin + peek - width());
    }
}

void ViewerStrip::resizeEvent(QResizeEvent * /*event*/) {
    scrollTo(m_offset);
}

void ViewerStrip::wheelEvent(QWheelEvent *event) {
    const QPoint delta = event->pixelDelta().isNull() ? event->angleDelta() : event->pixelDelta();
    const int along = std::abs(delta.x()) > std::abs(delta.y()) ? delta.x() : delta.y();
    scrollTo(m_offset - along);
    event->accept();
}

void ViewerStrip::mouseReleaseEvent(QMouseEvent *event) {
    const auto [first, last] = visibleRange();
    for (int i = first; i < last && event->button() == Qt::LeftButton; ++i) {
        if (photoRect(i).contains(event->position().toPoint())) {
            Q_EMIT activated(m_photos[i].id);
            return;
        }
    }
}

void ViewerStrip::keyPressEvent(QKeyEvent *event) {
    const int forward = isRightToLeft() ? Qt::Key_Left : Qt::Key_Right;
    const int back = isRightToLeft() ? Qt::Key_Right : Qt::Key_Left;
    if (m_photos.isEmpty() || m_cursor < 0) {
        event->ignore();
    } else if (event->key() == forward || event->key() == back) {
        m_cursor =
            std::clamp(m_cursor + (event->key() == forward ? 1 : -1), 0, int(m_photos.size()) - 1);
        scrollToShow(m_cursor);
        update();
    } else if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) {
        Q_EMIT activated(m_photos[m_cursor].id);
    } else {
        event->ignore();
    }
}

void ViewerStrip::focusInEvent(QFocusEvent * /*event*/) {
    if (m_cursor < 0 && !m_photos.isEmpty()) {
        m_cursor = std::max(m_marked, 0);
    }
    update();
}

void ViewerStrip::focusOutEvent(QFocusEvent * /*event*/) {
    update();
}

} // namespace fovea::ui
