#pragma once

#include <QColor>
#include <QFont>
#include <QObject>
#include <QPalette>

#include <optional>

class QApplication;
class QDBusVariant;

namespace fovea::ui {

/// The colors of one theme, by the part they play. `hover` is painted over what is below it.
struct ThemeColors {
    QColor window;         ///< sidebar, viewer panel
    QColor base;           ///< grid, pages, status line
    QColor field;          ///< search field, which has no border
    QColor edit;           ///< line edits and combo boxes, with a `control` border
    QColor chip;           ///< search chip
    QColor chipLine;       ///< its inner line; transparent in the dark
    QColor raised;         ///< menus, tool tips, selection bar, notices
    QColor fill;           ///< secondary buttons, tags, segmented switch
    QColor fill2;          ///< pressed button, track of progress
    QColor current;        ///< current row of the sidebar, toggled icon button
    QColor segment;        ///< chosen part of a segmented switch
    QColor hover;          ///< painted over a row or button
    QColor text;           ///< names and sentences
    QColor text2;          ///< counts, paths, icons at rest
    QColor disabled;       ///< disabled text and icons
    QColor line;           ///< hairlines
    QColor control;        ///< borders of edits, boxes, excluding chips
    QColor bar;            ///< slider track, switch that is off
    QColor photoLine;      ///< 1 px inside every photo
    QColor placeholder;    ///< a photo that is not loaded yet
    QColor accent;         ///< primary button, checks
    QColor onAccent;       ///< text and marks on accent
    QColor focus;          ///< focus ring, selection ring, drop target: 3:1 or more to base
    QColor link;           ///< links and progress: 4.5:1 or more to base
    QColor selectionInner; ///< between selection ring and photo
    QColor warning;        ///< text of warnings
    QColor good;           ///< right, done
    QColor viewer;         ///< ground of the viewer, dark in both themes
    QColor dropVeil;       ///< over the grid while something is dragged
    QColor shadow;         ///< under floating bars
    bool isDark = false;

    bool operator==(const ThemeColors &) const = default;
};

/// The colors of the light or the dark theme with Fovea's own accent.
ThemeColors themeColors(bool dark);

/// The same with the system's highlight as accent; `focus` and `link` are derived from it by
/// lightness until they stand out from `base` (3:1 and 4.5:1), `onAccent` is the better of white
/// and near black.
ThemeColors withHighlight(ThemeColors colors, const QColor &highlight);

/// Contrast of two opaque colors, 1 to 21 (WCAG 2.2, "contrast ratio").
double contrastRatio(const QColor &a, const QColor &b);

/// The palette for standard widgets.
QPalette toPalette(const ThemeColors &colors);

/// Who decides between light and dark.
enum class Appearance { System, Light, Dark };

/// The look of the program: style, palette, type and motion, following the desktop live.
/// Thread: the interface's.
class Theme : public QObject {
    Q_OBJECT

public:
    /// The one theme of the running QApplication, made at first use.
    static Theme &instance();

    /// Gives `application` our style and palette and keeps them true. Once, before the first
    /// window. FOVEA_APPEARANCE=light|dark in the environment overrules the desktop,
    /// FOVEA_REDUCED_MOTION=1|0 its wish about motion.
    void install(QApplication &application);

    const ThemeColors &colors() const { return m_colors; }
    bool isDark() const { return m_colors.isDark; }
    /// The dark theme's colors whatever theme is on, with the same accent: for the viewer.
    ThemeColors darkColors() const;

    Appearance appearance() const { return m_appearance; }
    void setAppearance(Appearance appearance);

    /// True when the person asked the desktop for less motion.
    bool reducedMotion() const { return m_reducedMotion; }
    /// Overrules the desktop; nullopt follows it again.
    void setReducedMotion(std::optional<bool> reduced);
    /// `ms`, or 0 with reduced motion: the duration for any animation.
    int motionMs(int ms) const { return m_reducedMotion ? 0 : ms; }

    /// Type: three sizes of the application's font. Heads and names differ by weight alone.
    QFont smallFont(QFont::Weight weight = QFont::Normal) const;
    QFont bodyFont(QFont::Weight weight = QFont::Normal) const;
    QFont titleFont() const;

Q_SIGNALS:
    /// Colors have changed; widgets that paint for themselves update().
    void changed();

private Q_SLOTS:
    void portalSettingChanged(const QString &group, const QString &key, const QDBusVariant &value);

private:
    explicit Theme(QObject *parent);
    void watchDesktop();
    void readPortal();
    void applyPortalSetting(const QString &key, const QVariant &value);
    void update();
    bool wantsDark() const;
    ThemeColors accented(ThemeColors colors) const;

    ThemeColors m_colors;
    QPalette m_systemPalette;
    Appearance m_appearance = Appearance::System;
    QApplication *m_application = nullptr;
    std::optional<bool> m_portalDark;
    std::optional<QColor> m_portalAccent;
    std::optional<QColor> m_paletteAccent;
    std::optional<bool> m_portalReducedMotion;
    std::optional<bool> m_forcedReducedMotion;
    bool m_reducedMotion = false;
};

} // namespace fovea::ui
