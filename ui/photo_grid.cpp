#include "ui/photo_grid.h"

#include "ui/photo_grid_accessible.h"
#include "ui/theme.h"
#include "ui/thumbnail_source.h"

#include <QDateTime>
#include <QEvent>
#include <QHelpEvent>
#include <QPainter>
#include <QScrollBar>
#include <QScroller>
#include <QToolTip>

namespace fovea::ui {

namespace {

constexpr double kPhotoRadius = 4;

/// A number that grows with the month; -1 where the time is not known.
int monthGroup(qint64 takenLocalMs) {
    if (takenLocalMs == 0) {
        return -1;
    }
    const QDate date = QDateTime::fromMSecsSinceEpoch(takenLocalMs, Qt::UTC).date();
    return date.year() * 12 + date.month() - 1;
}

} // namespace

PhotoGrid::PhotoGrid(QWidget *parent)
    : QAbstractScrollArea(parent) {
    PhotoGridAccessible::install();
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::StrongFocus);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    // Always there (and empty without need), so that photos do not move when it comes.
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOn);
    setAccessibleName(tr("Photos"));
    setBackgroundRole(QPalette::Base);
    setAutoFillBackground(true); // below the scroll bar too
    viewport()->setAttribute(Qt::WA_OpaquePaintEvent);
    QScroller::grabGesture(viewport(), QScroller::TouchGesture);
    m_clock.start();
    m_fadeTimer.setInterval(16);
    m_autoScrollTimer.setInterval(16);
    connect(&m_fadeTimer, &QTimer::timeout, this, &PhotoGrid::stepFades);
    connect(&m_autoScrollTimer, &QTimer::timeout, this, &PhotoGrid::autoScroll);
    connect(&m_scroll, &SmoothScroll::moved, this, &PhotoGrid::applyOffset);
    connect(&Theme::instance(), &Theme::changed, this, &PhotoGrid::themeChanged);
    themeChanged();
}

PhotoGrid::~PhotoGrid() = default;

void PhotoGrid::themeChanged() {
    const ThemeColors &colors = Theme::instance().colors();
    m_scaled.setFinish(colors.base, colors.photoLine, kPhotoRadius);
    viewport()->update();
}

void PhotoGrid::setSource(ThumbnailSource *source) {
    if (m_source != nullptr) {
        m_source->disconnect(this);
    }
    m_source = source;
    m_scaled.clear();
    m_failed.clear();
    if (m_source != nullptr) {
        connect(m_source, &ThumbnailSource::ready, this, &PhotoGrid::thumbnailsReady);
        connect(m_source, &ThumbnailSource::failed, this, [this](PhotoId id) {
            m_failed.insert(id);
            viewport()->update(photoRect(id));
        });
        connect(m_source, &QObject::destroyed, this, [this] { m_source = nullptr; });
    }
    askForThumbnails();
    viewport()->update();
}

void PhotoGrid::setDescriber(std::function<QString(PhotoId)> describer) {
    m_describer = std::move(describer);
}

void PhotoGrid::setItems(QList<PhotoItem> items, KeepPlace keep) {
    const bool keeps = keep == KeepPlace::Photo;
    const QList<Anchor> kept = keeps ? anchors() : QList<Anchor>();
    const QList<PhotoId> selected = keeps ? selection() : QList<PhotoId>();
    const PhotoId oldCurrent = current();
    const bool hadSelection = selectedCount() > 0;
    m_lasso.active = false;
    m_actOnRelease = false;
    m_mayDrag = false;
    m_pressIndex = -1;
    m_items = std::move(items);
    m_indexById.clear();
    m_indexById.reserve(m_items.size());
    for (int i = 0; i < int(m_items.size()); ++i) {
        m_indexById.insert(m_items[i].id, i);
    }
    PhotoGridAccessible::forgetChildren(this);
    m_selection.reset(int(m_items.size()));
    for (const PhotoId id : selected) {
        m_selection.set(indexOf(id), true);
    }
    if (keeps) {
        m_selection.moveCurrent(indexOf(oldCurrent));
        m_selection.setAnchor(indexOf(oldCurrent));
    }
    relayout(kept);
    if (hadSelection && (!keeps || selectedCount() != int(selected.size()))) {
        Q_EMIT selectionChanged();
    }
    if (current() != oldCurrent) {
        Q_EMIT currentChanged(current());
    }
}

