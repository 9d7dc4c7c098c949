#include "ui/theme.h"

#include "ui/style.h"

#include <QApplication>
#include <QDBusArgument>
#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QDBusReply>
#include <QDBusVariant>
#include <QPointer>
#include <QStyleFactory>
#include <QStyleHints>

#include <memory>

namespace fovea::ui {

namespace {

constexpr auto kService = "org.freedesktop.portal.Desktop";
constexpr auto kPath = "/org/freedesktop/portal/desktop";
constexpr auto kInterface = "org.freedesktop.portal.Settings";
constexpr auto kAppearance = "org.freedesktop.appearance";
constexpr auto kGnome = "org.gnome.desktop.interface";

/// How long the first paint may wait for the desktop's answer; later answers change the theme live.
constexpr int kPortalPatienceMs = 120;

using PortalSettings = QMap<QString, QVariantMap>;

QDBusMessage readAllMessage() {
    QDBusMessage message =
        QDBusMessage::createMethodCall(QLatin1String(kService), QLatin1String(kPath),
                                       QLatin1String(kInterface), QStringLiteral("ReadAll"));
    message << QStringList{QLatin1String(kAppearance), QLatin1String(kGnome)};
    return message;
}

std::optional<bool> flagFromEnvironment(const char *name) {
    const QByteArray value = qgetenv(name);
    if (value.isEmpty()) {
        return std::nullopt;
    }
    return value != "0";
}

/// The highlight that the desktop's own platform theme brought, if it brought one.
std::optional<QColor> ownHighlight(const QPalette &system) {
    const QColor highlight = system.color(QPalette::Active, QPalette::Highlight);
    const std::unique_ptr<QStyle> fusion(QStyleFactory::create(QStringLiteral("Fusion")));
    const bool isDefault =
        highlight == QColor(Qt::darkBlue) ||
        (fusion && highlight == fusion->standardPalette().color(QPalette::Highlight));
    return isDefault ? std::nullopt : std::optional(highlight);
}

} // namespace

Theme &Theme::instance() {
    static QPointer<Theme> theme;
    if (!theme) {
        theme = new Theme(qApp);
    }
    return *theme;
}

Theme::Theme(QObject *parent)
    : QObject(parent)
    , m_colors(themeColors(false)) {
    const QByteArray wish = qgetenv("FOVEA_APPEARANCE");
    m_appearance = wish == "dark"    ? Appearance::Dark
                   : wish == "light" ? Appearance::Light
                                     : Appearance::System;
    m_forcedReducedMotion = flagFromEnvironment("FOVEA_REDUCED_MOTION");
    m_systemPalette = QGuiApplication::palette();
    update();
}

void Theme::install(QApplication &application) {
    m_application = &application;
    m_systemPalette = QGuiApplication::palette();
    m_paletteAccent = ownHighlight(m_systemPalette);
    watchDesktop();
    QApplication::setStyle(new Style);
    update();
}

void Theme::setAppearance(Appearance appearance) {
    m_appearance = appearance;
    update();
}

void Theme::setReducedMotion(std::optional<bool> reduced) {
    m_forcedReducedMotion = reduced;
    update();
}

void Theme::watchDesktop() {
#if QT_VERSION >= QT_VERSION_CHECK(6, 5, 0)
    connect(QGuiApplication::styleHints(), &QStyleHints::colorSchemeChanged, this, &Theme::update);
#endif
    QDBusConnection bus = QDBusConnection::sessionBus();
    if (!bus.isConnected()) {
        return;
    }
    bus.connect(QLatin1String(kService), QLatin1String(kPath), QLatin1String(kInterface),
                QStringLiteral("SettingChanged"), this,
                SLOT(portalSettingChanged(QString, QString, QDBusVariant)));
    readPortal();
}

void Theme::readPortal() {
    const auto apply = [this](const QDBusMessage &reply) {
        const QDBusReply<PortalSettings> settings(reply);
        if (settings.isValid()) {
            for (const QVariantMap &group : settings.value()) {
                for (auto it = group.begin(); it != group.end(); ++it) {
                    applyPortalSetting(it.key(), it.value());
                }
            }
        }
    };
    QDBusConnection bus = QDBusConnection::sessionBus();
    const QDBusMessage reply = bus.call(readAllMessage(), QDBus::Block, kPortalPatienceMs);
    if (reply.type() == QDBusMessage::ReplyMessage) {
        apply(reply);
        return;
    }
    if (reply.errorName() != QLatin1String("org.freedesktop.DBus.Error.NoReply")) {
        return; // this desktop has no portal: its palette decides
    }
    auto *watcher = new QDBusPendingCallWatcher(bus.asyncCall(readAllMessage()), this);
    connect(watcher, &QDBusPendingCallWatcher::finished, this, [this, apply, watcher] {
        apply(watcher->reply());
        watcher->deleteLater();
        update();
    });
}

void Theme::portalSettingChanged(const QString &group, const QString &key,
                                 const QDBusVariant &value) {
    if (group == QLatin1String(kAppearance) || group == QLatin1String(kGnome)) {
        applyPortalSetting(key, value.variant());
        update();
    }
}

void Theme::applyPortalSetting(const QString &key, const QVariant &value) {
    if (key == QLatin1String("color-scheme") && value.canConvert<uint>()) {
        // 0 no preference, 1 dark, 2 light. GNOME's own setting of the same name is a word:
        // skipped.
        bool isNumber = false;
        const uint scheme = value.toUInt(&isNumber);
        if (isNumber) {
            m_portalDark = scheme == 0 ? std::nullopt : std::optional(scheme == 1);
        }
    } else if (key == QLatin1String("accent-color") && value.canConvert<QDBusArgument>()) {
        double red = -1;
        double green = -1;
        double blue = -1;
        const auto argument = value.value<QDBusArgument>();
        argument.beginStructure();
        argument >> red >> green >> blue;
        argument.endStructure();
        const bool valid =
            red >= 0 && red <= 1 && green >= 0 && green <= 1 && blue >= 0 && blue <= 1;
        m_portalAccent =
            valid ? std::optional(QColor::fromRgbF(float(red), float(green), float(blue)))
                  : std::nullopt;
    } else if (key == QLatin1String("enable-animations")) {
        m_portalReducedMotion = !value.toBool();
    } else if (key == QLatin1String("reduced-motion") && value.toUInt() == 1) {
        m_portalReducedMotion = true;
    }
}

bool Theme::wantsDark() const {
    if (m_appearance != Appearance::System) {
        return m_appearance == Appearance::Dark;
    }
#if QT_VERSION >= QT_VERSION_CHECK(6, 5, 0)
    const Qt::ColorScheme scheme = QGuiApplication::styleHints()->colorScheme();
    if (scheme != Qt::ColorScheme::Unknown) {
        return scheme == Qt::ColorScheme::Dark;
    }
#endif
    return m_portalDark.value_or(m_systemPalette.color(QPalette::Window).lightness() < 128);
}

ThemeColors Theme::darkColors() const {
    return accented(themeColors(true));
}

ThemeColors Theme::accented(ThemeColors colors) const {
    const auto highlight = m_portalAccent ? m_portalAccent : m_paletteAccent;
    return highlight ? withHighlight(std::move(colors), *highlight) : colors;
}

void Theme::update() {
    m_reducedMotion = m_forcedReducedMotion.value_or(m_portalReducedMotion.value_or(false));
    const ThemeColors colors = accented(themeColors(wantsDark()));
    const bool isNew = colors != m_colors;
    m_colors = colors;
    if (m_application != nullptr) {
        QApplication::setPalette(toPalette(m_colors));
    }
    if (isNew) {
        Q_EMIT changed();
    }
}

QFont Theme::smallFont(QFont::Weight weight) const {
    QFont font = QGuiApplication::font();
    if (font.pointSizeF() > 0) {
        font.setPointSizeF(font.pointSizeF() - 1);
    } else {
        font.setPixelSize(font.pixelSize() * 9 / 10);
    }
    font.setWeight(weight);
    return font;
}

QFont Theme::bodyFont(QFont::Weight weight) const {
    QFont font = QGuiApplication::font();
    font.setWeight(weight);
    return font;
}

QFont Theme::titleFont() const {
    QFont font = QGuiApplication::font();
    if (font.pointSizeF() > 0) {
        font.setPointSizeF(font.pointSizeF() * 1.5);
    } else {
        font.setPixelSize(font.pixelSize() * 3 / 2);
    }
    font.setWeight(QFont::DemiBold);
    return font;
}

} // namespace fovea::ui
