#include "ui/zoom_state.h"

#include <algorithm>
#include <cmath>

namespace fovea::ui {

void ZoomState::setPhoto(QSizeF size) {
    m_photo = size.expandedTo(QSizeF(1, 1));
    fit();
}

void ZoomState::correctPhotoSize(QSizeF size) {
    const double factor = m_photo.width() / std::max(size.width(), 1.0);
    m_photo = size.expandedTo(QSizeF(1, 1));
    if (m_fitted) {
        fit();
    } else {
        m_scale *= factor;
        keepBounds();
    }
}

void ZoomState::setView(QSizeF size, double devicePixelRatio) {
    m_view = size.expandedTo(QSizeF(1, 1));
    m_ratio = devicePixelRatio;
    if (m_fitted) {
        fit();
    } else {
        m_scale = std::max(m_scale, fitScale());
        keepBounds();
    }
}

double ZoomState::fitScale() const {
    const double whole =
        std::min(m_view.width() / m_photo.width(), m_view.height() / m_photo.height());
    return std::min(whole, kMaxFitPercent / 100 / m_ratio);
}

bool ZoomState::canPan() const {
    const QSizeF size = m_photo * m_scale;
    return size.width() > m_view.width() + 0.5 || size.height() > m_view.height() + 0.5;
}

QRectF ZoomState::photoRect() const {
    const QSizeF size = m_photo * m_scale;
    return {QPointF(m_view.width() / 2 - m_center.x() * size.width(),
                    m_view.height() / 2 - m_center.y() * size.height()),
            size};
}

void ZoomState::fit() {
    m_fitted = true;
    m_scale = fitScale();
    m_center = {0.5, 0.5};
}

void ZoomState::zoomBy(double factor, QPointF point) {
    setScale(m_scale * factor, point);
}

void ZoomState::zoomToActual(QPointF point) {
    setScale(1 / m_ratio, point);
}

void ZoomState::setScale(double scale, QPointF point) {
    const double least = std::min(fitScale(), 1 / m_ratio);
    const double most = std::max(fitScale(), kMaxPercent / 100 / m_ratio);
    const double bounded = std::clamp(scale, least, most);
    // Coming back to about the whole photo is the whole photo.
    if (std::abs(bounded / fitScale() - 1) < 1e-3) {
        fit();
        return;
    }
    const QPointF fromMiddle = point - QPointF(m_view.width() / 2, m_view.height() / 2);
    const double change = 1 / m_scale - 1 / bounded;
    m_center += QPointF(fromMiddle.x() * change / m_photo.width(),
                        fromMiddle.y() * change / m_photo.height());
    m_scale = bounded;
    m_fitted = false;
    keepBounds();
}

void ZoomState::panBy(QPointF delta) {
    m_center -=
        QPointF(delta.x() / (m_photo.width() * m_scale), delta.y() / (m_photo.height() * m_scale));
    keepBounds();
}

void ZoomState::keepBounds() {
    const auto bounded = [](double center, double view, double size) {
        const double half = view / size / 2;
        return half >= 0.5 ? 0.5 : std::clamp(center, half, 1 - half);
    };
    m_center = {bounded(m_center.x(), m_view.width(), m_photo.width() * m_scale),
                bounded(m_center.y(), m_view.height(), m_photo.height() * m_scale)};
}

} // namespace fovea::ui