void PhotoGrid::appendItems(const QList<PhotoItem> &items) {
    if (m_items.isEmpty()) {
        setItems(items, KeepPlace::Top);
        return;
    }
    for (const PhotoItem &item : items) {
        m_indexById.insert(item.id, int(m_items.size()));
        m_items.append(item);
        m_aspects.push_back(item.aspect);
        if (m_monthHeads) {
            m_groups.push_back(monthGroup(item.takenLocalMs));
        }
    }
    m_selection.grow(int(m_items.size()));
    m_layout.append(m_aspects, m_groups);
    updateScrollBar();
    applyOffset(m_offset);
}

void PhotoGrid::setMonthHeads(bool on) {
    if (on != m_monthHeads) {
        const QList<Anchor> kept = anchors();
        m_monthHeads = on;
        relayout(kept);
    }
}

void PhotoGrid::relayout(const QList<Anchor> &anchors) {
    m_scroll.stop();
    m_aspects.resize(std::size_t(m_items.size()));
    m_groups.resize(m_monthHeads ? std::size_t(m_items.size()) : 0);
    for (std::size_t i = 0; i < m_aspects.size(); ++i) {
        const PhotoItem &item = m_items[qsizetype(i)];
        m_aspects[i] = item.aspect;
        if (m_monthHeads) {
            m_groups[i] = monthGroup(item.takenLocalMs);
        }
    }
    m_layout.reset(metrics(), m_aspects, m_groups);
    m_keyX = -1;
    updateScrollBar();
    qint64 offset = 0;
    for (const Anchor &anchor : anchors) {
        if (const int index = indexOf(anchor.photo); index >= 0) {
            offset = m_layout.placeOf(index).y - anchor.y;
            break;
        }
    }
    applyOffset(offset);
}

void PhotoGrid::setBottomInset(int px) {
    if (px != m_bottomInset) {
        m_bottomInset = px;
        updateScrollBar();
        applyOffset(m_offset);
    }
}

PhotoId PhotoGrid::current() const {
    const int index = m_selection.current();
    return index >= 0 ? m_items[index].id : PhotoId();
}

void PhotoGrid::setCurrent(PhotoId id, bool select) {
    const int index = indexOf(id);
    if (index < 0) {
        return;
    }
    changeSelection(
        [&] { select ? m_selection.selectOnly(index) : m_selection.moveCurrent(index); });
    scrollToShow(index, false);
}

QList<PhotoId> PhotoGrid::selection() const {
    QList<PhotoId> ids;
    ids.reserve(m_selection.count());
    for (const int index : m_selection.indexes()) {
        ids.append(m_items[index].id);
    }
    return ids;
}

void PhotoGrid::setSelection(const QList<PhotoId> &ids) {
    changeSelection([&] {
        m_selection.clear();
        for (const PhotoId id : ids) {
            m_selection.set(indexOf(id), true);
        }
    });
}

void PhotoGrid::selectAll() {
    changeSelection([this] { m_selection.selectAll(); });
}

void PhotoGrid::clearSelection() {
    changeSelection([this] { m_selection.clear(); });
}

QString PhotoGrid::describe(int index) const {
    const QString name = m_describer ? m_describer(m_items[index].id) : QString();
    return name.isEmpty()
               ? tr("Photo %1 of %2")
                     .arg(locale().toString(index + 1), locale().toString(m_items.size()))
               : name;
}

bool PhotoGrid::viewportEvent(QEvent *event) {
    if (event->type() == QEvent::ToolTip) {
        const auto *help = static_cast<QHelpEvent *>(event);
        const int index = indexAt(help->pos());
        if (index >= 0 && m_describer) {
            QToolTip::showText(help->globalPos(), describe(index), viewport(), viewRect(index));
        } else {
            QToolTip::hideText();
        }
        return true;
    }
    return QAbstractScrollArea::viewportEvent(event);
}

void PhotoGrid::changeEvent(QEvent *event) {
    if (event->type() == QEvent::LayoutDirectionChange) {
        relayout(anchors());
    } else if (event->type() == QEvent::FontChange || event->type() == QEvent::PaletteChange) {
        viewport()->update();
    }
    QAbstractScrollArea::changeEvent(event);
}

QSize PhotoGrid::sizeHint() const {
    return {1176, 748};
}

} // namespace fovea::ui
