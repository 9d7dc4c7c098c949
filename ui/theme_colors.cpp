#include "ui/theme.h"

#include <algorithm>
#include <cmath>

namespace fovea::ui {

namespace {

ThemeColors lightColors() {
    ThemeColors c;
    c.window = QColor(0xF3, 0xF3, 0xF3);
    c.base = QColor(0xFF, 0xFF, 0xFF);
    c.field = QColor(0xF3, 0xF3, 0xF3);
    c.edit = QColor(0xFF, 0xFF, 0xFF);
    c.chip = QColor(0xFF, 0xFF, 0xFF);
    c.chipLine = QColor(0xD4, 0xD4, 0xD4);
    c.raised = QColor(0xFF, 0xFF, 0xFF);
    c.fill = QColor(0xEA, 0xEA, 0xEA);
    c.fill2 = QColor(0xDE, 0xDE, 0xDE);
    c.current = QColor(0xE2, 0xE2, 0xE2);
    c.segment = QColor(0xFF, 0xFF, 0xFF);
    c.hover = QColor(0, 0, 0, 0x0D);
    c.text = QColor(0x1B, 0x1B, 0x1B);
    c.text2 = QColor(0x5E, 0x5E, 0x5E);
    c.disabled = QColor(0xA0, 0xA0, 0xA0);
    c.line = QColor(0xE0, 0xE0, 0xE0);
    c.control = QColor(0x8C, 0x8C, 0x8C);
    c.bar = QColor(0xB8, 0xB8, 0xB8);
    c.photoLine = QColor(0, 0, 0, 0x14);
    c.placeholder = QColor(0xE8, 0xE8, 0xE8);
    c.accent = QColor(0x2A, 0x66, 0xD9);
    c.onAccent = QColor(0xFF, 0xFF, 0xFF);
    c.focus = QColor(0x2A, 0x66, 0xD9);
    c.link = QColor(0x2A, 0x66, 0xD9);
    c.selectionInner = QColor(0xFF, 0xFF, 0xFF);
    c.warning = QColor(0x8F, 0x55, 0x00);
    c.good = QColor(0x1E, 0x7B, 0x45);
    c.viewer = QColor(0x0E, 0x0E, 0x0E);
    c.dropVeil = QColor(0x0E, 0x0E, 0x0E, 0xD1);
    c.shadow = QColor(0, 0, 0, 41);
    return c;
}

ThemeColors darkColors() {
    ThemeColors c;
    c.window = QColor(0x1E, 0x1E, 0x1E);
    c.base = QColor(0x15, 0x15, 0x15);
    c.field = QColor(0x24, 0x24, 0x24);
    c.edit = QColor(0x1E, 0x1E, 0x1E);
    c.chip = QColor(0x3A, 0x3A, 0x3A);
    c.chipLine = QColor(0, 0, 0, 0);
    c.raised = QColor(0x2B, 0x2B, 0x2B);
    c.fill = QColor(0x30, 0x30, 0x30);
    c.fill2 = QColor(0x3C, 0x3C, 0x3C);
    c.current = QColor(0x32, 0x32, 0x32);
    c.segment = QColor(0x4A, 0x4A, 0x4A);
    c.hover = QColor(0xFF, 0xFF, 0xFF, 0x0F);
    c.text = QColor(0xED, 0xED, 0xED);
    c.text2 = QColor(0xA4, 0xA4, 0xA4);
    c.disabled = QColor(0x66, 0x66, 0x66);
    c.line = QColor(0x2D, 0x2D, 0x2D);
    c.control = QColor(0x78, 0x78, 0x78);
    c.bar = QColor(0x5A, 0x5A, 0x5A);
    c.photoLine = QColor(0xFF, 0xFF, 0xFF, 0x0F);
    c.placeholder = QColor(0x24, 0x24, 0x24);
    c.accent = QColor(0x38, 0x6F, 0xDB);
    c.onAccent = QColor(0xFF, 0xFF, 0xFF);
    c.focus = QColor(0x7F, 0xAE, 0xFF);
    c.link = QColor(0x7F, 0xAE, 0xFF);
    c.selectionInner = QColor(0x15, 0x15, 0x15);
    c.warning = QColor(0xE3, 0xB2, 0x5C);
    c.good = QColor(0x2C, 0x8F, 0x55);
    c.viewer = QColor(0x0E, 0x0E, 0x0E);
    c.dropVeil = QColor(0x0E, 0x0E, 0x0E, 0xD1);
    c.shadow = QColor(0, 0, 0, 128);
    c.isDark = true;
    return c;
}

double linear(double channel) {
    return channel <= 0.04045 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4);
}

double luminance(const QColor &color) {
    return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF()) +
           0.0722 * linear(color.blueF());
}

