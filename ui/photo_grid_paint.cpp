#include "ui/icons.h"
#include "ui/photo_grid.h"
#include "ui/style.h"
#include "ui/theme.h"
#include "ui/thumbnail_source.h"

#include <QDate>
#include <QFontMetrics>
#include <QPaintEvent>
#include <QPainter>

namespace fovea::ui {

namespace {

constexpr int kFadeMs = 100;
constexpr double kPhotoRadius = 4;
constexpr int kSelectionRing = 3;
constexpr int kSelectionInner = 2;
constexpr int kFocusRing = 2;
constexpr int kCheckSize = 20;
constexpr int kCheckInset = 12;
constexpr int kDragSide = 96;
/// How long one frame may spend on scaling. What does not fit is painted roughly and scaled in the
/// next.
constexpr qint64 kScaleBudgetMs = 2;

QString monthTitle(int group, const QLocale &locale) {
    return group < 0
               ? PhotoGrid::tr("No date")
               : locale.toString(QDate(group / 12, group % 12 + 1, 1), QStringLiteral("MMMM yyyy"));
}

} // namespace

void PhotoGrid::paintEvent(QPaintEvent *event) {
    QPainter painter(viewport());
    const QRect dirty = event->rect();
    const qint64 top = m_offset + dirty.top();
    const qint64 bottom = m_offset + dirty.bottom() + 1;
    m_paintClock.start();
    m_unscaledLeft = false;
    // Finished photos are opaque: the ground is filled around them only, which halves the memory
    // written.
    QRegion ground(dirty);
    const auto [firstRow, lastRow] = m_layout.rowsBetween(top, bottom);
    for (int i = firstRow; i < lastRow; ++i) {
        ground -= opaquePartOf(m_layout.rows()[std::size_t(i)]);
    }
    for (const QRect &rect : ground) {
        painter.fillRect(rect, Theme::instance().colors().base);
    }
    const auto [firstHead, lastHead] = m_layout.headsBetween(top, bottom);
    for (int i = firstHead; i < lastHead; ++i) {
        paintHead(painter, m_layout.heads()[std::size_t(i)]);
    }
    for (int i = firstRow; i < lastRow; ++i) {
        const LayoutRow &row = m_layout.rows()[std::size_t(i)];
        for (int photo = row.first; photo < row.first + row.count; ++photo) {
            const QRect rect = viewRect(photo);
            if (rect.intersects(dirty)) {
                paintPhoto(painter, photo, rect);
            }
        }
    }
    const int current = m_selection.current();
    if (current >= 0 && hasFocus()) {
        paintFocus(painter, current, viewRect(current));
    }
    if (m_lasso.active) {
        paintLasso(painter);
    }
    if (m_unscaledLeft) {
        QMetaObject::invokeMethod(viewport(), qOverload<>(&QWidget::update), Qt::QueuedConnection);
    }
}

/// Where a row's photos will be painted without anything showing through.
QRegion PhotoGrid::opaquePartOf(const LayoutRow &row) const {
    QRegion region;
    for (int photo = row.first; photo < row.first + row.count; ++photo) {
        const PhotoId id = m_items[photo].id;
        const QRect rect = viewRect(photo);
        if (!m_fades.contains(id) &&
            !m_scaled.find(id, deviceSize(rect), devicePixelRatioF()).isNull()) {
            region += rect;
        }
    }
    return region;
}

QSize PhotoGrid::deviceSize(const QRect &rect) const {
    return (QSizeF(rect.size()) * devicePixelRatioF()).toSize().expandedTo(QSize(1, 1));
}

void PhotoGrid::paintHead(QPainter &painter, const LayoutHead &head) {
    const Theme &theme = Theme::instance();
    const LayoutMetrics &m = m_layout.metrics();
    const QString title = monthTitle(head.group, locale());
    const QString count = tr("%Ln photo(s)", nullptr, head.count);
    QRect line(m.mirrored ? m.right : m.left, int(head.y - m_offset), m.contentWidth(),
               m.headHeight);
    const QFont titleFont = theme.bodyFont(QFont::DemiBold);
    const int flags = int(Qt::AlignVCenter | (m.mirrored ? Qt::AlignRight : Qt::AlignLeft));
    painter.setFont(titleFont);
    painter.setPen(theme.colors().text);
    painter.drawText(line, flags, title);
    const int advance = QFontMetrics(titleFont).horizontalAdvance(title) + 8;
    painter.setFont(theme.smallFont());
    painter.setPen(theme.colors().text2);
    painter.drawText(m.mirrored ? line.adjusted(0, 0, -advance, 0)
                                : line.adjusted(advance, 0, 0, 0),
                     flags, count);
}

/// The photo's pixels at the size of `rect`, or a null pixmap. When there is no time left in this
/// frame to scale them, `unscaled` gets the thumbnail as it is.
QPixmap PhotoGrid::pixmapFor(PhotoId id, const QRect &rect, QImage *unscaled) {
    if (m_source == nullptr) {
        return {};
    }
    const qreal ratio = devicePixelRatioF();
    const QSize size = deviceSize(rect);
    const QPixmap kept = m_scaled.find(id, size, ratio);
    if (!kept.isNull()) {
        return kept;
    }
    const QImage thumbnail = m_source->thumbnail(id);
    if (thumbnail.isNull()) {
        return {};
    }
    if (m_paintClock.elapsed() >= kScaleBudgetMs) {
        m_unscaledLeft = true;
        *unscaled = thumbnail;
        return {};
    }
    return m_scaled.insert(id, thumbnail, size, ratio);
}

void PhotoGrid::paintPhoto(QPainter &painter, int index, const QRect &rect) {
    const ThemeColors &colors = Theme::instance().colors();
    const PhotoId id = m_items[index].id;
    QImage unscaled;
    const QPixmap pixmap = pixmapFor(id, rect, &unscaled);
    const qreal opacity = fadeOf(id);
    if ((pixmap.isNull() && unscaled.isNull()) || opacity < 1) {
        fillRounded(&painter, rect, kPhotoRadius, colors.placeholder);
        if (m_failed.contains(id)) {
            QRect mark(0, 0, 20, 20);
            mark.moveCenter(rect.center());
            paintIcon(&painter, Icon::Problem, mark, colors.text2);
        }
    }
    painter.setOpacity(opacity);
    if (!pixmap.isNull()) {
        painter.drawPixmap(rect, pixmap);
    } else if (!unscaled.isNull()) {
        painter.drawImage(rect, unscaled);
    }
    painter.setOpacity(1);
    if (m_selection.contains(index)) {
        paintSelection(painter, rect);
    }
}

void PhotoGrid::paintSelection(QPainter &painter, const QRect &rect) {
    const ThemeColors &colors = Theme::instance().colors();
    const QRectF outer = rect;
    const QRectF inner =
        outer.adjusted(kSelectionRing, kSelectionRing, -kSelectionRing, -kSelectionRing);
    strokeRounded(&painter, inner, 2, colors.selectionInner, kSelectionInner);
    strokeRounded(&painter, outer, kPhotoRadius, colors.focus, kSelectionRing);
    if (rect.width() < kCheckSize + 2 * kCheckInset ||
        rect.height() < kCheckSize + 2 * kCheckInset) {
        return; // on a sliver the ring has to do
    }
    QRectF check(rect.left() + kCheckInset, rect.top() + kCheckInset, kCheckSize, kCheckSize);
    if (isRightToLeft()) {
        check.moveRight(rect.right() + 1 - kCheckInset);
    }
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(Qt::white, 1.5));
    painter.setBrush(colors.accent);
    painter.drawEllipse(check.adjusted(0.75, 0.75, -0.75, -0.75));
    painter.restore();
    paintIcon(&painter, Icon::Check, check.adjusted(4, 4, -4, -4), colors.onAccent);
}

