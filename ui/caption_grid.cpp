#include "ui/caption_grid.h"

#include "ui/caption_delegate.h"
#include "ui/theme.h"
#include "ui/thumbnail_source.h"

#include <QKeyEvent>
#include <QScrollBar>

#include <algorithm>

namespace fovea::ui {

namespace {

constexpr int kPhotoWidth = 202;
constexpr int kPhotoHeight = 136;

} // namespace

CaptionGrid::CaptionGrid(QWidget *parent)
    : QListView(parent)
    , m_delegate(new CaptionDelegate(this)) {
    setAccessibleName(tr("Photos and captions"));
    setFrameShape(QFrame::NoFrame);
    setFlow(QListView::LeftToRight);
    setWrapping(true);
    setResizeMode(QListView::Adjust);
    setUniformItemSizes(true);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setSelectionMode(QAbstractItemView::SingleSelection);
    setEditTriggers(QAbstractItemView::AnyKeyPressed | QAbstractItemView::EditKeyPressed);
    setTabKeyNavigation(false);
    setItemDelegate(m_delegate);
    viewport()->setAutoFillBackground(false);
    verticalScrollBar()->setSingleStep(32);
    connect(m_delegate, &CaptionDelegate::moved, this, &CaptionGrid::editBeside);
    connect(&Theme::instance(), &Theme::changed, this, [this] {
        m_delegate->forgetPixels();
        viewport()->update();
    });
}

void CaptionGrid::setSource(ThumbnailSource *source) {
    m_delegate->setSource(source);
    connect(source, &ThumbnailSource::ready, viewport(), qOverload<>(&QWidget::update));
}

void CaptionGrid::setCaptions(CaptionModel *model) {
    setModel(model);
    connect(model, &QAbstractItemModel::modelReset, this, [this] { m_delegate->forgetPixels(); });
}

CaptionModel *CaptionGrid::captions() const {
    return qobject_cast<CaptionModel *>(model());
}

void CaptionGrid::setContentWidth(int width) {
    if (m_contentWidth != width) {
        m_contentWidth = width;
        layOutCells();
    }
}

/// As many columns of about the usual width as there is room for, which they fill.
void CaptionGrid::layOutCells() {
    const int wide = m_contentWidth + 2 * kOverhang;
    const int columns = std::max(1, (wide + kPhotoWidth / 4) / (kPhotoWidth + 2 * kOverhang));
    const int cell = wide / columns;
    const int photo = cell - 2 * kOverhang;
    const QSize size(cell, photo * kPhotoHeight / kPhotoWidth + kCaptionRoom);
    m_delegate->setCell(size);
    setGridSize(size);
}

void CaptionGrid::resizeEvent(QResizeEvent *event) {
    layOutCells();
    QListView::resizeEvent(event);
}

void CaptionGrid::focusInEvent(QFocusEvent *event) {
    if (!currentIndex().isValid() && model() != nullptr && model()->rowCount() > 0) {
        setCurrentIndex(model()->index(0, 0));
    }
    QListView::focusInEvent(event);
}

void CaptionGrid::finishEditing() {
    setFocus();
}

void CaptionGrid::editBeside(int by) {
    const int row = currentIndex().row() + by;
    if (row < 0 || row >= model()->rowCount()) {
        setFocus();
        return;
    }
    const QModelIndex next = model()->index(row, 0);
    setCurrentIndex(next);
    scrollTo(next);
    edit(next);
}

void CaptionGrid::keyPressEvent(QKeyEvent *event) {
    const QModelIndex current = currentIndex();
    switch (event->key()) {
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (current.isValid()) {
            edit(current);
        }
        return;
    case Qt::Key_Delete:
        captions()->decline(current);
        return;
    case Qt::Key_Escape:
        event->ignore(); // one step back in the window
        return;
    default:
        QListView::keyPressEvent(event);
    }
}

void CaptionGrid::mousePressEvent(QMouseEvent *event) {
    m_pressed = indexAt(event->position().toPoint());
    QListView::mousePressEvent(event);
}

void CaptionGrid::mouseReleaseEvent(QMouseEvent *event) {
    QListView::mouseReleaseEvent(event);
    const QPoint position = event->position().toPoint();
    const QModelIndex index = indexAt(position);
    if (!index.isValid() || index != m_pressed || event->button() != Qt::LeftButton) {
        return;
    }
    switch (m_delegate->partAt(visualRect(index), index, position)) {
    case CaptionDelegate::Part::Caption:
        edit(index);
        break;
    case CaptionDelegate::Part::Confirm:
        captions()->confirm(index);
        break;
    case CaptionDelegate::Part::Decline:
        captions()->decline(index);
        break;
    case CaptionDelegate::Part::Photo:
        break;
    }
}

} // namespace fovea::ui
