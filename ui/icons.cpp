#include "ui/icons.h"

#include "ui/theme.h"

#include <QFile>
#include <QIconEngine>
#include <QPainter>
#include <QPixmapCache>
#include <QSvgRenderer>

namespace fovea::ui {

namespace {

constexpr double kViewBox = 24;
constexpr double kStroke = 1.5;

const char *fileName(Icon name) {
    switch (name) {
    case Icon::Add:
        return "plus";
    case Icon::AddFolder:
        return "folder-plus";
    case Icon::AddImage:
        return "image-plus";
    case Icon::Album:
        return "gallery-vertical-end";
    case Icon::Back:
        return "arrow-left";
    case Icon::Calendar:
        return "calendar";
    case Icon::Camera:
        return "camera";
    case Icon::Check:
        return "check";
    case Icon::ChevronDown:
        return "chevron-down";
    case Icon::ChevronLeft:
        return "chevron-left";
    case Icon::ChevronRight:
        return "chevron-right";
    case Icon::Clock:
        return "clock";
    case Icon::Close:
        return "x";
    case Icon::Copy:
        return "copy";
    case Icon::Delete:
        return "trash-2";
    case Icon::Disk:
        return "hard-drive";
    case Icon::Download:
        return "download";
    case Icon::Exclude:
        return "circle-minus";
    case Icon::File:
        return "file";
    case Icon::FitToWindow:
        return "maximize";
    case Icon::Folder:
        return "folder";
    case Icon::FolderOffline:
        return "folder-x";
    case Icon::FolderOpen:
        return "folder-open";
    case Icon::Image:
        return "image";
    case Icon::Images:
        return "images";
    case Icon::Info:
        return "info";
    case Icon::Lock:
        return "lock";
    case Icon::Memory:
        return "memory-stick";
    case Icon::Minus:
        return "minus";
    case Icon::Model:
        return "box";
    case Icon::More:
        return "ellipsis";
    case Icon::Pause:
        return "pause";
    case Icon::Place:
        return "map-pin";
    case Icon::Play:
        return "play";
    case Icon::Problem:
        return "circle-alert";
    case Icon::Refresh:
        return "refresh-cw";
    case Icon::Rename:
        return "pencil";
    case Icon::Search:
        return "search";
    case Icon::Settings:
        return "settings-2";
    case Icon::ShowInFolder:
        return "square-arrow-out-up-right";
    case Icon::Similar:
        return "blend";
    case Icon::SizeLarge:
        return "squircle";
    case Icon::Tag:
        return "tag";
    case Icon::Teach:
        return "graduation-cap";
    case Icon::Text:
        return "text";
    case Icon::Trend:
        return "trending-up";
    case Icon::Undo:
        return "undo-2";
    case Icon::Warning:
        return "triangle-alert";
    case Icon::ZoomIn:
        return "zoom-in";
    case Icon::ZoomOut:
        return "zoom-out";
    }
    Q_UNREACHABLE();
}

QByteArray svg(Icon name, const QColor &color, double size) {
    QFile file(QStringLiteral(":/fovea/icons/%1.svg").arg(QLatin1String(fileName(name))));
    const bool opened = file.open(QIODevice::ReadOnly);
    Q_ASSERT(opened);
    QByteArray data = opened ? file.readAll() : QByteArray();
    data.replace("stroke-width=\"2\"",
                 "stroke-width=\"" + QByteArray::number(kStroke * kViewBox / size, 'f', 3) + "\"");
    data.replace("currentColor", color.name(QColor::HexRgb).toLatin1());
    return data;
}

QColor tintColor(Tint tint, QIcon::Mode mode, QIcon::State state) {
    const ThemeColors colors =
        tint == Tint::Dark ? Theme::instance().darkColors() : Theme::instance().colors();
    if (mode == QIcon::Disabled) {
        return colors.disabled;
    }
    switch (tint) {
    case Tint::Rest:
    case Tint::Dark:
        return mode != QIcon::Normal || state == QIcon::On ? colors.text : colors.text2;
    case Tint::Text:
        return colors.text;
    case Tint::Link:
        return colors.link;
    case Tint::OnAccent:
        return colors.onAccent;
    case Tint::Warning:
        return colors.warning;
    }
    Q_UNREACHABLE();
}

/// Draws at the size asked for, in the color of the moment.
class TintedEngine : public QIconEngine {
public:
    TintedEngine(Icon name, Tint tint)
        : m_name(name)
        , m_tint(tint) {}

    void paint(QPainter *painter, const QRect &rect, QIcon::Mode mode,
               QIcon::State state) override {
        paintIcon(painter, m_name, rect, tintColor(m_tint, mode, state));
    }
    QPixmap pixmap(const QSize &size, QIcon::Mode mode, QIcon::State state) override {
        return scaledPixmap(size, mode, state, 1);
    }
    QPixmap scaledPixmap(const QSize &size, QIcon::Mode mode, QIcon::State state,
                         qreal scale) override {
        // `size` is in device px here; the stroke is 1.5 logical px.
        const int logical = qRound(std::min(size.width(), size.height()) / scale);
        return iconPixmap(m_name, logical, tintColor(m_tint, mode, state), scale);
    }
    QIconEngine *clone() const override { return new TintedEngine(*this); }
    QString key() const override { return QStringLiteral("fovea"); }
    bool isNull() override { return false; }

private:
    Icon m_name;
    Tint m_tint;
};

} // namespace

QIcon icon(Icon name, Tint tint) {
    return QIcon(new TintedEngine(name, tint));
}

QPixmap iconPixmap(Icon name, int size, const QColor &color, qreal devicePixelRatio) {
    const QString key = QStringLiteral("fovea-icon-%1-%2-%3-%4")
                            .arg(int(name))
                            .arg(size)
                            .arg(color.rgba(), 0, 16)
                            .arg(devicePixelRatio);
    QPixmap pixmap;
    if (QPixmapCache::find(key, &pixmap)) {
        return pixmap;
    }
    pixmap = QPixmap(QSize(size, size) * devicePixelRatio);
    pixmap.setDevicePixelRatio(devicePixelRatio);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    paintIcon(&painter, name, QRectF(0, 0, size, size), color);
    painter.end();
    QPixmapCache::insert(key, pixmap);
    return pixmap;
}

void paintIcon(QPainter *painter, Icon name, const QRectF &rect, const QColor &color) {
    const double side = std::min(rect.width(), rect.height());
    QSvgRenderer renderer(svg(name, color, side));
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->setOpacity(painter->opacity() * color.alphaF());
    const QPointF corner = rect.center() - QPointF(side / 2, side / 2);
    renderer.render(painter, QRectF(corner, QSizeF(side, side)));
    painter->restore();
}

} // namespace fovea::ui
