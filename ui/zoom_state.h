#pragma once

#include <QPointF>
#include <QRectF>
#include <QSizeF>

namespace fovea::ui {

/// Where a photo stands in a view, and how large. A value: pure geometry. Scale is logical px for
/// each px of the photo; percent counts device px, so that 100 % is one to one on any screen.
class ZoomState {
public:
    /// A photo of `size` px. It is fitted.
    void setPhoto(QSizeF size);
    /// The same photo, now that its true size is known: what is seen stays where it is.
    void correctPhotoSize(QSizeF size);
    /// The view's size in logical px. A fitted photo stays fitted, another keeps its center.
    void setView(QSizeF size, double devicePixelRatio);

    double scale() const { return m_scale; }
    double percent() const { return m_scale * m_ratio * 100; }
    bool isFitted() const { return m_fitted; }
    /// True when the photo is larger than the view, so that there is something to pan.
    bool canPan() const;
    /// Where the whole photo stands, in view coordinates; may reach beyond the view.
    QRectF photoRect() const;
    /// Device px that the photo takes at this scale.
    QSizeF deviceSize() const { return m_photo * m_scale * m_ratio; }

    /// The whole photo, as large as the view allows, and at most twice its own size.
    void fit();
    /// `factor` times larger; what is under `point` stays there.
    void zoomBy(double factor, QPointF point);
    /// One to one, with what is under `point` staying there.
    void zoomToActual(QPointF point);
    /// Moves the photo; its edges do not come inside the view.
    void panBy(QPointF delta);

    static constexpr double kMaxPercent = 1600;
    static constexpr double kMaxFitPercent = 200;

private:
    double fitScale() const;
    void setScale(double scale, QPointF point);
    void keepBounds();

    QSizeF m_photo{1, 1};
    QSizeF m_view{1, 1};
    double m_ratio = 1;
    double m_scale = 1;
    bool m_fitted = true;
    QPointF m_center{0.5,
                     0.5}; ///< what of the photo is in the middle of the view, in parts of its size
};

} // namespace fovea::ui
