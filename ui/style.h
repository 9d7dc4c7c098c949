#pragma once

#include <QProxyStyle>

namespace fovea::ui {

/// Fusion with Fovea's flat controls: no gradients, one radius a kind, a visible ring on keyboard
/// focus. A QPushButton with setDefault(true) is the primary one of its page. A QToolButton with
/// autoRaise is an icon button; checked, it stands on grey. `setProperty("dark", true)` on a widget
/// or any parent gives it the colors of the dark theme, for the viewer.
class Style : public QProxyStyle {
    Q_OBJECT

public:
    Style();

    void polish(QWidget *widget) override;
    using QProxyStyle::polish;
    int pixelMetric(PixelMetric metric, const QStyleOption *option = nullptr,
                    const QWidget *widget = nullptr) const override;
    int styleHint(StyleHint hint, const QStyleOption *option = nullptr,
                  const QWidget *widget = nullptr,
                  QStyleHintReturn *returnData = nullptr) const override;
    QSize sizeFromContents(ContentsType type, const QStyleOption *option, const QSize &size,
                           const QWidget *widget) const override;
    QRect subControlRect(ComplexControl control, const QStyleOptionComplex *option, SubControl part,
                         const QWidget *widget) const override;
    QRect subElementRect(SubElement element, const QStyleOption *option,
                         const QWidget *widget) const override;
    void drawPrimitive(PrimitiveElement element, const QStyleOption *option, QPainter *painter,
                       const QWidget *widget = nullptr) const override;
    void drawControl(ControlElement element, const QStyleOption *option, QPainter *painter,
                     const QWidget *widget = nullptr) const override;
    void drawComplexControl(ComplexControl control, const QStyleOptionComplex *option,
                            QPainter *painter, const QWidget *widget = nullptr) const override;
};

/// Fills a rounded rectangle, antialiased.
void fillRounded(QPainter *painter, const QRectF &rect, double radius, const QColor &color);
/// A line of `width` px inside a rounded rectangle.
void strokeRounded(QPainter *painter, const QRectF &rect, double radius, const QColor &color,
                   double width);

} // namespace fovea::ui
