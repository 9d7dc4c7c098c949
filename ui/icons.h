#pragma once

#include <QColor>
#include <QIcon>
#include <QPixmap>

class QPainter;
class QRectF;

namespace fovea::ui {

/// Every icon of the interface. One family (Lucide), one stroke: 1.5 px at any size.
enum class Icon {
    Add,
    AddFolder,
    AddImage,
    Album,
    Back,
    Calendar,
    Camera,
    Check,
    ChevronDown,
    ChevronLeft,
    ChevronRight,
    Clock,
    Close,
    Copy,
    Delete,
    Disk,
    Download,
    Exclude,
    File,
    FitToWindow,
    Folder,
    FolderOffline,
    FolderOpen,
    Image,
    Images,
    Info,
    Lock,
    Memory,
    Minus,
    Model,
    More,
    Pause,
    Place,
    Play,
    Problem,
    Refresh,
    Rename,
    Search,
    Settings,
    ShowInFolder,
    Similar,
    SizeLarge,
    Tag,
    Teach,
    Text,
    Trend,
    Undo,
    Warning,
    ZoomIn,
    ZoomOut,
};

/// Which color of the theme an icon takes. The color is looked up when the icon is painted, so that
/// a change of theme needs a repaint and nothing else.
enum class Tint {
    Rest,     ///< text2; text when hovered, selected or on
    Text,     ///< text
    Link,     ///< link
    OnAccent, ///< onAccent
    Warning,  ///< warning
    Dark,     ///< as Rest, from the dark theme in both themes: for the viewer
};

/// An icon that is crisp at any size and scale; disabled state included.
QIcon icon(Icon name, Tint tint = Tint::Rest);

/// The same as pixels: `size` logical px, for labels and own painting.
QPixmap iconPixmap(Icon name, int size, const QColor &color, qreal devicePixelRatio);

/// Paints the icon into a square `rect`.
void paintIcon(QPainter *painter, Icon name, const QRectF &rect, const QColor &color);

} // namespace fovea::ui
