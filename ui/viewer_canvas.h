#pragma once

#include "ui/zoom_state.h"

#include <QImage>
#include <QPixmap>
#include <QWidget>

class QLabel;
class QToolButton;

namespace fovea::ui {

/// The photo of the viewer: paints the best pixels there are, zooms at the pointer, pans within
/// bounds.
class ViewerCanvas : public QWidget {
    Q_OBJECT

public:
    explicit ViewerCanvas(QWidget *parent = nullptr);

    /// A new photo, fitted. `thumbnail` may be null; `aspect` gives it its place until its size is
    /// known.
    void setPhoto(const QImage &thumbnail, double aspect);
    /// A thumbnail that came later.
    void setThumbnail(const QImage &thumbnail);
    /// The decoded photo, at `fullSize` or smaller.
    void setPixels(const QImage &image, QSize fullSize);
    /// Nothing at all; frees the pixels.
    void clear();

    /// A sentence over the photo's foot (why it cannot be shown, that it is being loaded); empty
    /// hides it.
    void setNote(const QString &sentence);
    /// Whether there is a photo before and after this one.
    void setNeighbors(bool previous, bool next);

    const ZoomState &zoom() const { return m_zoom; }
    void fit();
    void zoomBy(double factor);
    void zoomToActual();
    /// Device px that a preview should cover to be sharp when fitted.
    QSize previewSize() const;
    bool hasPixels() const { return !m_pixels.isNull(); }

Q_SIGNALS:
    void zoomChanged();
    /// The zoom shows more px than there are, and the photo has them.
    void fullWanted();
    void previousClicked();
    void nextClicked();
    void dragStarted();

protected:
    bool event(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void enterEvent(QEnterEvent *event) override;
    void leaveEvent(QEvent *event) override;

private:
    bool gesture(QEvent *event);
    void zoomed();
    void updateCursor();
    void placeOverlays();
    const QImage &best() const { return m_pixels.isNull() ? m_thumbnail : m_pixels; }

    ZoomState m_zoom;
    QImage m_thumbnail;
    QImage m_pixels;
    QSize m_fullSize;
    QPixmap m_fitted; ///< the pixels at exactly the fitted size, so that a repaint copies
    QPoint m_last;
    bool m_pressed = false;
    bool m_mayDragOut = false;
    QLabel *m_note = nullptr;
    QToolButton *m_previous = nullptr;
    QToolButton *m_next = nullptr;
};

} // namespace fovea::ui
