#include "ui/floating_bar.h"

#include "ui/theme.h"

#include <QPainter>

#include <algorithm>

namespace fovea::ui {

namespace {

constexpr qreal kRadius = 8;
constexpr int kAboveBottom = 12;
/// The shadow falls this much lower than the bar.
constexpr qreal kShadowDrop = 2;

} // namespace

FloatingBar::FloatingBar(QWidget *parent)
    : QWidget(parent) {
    setAttribute(Qt::WA_NoMousePropagation);
    connect(&Theme::instance(), &Theme::changed, this, qOverload<>(&QWidget::update));
}

void FloatingBar::placeIn(const QRect &area) {
    const QSize hint = sizeHint();
    const int wide = std::min(hint.width(), area.width());
    const int high = std::max(hint.height(), kBarHeight + 2 * kShadow);
    setGeometry(area.left() + (area.width() - wide) / 2,
                area.bottom() + 1 - high + kShadow - kAboveBottom, wide, high);
}

void FloatingBar::paintEvent(QPaintEvent *) {
    const ThemeColors &colors = Theme::instance().colors();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF bar = QRectF(rect()).adjusted(kShadow, kShadow, -kShadow, -kShadow);
    // Rings of falling strength: a blur of 8 px without a graphics effect.
    painter.setBrush(Qt::NoBrush);
    constexpr int kRings = 8;
    for (int ring = kRings; ring >= 1; --ring) {
        QColor shade = colors.shadow;
        const qreal strength = 1 - qreal(ring) / (kRings + 1);
        shade.setAlphaF(float(shade.alphaF() * strength * strength));
        painter.setPen(QPen(shade, 1));
        painter.drawRoundedRect(bar.adjusted(-ring, -ring + kShadowDrop, ring, ring + kShadowDrop),
                                kRadius + ring, kRadius + ring);
    }
    painter.setPen(QPen(colors.line, 1));
    painter.setBrush(colors.raised);
    painter.drawRoundedRect(bar.adjusted(.5, .5, -.5, -.5), kRadius, kRadius);
}

} // namespace fovea::ui