/// The ring around the current photo, in the gap: always when it is not selected, and among several
/// that are, when it was the keyboard that came here.
void PhotoGrid::paintFocus(QPainter &painter, int index, const QRect &rect) {
    const bool toldBySelection =
        m_selection.contains(index) && (!m_byKeyboard || m_selection.count() == 1);
    if (!toldBySelection) {
        const int out = kFocusRing + 1;
        strokeRounded(&painter, rect.adjusted(-out, -out, out, out), kPhotoRadius + out,
                      Theme::instance().colors().focus, kFocusRing);
    }
}

void PhotoGrid::paintLasso(QPainter &painter) {
    const QPoint from(m_lasso.fromX,
                      int(std::clamp<qint64>(m_lasso.fromY - m_offset, -10000, 100000)));
    const QRect rect = QRect(from, m_lasso.pointer).normalized();
    QColor veil = Theme::instance().colors().focus;
    veil.setAlpha(40);
    painter.fillRect(rect, veil);
    painter.setPen(Theme::instance().colors().focus);
    painter.drawRect(rect.adjusted(0, 0, -1, -1));
}

qreal PhotoGrid::fadeOf(PhotoId id) const {
    const auto it = m_fades.constFind(id);
    return it == m_fades.constEnd() ? 1.0
                                    : std::min(1.0, double(m_clock.elapsed() - *it) / kFadeMs);
}

