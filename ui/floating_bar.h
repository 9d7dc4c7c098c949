#pragma once

#include <QWidget>

namespace fovea::ui {

/// The ground of what floats over the photos: raised, rounded, with a hairline and a soft shadow.
/// Its content lies within kShadow px on all sides.
class FloatingBar : public QWidget {
    Q_OBJECT

public:
    static constexpr int kBarHeight = 44;
    static constexpr int kShadow = 12;

    explicit FloatingBar(QWidget *parent = nullptr);

    /// Puts the bar in the middle above `bottom` (in the parent's coordinates), within `area`'s
    /// width.
    void placeIn(const QRect &area);

protected:
    void paintEvent(QPaintEvent *event) override;
};

} // namespace fovea::ui
