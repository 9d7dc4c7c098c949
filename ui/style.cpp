#include "ui/style.h"

#include "ui/style_controls.h"

#include <QAbstractButton>
#include <QComboBox>
#include <QPainter>
#include <QScrollBar>
#include <QSlider>
#include <QStyleOption>

namespace fovea::ui {

Style::Style()
    : QProxyStyle(QStringLiteral("Fusion")) {}

void Style::polish(QWidget *widget) {
    QProxyStyle::polish(widget);
    if (qobject_cast<QAbstractButton *>(widget) != nullptr ||
        qobject_cast<QComboBox *>(widget) != nullptr ||
        qobject_cast<QScrollBar *>(widget) != nullptr ||
        qobject_cast<QSlider *>(widget) != nullptr) {
        widget->setAttribute(Qt::WA_Hover);
    }
}

int Style::pixelMetric(PixelMetric metric, const QStyleOption *option,
                       const QWidget *widget) const {
    switch (metric) {
    case PM_ScrollBarExtent:
        return 12;
    case PM_ScrollBarSliderMin:
        return 36;
    case PM_IndicatorWidth:
    case PM_IndicatorHeight:
    case PM_ExclusiveIndicatorWidth:
    case PM_ExclusiveIndicatorHeight:
        return 16;
    case PM_SliderThickness:
    case PM_SliderControlThickness:
        return 20;
    case PM_SliderLength:
        return 14;
    case PM_SmallIconSize:
        return 16;
    case PM_ToolBarIconSize:
    case PM_ButtonIconSize:
        return 20;
    case PM_MenuPanelWidth:
        return 1;
    case PM_MenuHMargin:
    case PM_MenuVMargin:
        return 4;
    case PM_ButtonShiftHorizontal:
    case PM_ButtonShiftVertical:
        return 0;
    default:
        return QProxyStyle::pixelMetric(metric, option, widget);
    }
}

int Style::styleHint(StyleHint hint, const QStyleOption *option, const QWidget *widget,
                     QStyleHintReturn *returnData) const {
    switch (hint) {
    case SH_Slider_AbsoluteSetButtons:
        return int(Qt::LeftButton);
    case SH_EtchDisabledText:
    case SH_DitherDisabledText:
    case SH_Widget_Animate:
        return 0;
    case SH_Widget_Animation_Duration:
        return Theme::instance().motionMs(120);
    default:
        return QProxyStyle::styleHint(hint, option, widget, returnData);
    }
}

QSize Style::sizeFromContents(ContentsType type, const QStyleOption *option, const QSize &size,
                              const QWidget *widget) const {
    switch (type) {
    case CT_PushButton: {
        const auto *button = qstyleoption_cast<const QStyleOptionButton *>(option);
        const int gap =
            button != nullptr && !button->icon.isNull() && !button->text.isEmpty() ? 6 : 0;
        return {std::max(size.width() + 24 + gap, 32), 32};
    }
    case CT_ToolButton:
        return size + QSize(12, 12);
    case CT_LineEdit:
        return {size.width() + 4, 32};
    case CT_MenuItem: {
        const QSize plain = QProxyStyle::sizeFromContents(type, option, size, widget);
        const auto *item = qstyleoption_cast<const QStyleOptionMenuItem *>(option);
        const bool line = item != nullptr && item->menuItemType == QStyleOptionMenuItem::Separator;
        return line ? plain : QSize(plain.width() + 8, std::max(plain.height(), 28));
    }
    case CT_ComboBox:
        return {QProxyStyle::sizeFromContents(type, option, size, widget).width() + 16, 32};
    default:
        return QProxyStyle::sizeFromContents(type, option, size, widget);
    }
}

QRect Style::subControlRect(ComplexControl control, const QStyleOptionComplex *option,
                            SubControl part, const QWidget *widget) const {
    const QRect plain = QProxyStyle::subControlRect(control, option, part, widget);
    return control == CC_ComboBox && part == SC_ComboBoxEditField ? plain.adjusted(6, 0, -6, 0)
                                                                  : plain;
}

QRect Style::subElementRect(SubElement element, const QStyleOption *option,
                            const QWidget *widget) const {
    if (element == SE_LineEditContents) {
        return option->rect.adjusted(8, 1, -8, -1);
    }
    return QProxyStyle::subElementRect(element, option, widget);
}

void Style::drawPrimitive(PrimitiveElement element, const QStyleOption *option, QPainter *painter,
                          const QWidget *widget) const {
    const ThemeColors colors = colorsFor(widget);
    switch (element) {
    case PE_PanelButtonCommand:
        if (const auto *button = qstyleoption_cast<const QStyleOptionButton *>(option)) {
            drawPushButton(painter, *button, colors);
        }
        return;
    case PE_PanelButtonTool:
        drawToolButton(painter, *option, colors);
        return;
    case PE_FrameDefaultButton:
        return;
    case PE_FrameFocusRect:
        drawFocusFrame(painter, *option, widget, colors);
        return;
    case PE_PanelLineEdit:
        if (const auto *frame = qstyleoption_cast<const QStyleOptionFrame *>(option);
            frame != nullptr && frame->lineWidth > 0) {
            drawEditFrame(painter, *option, colors);
        }
        return;
    case PE_FrameLineEdit:
        drawEditFrame(painter, *option, colors);
        return;
    case PE_IndicatorCheckBox:
        drawCheckBox(painter, *option, colors);
        return;
    case PE_IndicatorRadioButton:
        drawRadioButton(painter, *option, colors);
        return;
    case PE_PanelTipLabel:
        painter->fillRect(option->rect, colors.raised);
        strokeRounded(painter, option->rect, 0.5, colors.line, 1);
        return;
    case PE_PanelMenu:
        painter->fillRect(option->rect, colors.raised);
        return;
    case PE_FrameMenu:
        strokeRounded(painter, option->rect, 0.5, colors.line, 1);
        return;
    default:
        QProxyStyle::drawPrimitive(element, option, painter, widget);
    }
}

void Style::drawControl(ControlElement element, const QStyleOption *option, QPainter *painter,
                        const QWidget *widget) const {
    const ThemeColors colors = colorsFor(widget);
    switch (element) {
    case CE_PushButtonLabel:
        if (const auto *button = qstyleoption_cast<const QStyleOptionButton *>(option)) {
            QStyleOptionButton label(*button);
            const bool primary = (button->features & QStyleOptionButton::DefaultButton) &&
                                 (button->state & State_Enabled);
            const bool link = widget != nullptr && widget->property("link").toBool();
            label.palette.setColor(QPalette::ButtonText, primary ? colors.onAccent
                                                         : link  ? colors.link
                                                                 : colors.text);
            label.palette.setColor(QPalette::Disabled, QPalette::ButtonText, colors.disabled);
            QProxyStyle::drawControl(element, &label, painter, widget);
        }
        return;
    case CE_MenuItem:
        if (const auto *item = qstyleoption_cast<const QStyleOptionMenuItem *>(option)) {
            QStyleOptionMenuItem plain(*item);
            plain.palette.setColor(QPalette::Highlight, colors.current);
            plain.palette.setColor(QPalette::HighlightedText, colors.text);
            plain.palette.setColor(QPalette::Window, colors.raised);
            QProxyStyle::drawControl(element, &plain, painter, widget);
        }
        return;
    case CE_ProgressBarGroove:
    case CE_ProgressBarLabel:
        return;
    case CE_ProgressBarContents:
        if (const auto *bar = qstyleoption_cast<const QStyleOptionProgressBar *>(option)) {
            drawProgress(painter, *bar, colors);
        }
        return;
    default:
        QProxyStyle::drawControl(element, option, painter, widget);
    }
}

void Style::drawComplexControl(ComplexControl control, const QStyleOptionComplex *option,
                               QPainter *painter, const QWidget *widget) const {
    const ThemeColors colors = colorsFor(widget);
    const auto *slider = qstyleoption_cast<const QStyleOptionSlider *>(option);
    if (control == CC_Slider && slider != nullptr) {
        drawSlider(painter, *slider, subControlRect(control, option, SC_SliderHandle, widget),
                   colors);
        return;
    }
    if (control == CC_ScrollBar && slider != nullptr) {
        drawScrollBar(painter, *slider, subControlRect(control, option, SC_ScrollBarSlider, widget),
                      colors);
        return;
    }
    if (const auto *combo = qstyleoption_cast<const QStyleOptionComboBox *>(option);
        control == CC_ComboBox && combo != nullptr && !combo->editable) {
        drawComboBox(painter, *combo, colors);
        return;
    }
    QProxyStyle::drawComplexControl(control, option, painter, widget);
}

} // namespace fovea::ui