void PhotoGrid::stepFades() {
    for (auto it = m_fades.begin(); it != m_fades.end();) {
        viewport()->update(photoRect(it.key()));
        it = m_clock.elapsed() - it.value() >= kFadeMs ? m_fades.erase(it) : std::next(it);
    }
    if (m_fades.isEmpty()) {
        m_fadeTimer.stop();
    }
}

void PhotoGrid::thumbnailsReady(const QList<PhotoId> &ids) {
    const QRect screen = viewport()->rect();
    const bool moves = Theme::instance().motionMs(kFadeMs) > 0;
    for (const PhotoId id : ids) {
        m_scaled.remove(id);
        m_failed.remove(id);
        const QRect rect = photoRect(id);
        if (!rect.intersects(screen)) {
            continue;
        }
        viewport()->update(rect);
        if (moves) {
            m_fades.insert(id, m_clock.elapsed());
        }
    }
    if (!m_fades.isEmpty() && !m_fadeTimer.isActive()) {
        m_fadeTimer.start();
    }
}

QPixmap PhotoGrid::dragPixmap(const QList<PhotoId> &ids) const {
    const qreal ratio = devicePixelRatioF();
    QPixmap pixmap(QSize(kDragSide, kDragSide) * ratio);
    pixmap.setDevicePixelRatio(ratio);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    const ThemeColors &colors = Theme::instance().colors();
    QRectF frame(0, 0, kDragSide, kDragSide);
    const QImage image =
        m_source != nullptr && !ids.isEmpty() ? m_source->thumbnail(ids[0]) : QImage();
    if (image.isNull()) {
        fillRounded(&painter, frame, kPhotoRadius, colors.placeholder);
    } else {
        const QSizeF size = QSizeF(image.size()).scaled(frame.size(), Qt::KeepAspectRatio);
        frame =
            QRectF(QPointF((kDragSide - size.width()) / 2, (kDragSide - size.height()) / 2), size);
        painter.setRenderHint(QPainter::SmoothPixmapTransform);
        painter.drawImage(frame, image.scaled((size * ratio).toSize(), Qt::IgnoreAspectRatio,
                                              Qt::SmoothTransformation));
    }
    if (ids.size() > 1) {
        const QString count = locale().toString(ids.size());
        painter.setFont(Theme::instance().smallFont(QFont::Medium));
        const double width = std::max(20.0, painter.fontMetrics().horizontalAdvance(count) + 12.0);
        const QRectF badge(frame.right() - width - 4, frame.top() + 4, width, 20);
        fillRounded(&painter, badge, 10, colors.accent);
        painter.setPen(colors.onAccent);
        painter.drawText(badge, Qt::AlignCenter, count);
    }
    return pixmap;
}

} // namespace fovea::ui
