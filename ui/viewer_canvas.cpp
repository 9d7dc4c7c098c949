#include "ui/viewer_canvas.h"

#include "ui/icons.h"
#include "ui/style.h"
#include "ui/theme.h"

#include <QApplication>
#include <QGestureEvent>
#include <QLabel>
#include <QMouseEvent>
#include <QNativeGestureEvent>
#include <QPainter>
#include <QToolButton>
#include <QWheelEvent>

#include <cmath>

namespace fovea::ui {

namespace {

constexpr double kWheelZoom = 1.2; ///< a notch
constexpr double kShowPixelsFrom = 400;
constexpr int kOverlayMargin = 16;
constexpr int kNoteWidth = 440;

/// A sentence on a raised ground with round corners.
class NoteLabel : public QLabel {
public:
    explicit NoteLabel(QWidget *parent)
        : QLabel(parent) {
        setWordWrap(true);
        setMargin(12);
        setAttribute(Qt::WA_TransparentForMouseEvents);
    }

protected:
    void paintEvent(QPaintEvent *event) override {
        QPainter painter(this);
        fillRounded(&painter, rect(), 8, Theme::instance().darkColors().raised);
        painter.end();
        QLabel::paintEvent(event);
    }
};

/// A round-cornered arrow over the photo.
class StepButton : public QToolButton {
public:
    StepButton(Icon name, QWidget *parent)
        : QToolButton(parent) {
        setIcon(ui::icon(name, Tint::Dark));
        setIconSize(QSize(20, 20));
        setAutoRaise(true);
        setFixedSize(40, 40);
        setFocusPolicy(Qt::NoFocus); // the arrow keys do this
        hide();
    }

protected:
    void paintEvent(QPaintEvent *event) override {
        QPainter painter(this);
        QColor ground = Theme::instance().darkColors().raised;
        ground.setAlpha(200);
        fillRounded(&painter, rect(), 8, ground);
        painter.end();
        QToolButton::paintEvent(event);
    }
};

} // namespace

ViewerCanvas::ViewerCanvas(QWidget *parent)
    : QWidget(parent) {
    setAttribute(Qt::WA_OpaquePaintEvent);
    setMinimumSize(120, 80);
    grabGesture(Qt::PinchGesture);
    m_note = new NoteLabel(this);
    m_note->hide();
    m_previous = new StepButton(isRightToLeft() ? Icon::ChevronRight : Icon::ChevronLeft, this);
    m_next = new StepButton(isRightToLeft() ? Icon::ChevronLeft : Icon::ChevronRight, this);
    m_previous->setToolTip(tr("Previous photo"));
    m_next->setToolTip(tr("Next photo"));
    connect(m_previous, &QToolButton::clicked, this, &ViewerCanvas::previousClicked);
    connect(m_next, &QToolButton::clicked, this, &ViewerCanvas::nextClicked);
}

void ViewerCanvas::setPhoto(const QImage &thumbnail, double aspect) {
    m_thumbnail = thumbnail;
    m_pixels = QImage();
    m_fitted = QPixmap();
    m_fullSize = QSize();
    // Until the size is known the photo is taken to be large; its place when fitted is the same.
    const double side = 4000;
    m_zoom.setPhoto(aspect >= 1 ? QSizeF(side, side / aspect) : QSizeF(side * aspect, side));
    m_pressed = false;
    zoomed();
}

void ViewerCanvas::setThumbnail(const QImage &thumbnail) {
    m_thumbnail = thumbnail;
    m_fitted = QPixmap();
    update();
}

void ViewerCanvas::setPixels(const QImage &image, QSize fullSize) {
    m_pixels = image;
    m_fullSize = fullSize;
    m_fitted = QPixmap();
    m_zoom.correctPhotoSize(fullSize);
    zoomed();
}

void ViewerCanvas::clear() {
    m_thumbnail = m_pixels = QImage();
    m_fitted = QPixmap();
    m_fullSize = QSize();
    m_note->hide();
    update();
}

void ViewerCanvas::setNote(const QString &sentence) {
    m_note->setText(sentence);
    m_note->setVisible(!sentence.isEmpty());
    placeOverlays();
}

void ViewerCanvas::setNeighbors(bool previous, bool next) {
    m_previous->setEnabled(previous);
    m_next->setEnabled(next);
    m_previous->setVisible(previous && underMouse());
    m_next->setVisible(next && underMouse());
}

void ViewerCanvas::fit() {
    m_zoom.fit();
    zoomed();
}

void ViewerCanvas::zoomBy(double factor) {
    m_zoom.zoomBy(factor, QRectF(rect()).center());
    zoomed();
}

void ViewerCanvas::zoomToActual() {
    m_zoom.zoomToActual(QRectF(rect()).center());
    zoomed();
}

QSize ViewerCanvas::previewSize() const {
    return (QSizeF(size()) * devicePixelRatioF()).toSize();
}

void ViewerCanvas::zoomed() {
    update();
    updateCursor();
    Q_EMIT zoomChanged();
    const bool haveAll = m_pixels.isNull() || m_pixels.size() == m_fullSize;
    if (!haveAll && m_zoom.deviceSize().width() > m_pixels.width() + 1) {
        Q_EMIT fullWanted();
    }
}

void ViewerCanvas::paintEvent(QPaintEvent * /*event*/) {
    QPainter painter(this);
    const ThemeColors colors = Theme::instance().darkColors();
    painter.fillRect(rect(), colors.viewer);
    const QRectF place = m_zoom.photoRect();
    const QImage &image = best();
    if (image.isNull()) {
        painter.fillRect(place.intersected(rect()), colors.placeholder);
        return;
    }
    if (!m_zoom.canPan()) {
        const QSize target = m_zoom.deviceSize().toSize().expandedTo(QSize(1, 1));
        if (m_fitted.size() != target) {
            m_fitted = QPixmap::fromImage(
                image.scaled(target, Qt::IgnoreAspectRatio, Qt::SmoothTransformation));
            m_fitted.setDevicePixelRatio(devicePixelRatioF());
        }
        painter.drawPixmap(place.topLeft().toPoint(), m_fitted);
        return;
    }
    painter.setRenderHint(QPainter::SmoothPixmapTransform, m_zoom.percent() < kShowPixelsFrom);
    painter.drawImage(place, image);
}

void ViewerCanvas::resizeEvent(QResizeEvent * /*event*/) {
    m_zoom.setView(size(), devicePixelRatioF());
    m_fitted = QPixmap();
    placeOverlays();
    zoomed();
}

void ViewerCanvas::placeOverlays() {
    const int y = (height() - m_previous->height()) / 2;
    const int far = width() - kOverlayMargin - m_next->width();
    m_previous->move(isRightToLeft() ? far : kOverlayMargin, y);
    m_next->move(isRightToLeft() ? kOverlayMargin : far, y);
    const int widest = std::min(kNoteWidth, width() - 2 * kOverlayMargin);
    const int oneLine =
        m_note->fontMetrics().horizontalAdvance(m_note->text()) + 2 * m_note->margin() + 2;
    const int noteWidth = std::min(widest, oneLine);
    m_note->resize(noteWidth, m_note->heightForWidth(noteWidth));
    m_note->move((width() - noteWidth) / 2, height() - m_note->height() - kOverlayMargin);
}

void ViewerCanvas::wheelEvent(QWheelEvent *event) {
    event->accept();
    const bool touchpad =
        !event->pixelDelta().isNull() && !(event->modifiers() & Qt::ControlModifier);
    if (touchpad && m_zoom.canPan()) {
        m_zoom.panBy(event->pixelDelta());
    } else {
        m_zoom.zoomBy(std::pow(kWheelZoom, event->angleDelta().y() / 120.0), event->position());
    }
    zoomed();
}

bool ViewerCanvas::event(QEvent *event) {
    if (event->type() == QEvent::NativeGesture || event->type() == QEvent::Gesture) {
        return gesture(event) || QWidget::event(event);
    }
    return QWidget::event(event);
}

bool ViewerCanvas::gesture(QEvent *event) {
    if (event->type() == QEvent::NativeGesture) {
        const auto *native = static_cast<QNativeGestureEvent *>(event);
        if (native->gestureType() != Qt::ZoomNativeGesture) {
            return false;
        }
        m_zoom.zoomBy(1 + native->value(), native->position());
    } else {
        const auto *pinch = static_cast<const QPinchGesture *>(
            static_cast<QGestureEvent *>(event)->gesture(Qt::PinchGesture));
        if (pinch == nullptr) {
            return false;
        }
        m_zoom.zoomBy(pinch->scaleFactor(), mapFromGlobal(pinch->centerPoint()));
        m_zoom.panBy(pinch->centerPoint() - pinch->lastCenterPoint());
    }
    zoomed();
    return true;
}

void ViewerCanvas::mousePressEvent(QMouseEvent *event) {
    if (event->button() == Qt::BackButton) {
        Q_EMIT previousClicked();
    } else if (event->button() == Qt::ForwardButton) {
        Q_EMIT nextClicked();
    } else if (event->button() == Qt::LeftButton) {
        m_pressed = true;
        m_last = event->position().toPoint();
        m_mayDragOut = !m_zoom.canPan() || (event->modifiers() & Qt::ControlModifier);
        updateCursor();
    } else {
        event->ignore();
    }
}

void ViewerCanvas::mouseMoveEvent(QMouseEvent *event) {
    if (!m_pressed) {
        return;
    }
    const QPoint pos = event->position().toPoint();
    if (!m_mayDragOut) {
        m_zoom.panBy(pos - m_last);
        m_last = pos;
        update();
    } else if ((pos - m_last).manhattanLength() >= QApplication::startDragDistance()) {
        m_pressed = false;
        updateCursor();
        Q_EMIT dragStarted();
    }
}

void ViewerCanvas::mouseReleaseEvent(QMouseEvent * /*event*/) {
    m_pressed = false;
    updateCursor();
}

void ViewerCanvas::mouseDoubleClickEvent(QMouseEvent *event) {
    if (event->button() != Qt::LeftButton) {
        return;
    }
    if (std::abs(m_zoom.percent() - 100) < 0.5 && !m_zoom.isFitted()) {
        m_zoom.fit();
    } else {
        m_zoom.zoomToActual(event->position());
    }
    m_pressed = false;
    zoomed();
}

void ViewerCanvas::updateCursor() {
    setCursor(!m_zoom.canPan() ? Qt::ArrowCursor
              : m_pressed      ? Qt::ClosedHandCursor
                               : Qt::OpenHandCursor);
}

void ViewerCanvas::enterEvent(QEnterEvent * /*event*/) {
    m_previous->setVisible(m_previous->isEnabled());
    m_next->setVisible(m_next->isEnabled());
}

void ViewerCanvas::leaveEvent(QEvent * /*event*/) {
    m_previous->hide();
    m_next->hide();
}

} // namespace fovea::ui
