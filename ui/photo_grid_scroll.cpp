#include "ui/photo_grid.h"
#include "ui/thumbnail_source.h"

#include <QResizeEvent>
#include <QScrollBar>
#include <QStyle>

#include <limits>

namespace fovea::ui {

namespace {

constexpr int kGutter = 64;
constexpr int kMargin = 16;
constexpr int kScrollStep = 40;
/// Above this the scroll bar counts in units of several px.
constexpr qint64 kScrollBarLimit = std::numeric_limits<int>::max() / 2;

} // namespace

LayoutMetrics PhotoGrid::metrics() const {
    LayoutMetrics m;
    m.width = viewport()->width();
    m.rowHeight = m_rowHeight;
    // The scroll bar stands in the gutter.
    m.right = kGutter - verticalScrollBar()->sizeHint().width();
    m.top = m_monthHeads ? 0 : 4;
    m.mirrored = isRightToLeft();
    return m;
}

int PhotoGrid::indexOf(PhotoId id) const {
    return m_indexById.value(id, -1);
}

QRect PhotoGrid::viewRect(int index) const {
    const auto place = m_layout.placeOf(index);
    // Far away photos are clamped: nobody paints them, and int must not overflow.
    const qint64 far = 1 << 28;
    const qint64 y = std::clamp(place.y - m_offset, -far, far);
    return {place.x, int(y), place.width, place.height};
}

QRect PhotoGrid::photoRect(PhotoId id) const {
    const int index = indexOf(id);
    return index >= 0 ? viewRect(index) : QRect();
}

int PhotoGrid::indexAt(QPoint point) const {
    return m_layout.photoAt(point.x(), point.y() + m_offset);
}

PhotoId PhotoGrid::photoAt(QPoint point) const {
    const int index = indexAt(point);
    return index >= 0 ? m_items[index].id : PhotoId();
}

qint64 PhotoGrid::pageHeight() const {
    return std::max(viewport()->height() - m_bottomInset, 1);
}

qint64 PhotoGrid::maxOffset() const {
    return std::max<qint64>(m_layout.height() - pageHeight(), 0);
}

void PhotoGrid::updateScrollBar() {
    const qint64 max = maxOffset();
    m_scrollUnit = max / kScrollBarLimit + 1;
    m_syncingScrollBar = true;
    verticalScrollBar()->setRange(0, int(max / m_scrollUnit));
    verticalScrollBar()->setPageStep(int(std::max<qint64>(pageHeight() / m_scrollUnit, 1)));
    verticalScrollBar()->setSingleStep(int(std::max<qint64>(kScrollStep / m_scrollUnit, 1)));
    m_syncingScrollBar = false;
}

void PhotoGrid::scrollContentsBy(int /*dx*/, int /*dy*/) {
    if (!m_syncingScrollBar) {
        m_scroll.stop();
        m_resizeAnchors.clear();
        applyOffset(qint64(verticalScrollBar()->value()) * m_scrollUnit);
    }
}

void PhotoGrid::applyOffset(qint64 offset) {
    const qint64 bounded = std::clamp<qint64>(offset, 0, maxOffset());
    m_scrollingUp = bounded < m_offset;
    m_offset = bounded;
    m_syncingScrollBar = true;
    verticalScrollBar()->setValue(int(m_offset / m_scrollUnit));
    m_syncingScrollBar = false;
    if (m_lasso.active) {
        moveLasso(m_lasso.pointer);
    }
    viewport()->update();
    askForThumbnails();
    Q_EMIT visibleChanged();
}

void PhotoGrid::scrollTo(qint64 offset, bool smooth) {
    m_resizeAnchors.clear();
    const qint64 bounded = std::clamp<qint64>(offset, 0, maxOffset());
    if (smooth && isVisible()) {
        m_scroll.start(m_offset, bounded);
    } else {
        m_scroll.stop();
        applyOffset(bounded);
    }
}

void PhotoGrid::scrollToShow(int index, bool smooth) {
    const auto place = m_layout.placeOf(index);
    const qint64 gap = m_layout.metrics().gap;
    const qint64 at = m_scroll.isActive() ? m_scroll.target() : m_offset;
    // The head above a month's first row belongs into view with it.
    const auto [first, last] = m_layout.headsBetween(place.y - 1, place.y);
    const qint64 top = place.y - gap - (first < last ? m_layout.metrics().headHeight : 0);
    const qint64 bottom = place.y + place.height + gap;
    if (top < at) {
        scrollTo(top, smooth);
    } else if (bottom > at + pageHeight()) {
        scrollTo(std::min(bottom - pageHeight(), top), smooth);
    }
}

void PhotoGrid::ensureVisible(PhotoId id) {
    if (const int index = indexOf(id); index >= 0) {
        scrollToShow(index, false);
    }
}

void PhotoGrid::scrollToTop() {
    scrollTo(0, false);
}

/// Photos on screen, the best first to hold still over a change: the current one, then the first
/// whose top is visible, then the others. Empty at the very top with nothing current: there the top
/// is what stays.
QList<PhotoGrid::Anchor> PhotoGrid::anchors() const {
    QList<Anchor> found;
    const int current = m_selection.current();
    if (m_offset == 0 && current < 0) {
        return found;
    }
    const auto [first, last] = m_layout.rowsBetween(m_offset, m_offset + viewport()->height());
    QList<Anchor> partly;
    for (int i = first; i < last; ++i) {
        const LayoutRow &row = m_layout.rows()[std::size_t(i)];
        for (int photo = row.first; photo < row.first + row.count; ++photo) {
            const Anchor anchor{m_items[photo].id, int(row.y - m_offset)};
            if (photo == current) {
                found.prepend(anchor);
            } else {
                (row.y >= m_offset ? found : partly).append(anchor);
            }
        }
    }
    return found + partly;
}

void PhotoGrid::resizeEvent(QResizeEvent *event) {
    const bool widthChanged = m_layout.metrics() != metrics();
    if (widthChanged) {
        const QList<Anchor> kept = m_resizeAnchors.isEmpty() ? anchors() : m_resizeAnchors;
        relayout(kept);
        m_resizeAnchors = kept;
    } else {
        updateScrollBar();
        applyOffset(m_offset);
    }
    QAbstractScrollArea::resizeEvent(event);
}

void PhotoGrid::setRowHeight(int height) {
    const int bounded = std::clamp(height, kMinRowHeight, kMaxRowHeight);
    if (bounded != m_rowHeight) {
        const QList<Anchor> kept = anchors();
        m_rowHeight = bounded;
        relayout(kept);
    }
}

PhotoGrid::Place PhotoGrid::place() const {
    Place place;
    place.current = current();
    place.selected = selection();
    const auto [first, last] = m_layout.rowsBetween(m_offset, m_offset + viewport()->height());
    if (first < last && m_offset > 0) {
        const LayoutRow &row = m_layout.rows()[std::size_t(first)];
        place.photo = m_items[row.first].id;
        place.offset = int(m_offset - row.y);
    }
    return place;
}

void PhotoGrid::restorePlace(const Place &place) {
    setSelection(place.selected);
    if (const int index = indexOf(place.current); index >= 0) {
        changeSelection([&] { m_selection.moveCurrent(index); });
        m_selection.setAnchor(index);
    }
    const int top = indexOf(place.photo);
    scrollTo(top >= 0 ? m_layout.placeOf(top).y + place.offset : 0, false);
}

void PhotoGrid::askForThumbnails() {
    if (m_source == nullptr || m_items.isEmpty()) {
        return;
    }
    QList<PhotoId> visible;
    QList<PhotoId> above;
    QList<PhotoId> below;
    const auto addRow = [this](QList<PhotoId> &ids, int index) {
        const LayoutRow &row = m_layout.rows()[std::size_t(index)];
        for (int photo = row.first; photo < row.first + row.count; ++photo) {
            ids.append(m_items[photo].id);
        }
    };
    const qint64 height = viewport()->height();
    const auto [first, last] = m_layout.rowsBetween(m_offset, m_offset + height);
    const auto [firstAbove, lastBelow] =
        m_layout.rowsBetween(m_offset - height, m_offset + 2 * height);
    for (int row = first; row < last; ++row) {
        addRow(visible, row);
    }
    for (int row = first - 1; row >= firstAbove; --row) {
        addRow(above, row);
    }
    for (int row = last; row < lastBelow; ++row) {
        addRow(below, row);
    }
    m_source->want(visible, m_scrollingUp ? above + below : below + above);
}

} // namespace fovea::ui
