#pragma once

#include "ui/theme.h"

class QPainter;
class QStyleOption;
class QStyleOptionButton;
class QStyleOptionComboBox;
class QStyleOptionProgressBar;
class QStyleOptionSlider;
class QWidget;

namespace fovea::ui {

/// The colors that a widget is drawn with: the theme's, or the dark ones below a `dark` widget.
ThemeColors colorsFor(const QWidget *widget);

/// The drawing behind Style, one function a kind of control. All draw into `option.rect`.
void drawPushButton(QPainter *painter, const QStyleOptionButton &option, const ThemeColors &colors);
void drawToolButton(QPainter *painter, const QStyleOption &option, const ThemeColors &colors);
/// Around what has the keyboard: tool buttons, check boxes, radio buttons and item views. Other
/// buttons draw their own.
void drawFocusFrame(QPainter *painter, const QStyleOption &option, const QWidget *widget,
                    const ThemeColors &colors);
void drawEditFrame(QPainter *painter, const QStyleOption &option, const ThemeColors &colors);
void drawCheckBox(QPainter *painter, const QStyleOption &option, const ThemeColors &colors);
void drawRadioButton(QPainter *painter, const QStyleOption &option, const ThemeColors &colors);
void drawProgress(QPainter *painter, const QStyleOptionProgressBar &option,
                  const ThemeColors &colors);
void drawSlider(QPainter *painter, const QStyleOptionSlider &option, const QRect &handle,
                const ThemeColors &colors);
void drawScrollBar(QPainter *painter, const QStyleOptionSlider &option, const QRect &handle,
                   const ThemeColors &colors);
void drawComboBox(QPainter *painter, const QStyleOptionComboBox &option, const ThemeColors &colors);

} // namespace fovea::ui
