#pragma once

#include "ui/grid_selection.h"
#include "ui/justified_layout.h"
#include "ui/photo_item.h"
#include "ui/scaled_thumbnails.h"
#include "ui/smooth_scroll.h"

#include <QAbstractScrollArea>
#include <QElapsedTimer>
#include <QHash>
#include <QSet>
#include <QTimer>

#include <functional>

namespace fovea::ui {

class ThumbnailSource;

/// What becomes of the scroll place when the photos change.
enum class KeepPlace {
    Top,   ///< a new search: start at the top, nothing selected
    Photo, ///< the same view with changes: the photo at the top (or the current one, when it is on
           ///< screen) stays where it is, and what is selected stays selected
};

/// All photos as justified rows. Scrolls a million of them: there are no item widgets, and only
/// what is on screen is painted. Selects as file managers do. It knows no files: pixels come from a
/// ThumbnailSource, actions go out as signals.
///
/// Keys: arrows, Home, End, Page Up, Page Down move (Shift extends, Ctrl moves without selecting),
/// Ctrl+Space toggles, Space previews, Enter opens, Ctrl+A selects all, Esc clears a selection. Any
/// other key is ignored, so that the window can take typed text for the search field.
class PhotoGrid : public QAbstractScrollArea {
    Q_OBJECT

public:
    explicit PhotoGrid(QWidget *parent = nullptr);
    ~PhotoGrid() override;

    /// Where the pixels come from; must outlive the grid or be replaced before it goes.
    void setSource(ThumbnailSource *source);
    /// The name of a photo for screen readers and tool tips ("IMG_2214.jpg, August 3, 2019").
    void setDescriber(std::function<QString(PhotoId)> describer);

    /// Replaces the photos.
    void setItems(QList<PhotoItem> items, KeepPlace keep);
    /// Adds photos at the end; nothing on screen moves.
    void appendItems(const QList<PhotoItem> &items);
    const QList<PhotoItem> &items() const { return m_items; }

    /// Heads with month and count, for photos sorted by date. Off by default.
    void setMonthHeads(bool on);
    bool monthHeads() const { return m_monthHeads; }

    /// The height that rows aim at, in logical px. The current or topmost photo keeps its place.
    static constexpr int kMinRowHeight = 88;
    static constexpr int kDefaultRowHeight = 172;
    static constexpr int kMaxRowHeight = 360;
    void setRowHeight(int height);
    int rowHeight() const { return m_rowHeight; }

    /// Room kept free below the last row, for the selection bar that floats there.
    void setBottomInset(int px);

    /// The current photo (where the keyboard is), none when the grid is empty or nothing was
    /// touched yet.
    PhotoId current() const;
    /// Makes the photo current and scrolls it into view; the selection becomes that photo alone
    /// when `select`. No effect if the photo is not in the grid.
    void setCurrent(PhotoId id, bool select = false);
    /// What is selected, in the grid's order.
    QList<PhotoId> selection() const;
    int selectedCount() const { return m_selection.count(); }
    void setSelection(const QList<PhotoId> &ids);
    void selectAll();
    void clearSelection();

    /// A scroll place that can be kept and restored, also after other photos were shown.
    struct Place {
        PhotoId photo;   ///< the photo at the top
        int offset = 0;  ///< how far its top is above the viewport's
        PhotoId current; ///< none: nothing was current
        QList<PhotoId> selected;
    };
    Place place() const;
    /// Restores what still exists of it; at the top when the photo is gone.
    void restorePlace(const Place &place);
    void scrollToTop();
    void ensureVisible(PhotoId id);

    /// Where the photo is in viewport() coordinates; null if it is not in the grid.
    QRect photoRect(PhotoId id) const;
    /// The photo under a point in viewport() coordinates, or none.
    PhotoId photoAt(QPoint point) const;
    /// A small picture of the dragged photos for QDrag::setPixmap: the first one and how many.
    QPixmap dragPixmap(const QList<PhotoId> &ids) const;

