#include "ui/photo_grid.h"

#include <QAccessible>
#include <QApplication>
#include <QContextMenuEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QWheelEvent>

#include <cmath>

namespace fovea::ui {

namespace {

constexpr int kWheelStepPx = 40; ///< for each line that a notch of the wheel scrolls
constexpr double kSizeStep = 1.1;
constexpr int kMaxAutoScroll = 40;

} // namespace

void PhotoGrid::tellChanges(const GridSelection &before) {
    viewport()->update();
    if (!m_selection.selectsSameAs(before)) {
        Q_EMIT selectionChanged();
    }
    if (m_selection.current() != before.current()) {
        Q_EMIT currentChanged(current());
        announceCurrent();
    }
}

void PhotoGrid::announceCurrent() {
    const int index = m_selection.current();
    if (index < 0) {
        return;
    }
    setAccessibleDescription(describe(index));
    if (hasFocus() && QAccessible::isActive()) {
        QAccessibleEvent event(this, QAccessible::Focus);
        event.setChild(index);
        QAccessible::updateAccessibility(&event);
    }
}

void PhotoGrid::keyPressEvent(QKeyEvent *event) {
    const int current = m_selection.current();
    const bool control = event->modifiers() & Qt::ControlModifier;
    m_byKeyboard = true;
    if (moveByKey(event)) {
        return;
    }
    if (event->matches(QKeySequence::SelectAll)) {
        selectAll();
    } else if (event->matches(QKeySequence::ZoomIn)) {
        zoomBy(kSizeStep, anchors());
    } else if (event->matches(QKeySequence::ZoomOut)) {
        zoomBy(1 / kSizeStep, anchors());
    } else if (event->key() == Qt::Key_Escape && selectedCount() > 0) {
        clearSelection();
    } else if (event->key() == Qt::Key_Space && current >= 0) {
        if (control) {
            changeSelection([&] { m_selection.toggle(current); });
        } else {
            Q_EMIT previewRequested(this->current());
        }
    } else if ((event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) && current >= 0) {
        Q_EMIT openRequested(this->current());
    } else {
        event->ignore();
    }
}

bool PhotoGrid::moveByKey(QKeyEvent *event) {
    const Qt::KeyboardModifiers modifiers = event->modifiers() & ~Qt::KeypadModifier;
    if (m_items.isEmpty() || (modifiers & ~(Qt::ShiftModifier | Qt::ControlModifier))) {
        return false;
    }
    const int target = moveTarget(event->key());
    if (target < 0) {
        return false;
    }
    goTo(target, modifiers);
    return true;
}

/// Where a key leads to from the current photo, or -1 if it is no key that moves.
int PhotoGrid::moveTarget(int key) {
    const int last = int(m_items.size()) - 1;
    const int current = m_selection.current();
    if (isRightToLeft() && (key == Qt::Key_Left || key == Qt::Key_Right)) {
        key = key == Qt::Key_Left ? Qt::Key_Right : Qt::Key_Left;
    }
    const bool isVertical = key == Qt::Key_Up || key == Qt::Key_Down || key == Qt::Key_PageUp ||
                            key == Qt::Key_PageDown;
    const bool isMove = isVertical || key == Qt::Key_Left || key == Qt::Key_Right ||
                        key == Qt::Key_Home || key == Qt::Key_End;
    if (!isMove) {
        return -1;
    }
    if (current < 0 && key != Qt::Key_Home && key != Qt::Key_End) {
        return m_layout.nearestPhoto(isRightToLeft() ? viewport()->width() : 0, m_offset + 1);
    }
    if (!isVertical) {
        m_keyX = -1;
    } else if (m_keyX < 0) {
        const auto place = m_layout.placeOf(current);
        m_keyX = place.x + place.width / 2;
    }
    switch (key) {
    case Qt::Key_Left:
        return std::max(current - 1, 0);
    case Qt::Key_Right:
        return std::min(current + 1, last);
    case Qt::Key_Home:
        return 0;
    case Qt::Key_End:
        return last;
    case Qt::Key_Up:
    case Qt::Key_Down: {
        const int target =
            m_layout.photoInRow(m_layout.rowOf(current) + (key == Qt::Key_Up ? -1 : 1), m_keyX);
        return target < 0 ? current : target;
    }
    default:
        return pageTarget(key == Qt::Key_PageUp ? -1 : 1);
    }
}

/// The photo a page further in this column; the first or last row when there is less than a page.
int PhotoGrid::pageTarget(int direction) {
    const auto place = m_layout.placeOf(m_selection.current());
    const qint64 step = std::max<qint64>(pageHeight() - m_rowHeight, m_rowHeight);
    return m_layout.nearestPhoto(m_keyX, place.y + place.height / 2 + direction * step);
}

void PhotoGrid::goTo(int index, Qt::KeyboardModifiers modifiers) {
    const bool control = modifiers & Qt::ControlModifier;
    changeSelection([&] {
        if (modifiers & Qt::ShiftModifier) {
            m_selection.extendTo(index, control);
        } else if (control) {
            m_selection.moveCurrent(index);
        } else {
            m_selection.selectOnly(index);
        }
    });
    scrollToShow(index, true);
}

void PhotoGrid::mousePressEvent(QMouseEvent *event) {
    m_byKeyboard = false;
    m_keyX = -1;
    m_scroll.stop();
    const QPoint pos = event->position().toPoint();
    const int index = indexAt(pos);
    m_pressPos = pos;
    m_pressIndex = index;
    m_actOnRelease = m_mayDrag = false;
    if (event->button() == Qt::RightButton) {
        if (index >= 0 && !m_selection.contains(index)) {
            changeSelection([&] { m_selection.selectOnly(index); });
        } else if (index >= 0) {
            changeSelection([&] { m_selection.moveCurrent(index); });
        } else {
            clearSelection();
        }
    } else if (event->button() == Qt::LeftButton && index >= 0) {
        pressOn(index, event->modifiers());
    } else if (event->button() == Qt::LeftButton) {
        startLasso(pos, event->modifiers());
    } else {
        event->ignore();
    }
}

/// A press on a photo acts at once, except on one that is selected: there it may be the beginning
/// of a drag of all of them, and acts when the button goes up.
void PhotoGrid::pressOn(int index, Qt::KeyboardModifiers modifiers) {
    m_mayDrag = true;
    m_releaseModifiers = modifiers;
    if (modifiers & Qt::ShiftModifier) {
        changeSelection([&] { m_selection.extendTo(index, modifiers & Qt::ControlModifier); });
    } else if (m_selection.contains(index)) {
        m_actOnRelease = true;
    } else if (modifiers & Qt::ControlModifier) {
        changeSelection([&] { m_selection.toggle(index); });
    } else {
        changeSelection([&] { m_selection.selectOnly(index); });
    }
}

void PhotoGrid::mouseMoveEvent(QMouseEvent *event) {
    const QPoint pos = event->position().toPoint();
    if (m_lasso.active) {
        moveLasso(pos);
        const bool outside = pos.y() < 0 || pos.y() >= viewport()->height();
        if (outside && !m_autoScrollTimer.isActive()) {
            m_autoScrollTimer.start();
        }
    } else if (m_mayDrag && (event->buttons() & Qt::LeftButton) &&
               (pos - m_pressPos).manhattanLength() >= QApplication::startDragDistance()) {
        m_mayDrag = m_actOnRelease = false;
        // With Ctrl the press may just have taken the photo out of the selection: then it goes
        // alone.
        const bool inSelection = m_selection.contains(m_pressIndex);
        Q_EMIT dragStarted(inSelection ? selection() : QList<PhotoId>{m_items[m_pressIndex].id});
    }
}

void PhotoGrid::mouseReleaseEvent(QMouseEvent *event) {
    if (event->button() != Qt::LeftButton) {
        return;
    }
    if (m_lasso.active) {
        m_lasso.active = false;
        m_autoScrollTimer.stop();
        viewport()->update();
    } else if (m_actOnRelease && m_pressIndex >= 0) {
        changeSelection([this] {
            if (m_releaseModifiers & Qt::ControlModifier) {
                m_selection.toggle(m_pressIndex);
            } else {
                m_selection.selectOnly(m_pressIndex);
            }
        });
    }
    m_actOnRelease = m_mayDrag = false;
}

void PhotoGrid::mouseDoubleClickEvent(QMouseEvent *event) {
    const int index = indexAt(event->position().toPoint());
    if (event->button() == Qt::LeftButton && index >= 0 &&
        !(event->modifiers() & Qt::ControlModifier)) {
        m_actOnRelease = m_mayDrag = false;
        changeSelection([&] { m_selection.selectOnly(index); });
        Q_EMIT openRequested(m_items[index].id);
        return;
    }
    mousePressEvent(event);
}

void PhotoGrid::startLasso(QPoint pos, Qt::KeyboardModifiers modifiers) {
    const bool toggles = modifiers & Qt::ControlModifier;
    if (!toggles && !(modifiers & Qt::ShiftModifier)) {
        clearSelection();
    }
    m_lasso = {true, pos, pos.x(), pos.y() + m_offset, m_selection, toggles};
}

void PhotoGrid::moveLasso(QPoint pos) {
    m_lasso.pointer = pos;
    const std::vector<int> touched =
        m_layout.photosIn(m_lasso.fromX, m_lasso.fromY, pos.x(), pos.y() + m_offset);
    changeSelection([&] {
        m_selection = m_lasso.before;
        for (const int index : touched) {
            m_selection.set(index, !m_lasso.toggles || !m_lasso.before.contains(index));
        }
        if (!touched.empty()) {
            m_selection.moveCurrent(pos.y() + m_offset >= m_lasso.fromY ? touched.back()
                                                                        : touched.front());
            m_selection.setAnchor(m_selection.current());
        }
    });
    viewport()->update();
}

void PhotoGrid::autoScroll() {
    const int y = m_lasso.pointer.y();
    const int beyond = y < 0 ? y : std::max(y - viewport()->height() + 1, 0);
    if (!m_lasso.active || beyond == 0) {
        m_autoScrollTimer.stop();
        return;
    }
    applyOffset(m_offset +
                std::clamp(beyond / 2 + (beyond < 0 ? -1 : 1), -kMaxAutoScroll, kMaxAutoScroll));
}

void PhotoGrid::zoomBy(double factor, const QList<Anchor> &anchors) {
    const int height =
        std::clamp(int(std::lround(m_rowHeight * factor)), kMinRowHeight, kMaxRowHeight);
    if (height != m_rowHeight) {
        m_rowHeight = height;
        relayout(anchors);
        Q_EMIT rowHeightChanged(height);
    }
}

void PhotoGrid::wheelEvent(QWheelEvent *event) {
    event->accept();
    if (event->modifiers() & Qt::ControlModifier) {
        // Fine wheels and touchpads send parts of a notch.
        m_sizeRemainder += event->angleDelta().y() / 120.0;
        const double notches = std::trunc(m_sizeRemainder);
        m_sizeRemainder -= notches;
        const QPoint pos = event->position().toPoint();
        const int index = m_layout.nearestPhoto(pos.x(), pos.y() + m_offset);
        if (notches != 0 && index >= 0) {
            zoomBy(std::pow(kSizeStep, notches), {{m_items[index].id, viewRect(index).top()}});
        }
        return;
    }
    if (!event->pixelDelta().isNull()) {
        scrollTo(m_offset - event->pixelDelta().y(), false);
        return;
    }
    const double lines = event->angleDelta().y() / 120.0 * QApplication::wheelScrollLines();
    const qint64 from = m_scroll.isActive() ? m_scroll.target() : m_offset;
    scrollTo(from - std::llround(lines * kWheelStepPx), true);
}

void PhotoGrid::contextMenuEvent(QContextMenuEvent *event) {
    if (event->reason() != QContextMenuEvent::Keyboard) {
        Q_EMIT contextMenuRequested(photoAt(event->pos()), event->globalPos());
        return;
    }
    const int index = m_selection.current();
    if (index >= 0) {
        const QPoint center = viewRect(index).intersected(viewport()->rect()).center();
        Q_EMIT contextMenuRequested(m_items[index].id, viewport()->mapToGlobal(center));
    }
}

void PhotoGrid::focusInEvent(QFocusEvent *event) {
    m_byKeyboard = event->reason() == Qt::TabFocusReason ||
                   event->reason() == Qt::BacktabFocusReason ||
                   event->reason() == Qt::ShortcutFocusReason;
    // Whoever comes by keyboard sees where they are.
    if (m_byKeyboard && m_selection.current() < 0 && !m_items.isEmpty()) {
        const int index =
            m_layout.nearestPhoto(isRightToLeft() ? viewport()->width() : 0, m_offset + 1);
        changeSelection([&] { m_selection.moveCurrent(index); });
    }
    viewport()->update();
    announceCurrent();
}

void PhotoGrid::focusOutEvent(QFocusEvent * /*event*/) {
    viewport()->update();
}

} // namespace fovea::ui
