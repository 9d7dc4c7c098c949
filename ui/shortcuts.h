#pragma once

#include <QCoreApplication>
#include <QKeySequence>
#include <QList>
#include <QString>

namespace fovea::ui {

/// What the keys of the window do. Keys without a modifier are left alone while text is being
/// edited.
enum class Command {
    FocusSearch,
    Paste,
    Copy,
    Undo,
    AddFolder,
    NextArea,
    PreviousArea,
    Folders,
    Teach,
    Settings,
    Quit,
};

struct Shortcut {
    Command command;
    QList<QKeySequence> keys;
    QString description; ///< as Settings lists it
};

/// All shortcuts of the window.
class Shortcuts {
    Q_DECLARE_TR_FUNCTIONS(Shortcuts)

public:
    static QList<Shortcut> all();
    /// Keys of the grid and the viewer, for the list in Settings: keys and what they do.
    static QList<std::pair<QString, QString>> ofViews();
};

} // namespace fovea::ui