    QSize sizeHint() const override;

Q_SIGNALS:
    /// Enter or double click.
    void openRequested(fovea::PhotoId id);
    /// Space.
    void previewRequested(fovea::PhotoId id);
    void selectionChanged();
    void currentChanged(fovea::PhotoId id);
    /// Right click or menu key; what was clicked is selected already. `globalPos` is where a menu
    /// goes. `id` is none on the ground between photos.
    void contextMenuRequested(fovea::PhotoId id, QPoint globalPos);
    /// The mouse began to drag these photos. The receiver starts the QDrag (see dragPixmap()).
    void dragStarted(const QList<fovea::PhotoId> &ids);
    /// The size was changed in the grid (Ctrl+wheel, Ctrl+plus); a slider follows.
    void rowHeightChanged(int height);
    /// The photos on screen have changed by scrolling, resizing or new items.
    void visibleChanged();

protected:
    bool viewportEvent(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    void scrollContentsBy(int dx, int dy) override;

private:
    friend class PhotoAccessible;
    friend class PhotoGridAccessible;

    // Layout and scrolling (photo_grid_scroll.cpp).
    /// A photo and where its top is in the viewport, to be kept over a change.
    struct Anchor {
        PhotoId photo;
        int y = 0;
    };
    QList<Anchor> anchors() const;
    void relayout(const QList<Anchor> &anchors);
    LayoutMetrics metrics() const;
    void updateScrollBar();
    void scrollTo(qint64 offset, bool smooth);
    void scrollToShow(int index, bool smooth);
    void applyOffset(qint64 offset);
    qint64 maxOffset() const;
    qint64 pageHeight() const;
    void askForThumbnails();
    int indexOf(PhotoId id) const;
    QRect viewRect(int index) const;
    int indexAt(QPoint point) const;

    // Painting (photo_grid_paint.cpp).
    QRegion opaquePartOf(const LayoutRow &row) const;
    QSize deviceSize(const QRect &rect) const;
    void paintHead(QPainter &painter, const LayoutHead &head);
    void paintPhoto(QPainter &painter, int index, const QRect &rect);
    QPixmap pixmapFor(PhotoId id, const QRect &rect, QImage *unscaled);
    void paintSelection(QPainter &painter, const QRect &rect);
    void paintFocus(QPainter &painter, int index, const QRect &rect);
    void paintLasso(QPainter &painter);
    qreal fadeOf(PhotoId id) const;
    void stepFades();
    void thumbnailsReady(const QList<PhotoId> &ids);
    void themeChanged();

    // Keyboard and mouse (photo_grid_input.cpp).
    bool moveByKey(QKeyEvent *event);
    int moveTarget(int key);
    int pageTarget(int direction);
    void goTo(int index, Qt::KeyboardModifiers modifiers);
    void pressOn(int index, Qt::KeyboardModifiers modifiers);
    void startLasso(QPoint pos, Qt::KeyboardModifiers modifiers);
    void moveLasso(QPoint pos);
    void autoScroll();
    /// Runs `change` on m_selection, then tells what it changed.
    template <typename Change>
    void changeSelection(Change change);
    void tellChanges(const GridSelection &before);
    void zoomBy(double factor, const QList<Anchor> &anchors);
    QString describe(int index) const;
    void announceCurrent();

    // What is shown.
    QList<PhotoItem> m_items;
    QHash<PhotoId, int> m_indexById;
    std::vector<float> m_aspects;
    std::vector<int> m_groups; ///< year * 12 + month, with month heads only
    JustifiedLayout m_layout;
    GridSelection m_selection;
    ThumbnailSource *m_source = nullptr;
    std::function<QString(PhotoId)> m_describer;
    bool m_monthHeads = false;
    int m_rowHeight = kDefaultRowHeight;
    int m_bottomInset = 0;

    // Where it is scrolled to, in content px; the scroll bar may be coarser.
    qint64 m_offset = 0;
    qint64 m_scrollUnit = 1;
    SmoothScroll m_scroll;
    bool m_syncingScrollBar = false;
    bool m_scrollingUp = false;
    QList<Anchor> m_resizeAnchors; ///< kept while only the size changes, so that nothing drifts

    // Painting.
    ScaledThumbnails m_scaled;
    QHash<PhotoId, qint64> m_fades; ///< when the photo came, by m_clock
    QSet<PhotoId> m_failed;
    QElapsedTimer m_clock;
    QElapsedTimer m_paintClock;
    bool m_unscaledLeft = false;
    QTimer m_fadeTimer;

    // Mouse and keyboard.
    struct Lasso {
        bool active = false;
        QPoint pointer; ///< in the viewport
        int fromX = 0;  ///< where it began, in the content
        qint64 fromY = 0;
        GridSelection before;
        bool toggles = false;
    };
    Lasso m_lasso;
    QTimer m_autoScrollTimer;
    QPoint m_pressPos;
    int m_pressIndex = -1;
    Qt::KeyboardModifiers
        m_releaseModifiers; ///< of a click that takes effect when the button goes up
    bool m_actOnRelease = false;
    bool m_mayDrag = false;
    double m_sizeRemainder = 0;
    int m_keyX = -1; ///< the column that Up and Down keep to
    bool m_byKeyboard = false;
};

template <typename Change>
void PhotoGrid::changeSelection(Change change) {
    const GridSelection before = m_selection;
    change();
    if (m_selection != before) {
        tellChanges(before);
    }
}

} // namespace fovea::ui
