#include "ui/style_controls.h"

#include "ui/icons.h"
#include "ui/style.h"

#include <QAbstractButton>
#include <QPainter>
#include <QStyleOption>
#include <QWidget>

namespace fovea::ui {

namespace {

constexpr double kButtonRadius = 6;

/// Ring around a control that the keyboard is on.
void drawFocusRing(QPainter *painter, const QRectF &rect, double radius,
                   const ThemeColors &colors) {
    strokeRounded(painter, rect, radius, colors.focus, 2);
}

bool keyboardFocus(const QStyleOption &option) {
    return (option.state & QStyle::State_HasFocus) &&
           (option.state & QStyle::State_KeyboardFocusChange);
}

QRectF centered(const QRect &rect, double width, double height) {
    const QPointF center = QRectF(rect).center();
    return {center.x() - width / 2, center.y() - height / 2, width, height};
}

} // namespace

void fillRounded(QPainter *painter, const QRectF &rect, double radius, const QColor &color) {
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(Qt::NoPen);
    painter->setBrush(color);
    painter->drawRoundedRect(rect, radius, radius);
    painter->restore();
}

void strokeRounded(QPainter *painter, const QRectF &rect, double radius, const QColor &color,
                   double width) {
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setPen(QPen(color, width));
    painter->setBrush(Qt::NoBrush);
    const double half = width / 2;
    painter->drawRoundedRect(rect.adjusted(half, half, -half, -half), radius - half, radius - half);
    painter->restore();
}

ThemeColors colorsFor(const QWidget *widget) {
    for (const QWidget *w = widget; w != nullptr; w = w->isWindow() ? nullptr : w->parentWidget()) {
        if (w->property("dark").toBool()) {
            return Theme::instance().darkColors();
        }
    }
    return Theme::instance().colors();
}

void drawPushButton(QPainter *painter, const QStyleOptionButton &option,
                    const ThemeColors &colors) {
    const bool enabled = option.state & QStyle::State_Enabled;
    const bool pressed = option.state & (QStyle::State_Sunken | QStyle::State_On);
    const bool hovered = enabled && (option.state & QStyle::State_MouseOver);
    const bool primary = enabled && (option.features & QStyleOptionButton::DefaultButton);
    const bool flat = option.features & QStyleOptionButton::Flat;
    const QRectF rect = option.rect;
    if (primary) {
        fillRounded(painter, rect, kButtonRadius,
                    pressed ? colors.accent.darker(112) : colors.accent);
    } else if (pressed) {
        fillRounded(painter, rect, kButtonRadius, colors.fill2);
    } else if (!flat) {
        fillRounded(painter, rect, kButtonRadius, colors.fill);
    }
    if (hovered && !pressed) {
        fillRounded(painter, rect, kButtonRadius, colors.hover);
    }
    if (keyboardFocus(option)) {
        drawFocusRing(painter, rect, kButtonRadius, colors);
        if (primary) {
            strokeRounded(painter, rect.adjusted(2, 2, -2, -2), kButtonRadius - 2,
                          colors.selectionInner, 1);
        }
    }
}

void drawToolButton(QPainter *painter, const QStyleOption &option, const ThemeColors &colors) {
    const QRectF rect = option.rect;
    const bool enabled = option.state & QStyle::State_Enabled;
    if (option.state & QStyle::State_Sunken) {
        fillRounded(painter, rect, kButtonRadius, colors.fill2);
    } else if (option.state & QStyle::State_On) {
        fillRounded(painter, rect, kButtonRadius, colors.current);
    } else if (enabled && (option.state & QStyle::State_MouseOver)) {
        fillRounded(painter, rect, kButtonRadius, colors.hover);
    }
}

void drawFocusFrame(QPainter *painter, const QStyleOption &option, const QWidget *widget,
                    const ThemeColors &colors) {
    if (!(option.state & QStyle::State_KeyboardFocusChange)) {
        return;
    }
    if (widget != nullptr && widget->inherits("QToolButton")) {
        // The whole button; its panel is not drawn unless the mouse is over it.
        drawFocusRing(painter, widget->rect(), kButtonRadius, colors);
    } else if (qobject_cast<const QAbstractButton *>(widget) == nullptr ||
               widget->inherits("QCheckBox") || widget->inherits("QRadioButton")) {
        drawFocusRing(painter, option.rect, 4, colors);
    }
}

void drawEditFrame(QPainter *painter, const QStyleOption &option, const ThemeColors &colors) {
    const bool enabled = option.state & QStyle::State_Enabled;
    const bool focused = option.state & QStyle::State_HasFocus;
    fillRounded(painter, option.rect, kButtonRadius, enabled ? colors.edit : colors.fill);
    strokeRounded(painter, option.rect, kButtonRadius,
                  focused   ? colors.focus
                  : enabled ? colors.control
                            : colors.line,
                  focused ? 2 : 1);
}

void drawCheckBox(QPainter *painter, const QStyleOption &option, const ThemeColors &colors) {
    const QRectF box = centered(option.rect, 16, 16);
    const bool enabled = option.state & QStyle::State_Enabled;
    if (option.state & (QStyle::State_On | QStyle::State_NoChange)) {
        fillRounded(painter, box, 4, enabled ? colors.accent : colors.fill2);
        paintIcon(painter, option.state & QStyle::State_On ? Icon::Check : Icon::Minus,
                  box.adjusted(2, 2, -2, -2), enabled ? colors.onAccent : colors.disabled);
    } else {
        fillRounded(painter, box, 4, colors.edit);
        strokeRounded(painter, box, 4, enabled ? colors.control : colors.line, 1);
    }
}

void drawRadioButton(QPainter *painter, const QStyleOption &option, const ThemeColors &colors) {
    const QRectF circle = centered(option.rect, 16, 16);
    const bool enabled = option.state & QStyle::State_Enabled;
    if (option.state & QStyle::State_On) {
        fillRounded(painter, circle, 8, enabled ? colors.accent : colors.fill2);
        fillRounded(painter, centered(option.rect, 6, 6), 3,
                    enabled ? colors.onAccent : colors.disabled);
    } else {
        fillRounded(painter, circle, 8, colors.edit);
        strokeRounded(painter, circle, 8, enabled ? colors.control : colors.line, 1);
    }
}

void drawProgress(QPainter *painter, const QStyleOptionProgressBar &option,
                  const ThemeColors &colors) {
    const double height = std::min(option.rect.height(), 4);
    const QRectF track = centered(option.rect, option.rect.width(), height);
    fillRounded(painter, track, height / 2, colors.fill2);
    if (option.maximum <= option.minimum) {
        return;
    }
    const double share = double(qint64(option.progress) - option.minimum) /
                         double(qint64(option.maximum) - option.minimum);
    QRectF done = track;
    done.setWidth(track.width() * std::clamp(share, 0.0, 1.0));
    if (option.direction == Qt::RightToLeft) {
        done.moveRight(track.right());
    }
    if (done.width() > 0) {
        fillRounded(painter, done, height / 2, colors.link);
    }
}

void drawSlider(QPainter *painter, const QStyleOptionSlider &option, const QRect &handle,
                const ThemeColors &colors) {
    const bool horizontal = option.orientation == Qt::Horizontal;
    const bool enabled = option.state & QStyle::State_Enabled;
    const QRectF track = horizontal ? centered(option.rect, option.rect.width(), 2)
                                    : centered(option.rect, 2, option.rect.height());
    fillRounded(painter, track, 1, colors.bar);
    const QPointF center = QRectF(handle).center();
    QRectF done = track;
    if (!horizontal) {
        option.upsideDown ? done.setTop(center.y()) : done.setBottom(center.y());
    } else {
        option.upsideDown ? done.setLeft(center.x()) : done.setRight(center.x());
    }
    fillRounded(painter, done, 1, enabled ? colors.text : colors.disabled);
    const QRectF knob(center.x() - 7, center.y() - 7, 14, 14);
    fillRounded(painter, knob, 7, colors.isDark ? colors.window : colors.base);
    const bool focused = keyboardFocus(option);
    strokeRounded(painter, knob, 7,
                  focused   ? colors.focus
                  : enabled ? colors.text2
                            : colors.disabled,
                  focused ? 2 : 1);
}

void drawScrollBar(QPainter *painter, const QStyleOptionSlider &option, const QRect &handle,
                   const ThemeColors &colors) {
    if (option.maximum <= option.minimum) {
        return;
    }
    const bool busy = option.state & (QStyle::State_MouseOver | QStyle::State_Sunken);
    const double inset = busy ? 2 : 3;
    const QRectF bar = QRectF(handle).adjusted(inset, inset, -inset, -inset);
    const QColor color = busy ? colors.control : colors.bar;
    fillRounded(painter, bar, std::min(bar.width(), bar.height()) / 2, color);
}

void drawComboBox(QPainter *painter, const QStyleOptionComboBox &option,
                  const ThemeColors &colors) {
    const bool enabled = option.state & QStyle::State_Enabled;
    const bool focused = option.state & QStyle::State_HasFocus;
    fillRounded(painter, option.rect, kButtonRadius, colors.edit);
    if (enabled && (option.state & QStyle::State_MouseOver)) {
        fillRounded(painter, option.rect, kButtonRadius, colors.hover);
    }
    strokeRounded(painter, option.rect, kButtonRadius, focused ? colors.focus : colors.control,
                  focused ? 2 : 1);
    QRectF arrow(option.rect.right() - 24, QRectF(option.rect).center().y() - 8, 16, 16);
    if (option.direction == Qt::RightToLeft) {
        arrow.moveLeft(option.rect.left() + 8);
    }
    paintIcon(painter, Icon::ChevronDown, arrow, enabled ? colors.text2 : colors.disabled);
}

} // namespace fovea::ui