/// Moves the color's lightness away from the ground, a hundredth at a time, until it stands out.
QColor standOut(const QColor &color, const QColor &ground, double contrast) {
    float hue = 0;
    float saturation = 0;
    float lightness = 0;
    color.getHslF(&hue, &saturation, &lightness);
    const float step = luminance(ground) < 0.18 ? 0.01F : -0.01F;
    QColor result = color;
    while (contrastRatio(result, ground) < contrast && lightness + step >= 0 &&
           lightness + step <= 1) {
        lightness += step;
        result = QColor::fromHslF(std::max(hue, 0.0F), saturation, lightness);
    }
    return result;
}

void setDisabled(QPalette &palette, const ThemeColors &c) {
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText}) {
        palette.setColor(QPalette::Disabled, role, c.disabled);
    }
    palette.setColor(QPalette::Disabled, QPalette::Highlight, c.fill2);
    palette.setColor(QPalette::Disabled, QPalette::HighlightedText, c.disabled);
}

} // namespace

ThemeColors themeColors(bool dark) {
    return dark ? darkColors() : lightColors();
}

double contrastRatio(const QColor &a, const QColor &b) {
    const double la = luminance(a);
    const double lb = luminance(b);
    return (std::max(la, lb) + 0.05) / (std::min(la, lb) + 0.05);
}

ThemeColors withHighlight(ThemeColors colors, const QColor &highlight) {
    const QColor opaque(highlight.red(), highlight.green(), highlight.blue());
    const QColor white(0xFF, 0xFF, 0xFF);
    const QColor black(0x1B, 0x1B, 0x1B);
    colors.accent = opaque;
    colors.onAccent =
        contrastRatio(opaque, white) >= std::min(4.5, contrastRatio(opaque, black)) ? white : black;
    colors.focus = standOut(opaque, colors.base, 3.0);
    colors.link = standOut(opaque, colors.base, 4.5);
    return colors;
}

QPalette toPalette(const ThemeColors &c) {
    QPalette p;
    p.setColor(QPalette::Window, c.window);
    p.setColor(QPalette::WindowText, c.text);
    p.setColor(QPalette::Base, c.base);
    p.setColor(QPalette::AlternateBase, c.window);
    p.setColor(QPalette::Text, c.text);
    p.setColor(QPalette::PlaceholderText, c.text2);
    p.setColor(QPalette::Button, c.fill);
    p.setColor(QPalette::ButtonText, c.text);
    p.setColor(QPalette::BrightText, c.onAccent);
    p.setColor(QPalette::ToolTipBase, c.raised);
    p.setColor(QPalette::ToolTipText, c.text);
    p.setColor(QPalette::Highlight, c.accent);
    p.setColor(QPalette::HighlightedText, c.onAccent);
    p.setColor(QPalette::Link, c.link);
    p.setColor(QPalette::LinkVisited, c.link);
    p.setColor(QPalette::Light, c.raised);
    p.setColor(QPalette::Midlight, c.fill2);
    p.setColor(QPalette::Mid, c.line);
    p.setColor(QPalette::Dark, c.control);
    p.setColor(QPalette::Shadow, c.isDark ? QColor(0, 0, 0) : c.bar);
#if QT_VERSION >= QT_VERSION_CHECK(6, 6, 0)
    p.setColor(QPalette::Accent, c.accent);
#endif
    setDisabled(p, c);
    return p;
}

} // namespace fovea::ui
