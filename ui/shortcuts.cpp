#include "ui/shortcuts.h"

#include <utility>

namespace fovea::ui {

QList<Shortcut> Shortcuts::all() {
    return {
        {Command::FocusSearch,
         {QKeySequence(Qt::CTRL | Qt::Key_L), QKeySequence(Qt::CTRL | Qt::Key_F),
          QKeySequence(Qt::Key_Slash)},
         tr("Go to the search field; typing anywhere does so too")},
        {Command::Paste, {QKeySequence::Paste}, tr("Search with the picture on the clipboard")},
        {Command::Copy, {QKeySequence::Copy}, tr("Copy the selected photos")},
        {Command::Undo, {QKeySequence::Undo}, tr("Undo what the notice tells of")},
        {Command::AddFolder, {QKeySequence::Open}, tr("Add a folder")},
        {Command::NextArea, {QKeySequence(Qt::Key_F6)}, tr("Go to the next part of the window")},
        {Command::PreviousArea,
         {QKeySequence(Qt::SHIFT | Qt::Key_F6)},
         tr("Go to the part of the window before")},
        {Command::Folders, {QKeySequence(Qt::CTRL | Qt::Key_D)}, tr("Show the folders")},
        {Command::Teach, {QKeySequence(Qt::CTRL | Qt::Key_T)}, tr("Teach Fovea")},
        {Command::Settings, {QKeySequence(Qt::CTRL | Qt::Key_Comma)}, tr("Show Settings")},
        {Command::Quit, {QKeySequence(Qt::CTRL | Qt::Key_Q)}, tr("Quit")},
    };
}

QList<std::pair<QString, QString>> Shortcuts::ofViews() {
    return {
        {tr("Esc"), tr("One step back")},
        {tr("Enter"), tr("Open the photo")},
        {tr("Space"), tr("Preview the photo")},
        {tr("Ctrl+Space"), tr("Select or deselect the photo")},
        {tr("Ctrl+A"), tr("Select all photos")},
        {tr("Delete"), tr("Take the selected photos out of the album; on an album, delete it")},
        {tr("Ctrl+Enter"), tr("Go to the next step of teaching")},
        {tr("F2"), tr("Rename the album")},
        {tr("Ctrl+plus, Ctrl+minus"), tr("Larger or smaller photos")},
        {tr("I"), tr("Show or hide the facts about the open photo")},
    };
}

} // namespace fovea::ui
