// MainWindow: folders of the library, and the first start without any.
#include "ui/main_window.h"

#include "ui/first_start.h"
#include "ui/folders_page.h"
#include "ui/notice_bar.h"
#include "ui/search_field.h"
#include "ui/sidebar.h"
#include "ui/teach_page.h"

#include <QFileDialog>
#include <QStackedWidget>

#include <algorithm>

namespace fovea::ui {

void MainWindow::setFolders(const QList<FolderEntry> &folders) {
    m_folders = folders;
    if (folders.isEmpty()) {
        m_firstSession = true;
    }
    refreshFolders();
}

void MainWindow::refreshFolders() {
    QList<FolderEntry> shown = m_folders;
    shown.removeIf([this](const FolderEntry &folder) { return m_leaving.contains(folder.id); });
    m_sidebar->setFolders(shown);
    m_foldersPage->setFolders(shown);
    m_teachPage->setFolders(shown);
    // A folder that is only leaving may come back: no first start yet.
    const bool first = m_folders.isEmpty();
    if (first != firstStartOpen() && !viewerOpen()) {
        m_outer->setCurrentWidget(first ? static_cast<QWidget *>(m_firstStart) : m_workspace);
        if (!first) {
            m_search->setFocus();
        }
    }
    refreshInfo();
    placeFloating();
}

bool MainWindow::firstStartOpen() const {
    return m_outer->currentIndex() == m_outer->indexOf(m_firstStart);
}

void MainWindow::setSuggestedFolder(const FolderSuggestion &folder) {
    m_firstStart->setSuggestion(folder);
}

void MainWindow::removeFolder(FolderId folder) {
    if (m_leaving.contains(folder)) {
        return;
    }
    const QString name = folderName(folder);
    m_leaving.append(folder);
    if (m_place.folder == folder) {
        choosePlace({});
    }
    refreshFolders();
    m_notice->show({tr("%1 leaves the library. Its photos stay where they are.").arg(name),
                    tr("Undo"),
                    [this, folder] {
                        m_leaving.removeAll(folder);
                        refreshFolders();
                    },
                    [this, folder] {
                        // It stays hidden until setFolders() comes without it.
                        Q_EMIT folderRemoved(folder);
                    }});
}

QString MainWindow::folderName(FolderId folder) const {
    const auto found = std::ranges::find(m_folders, folder, &FolderEntry::id);
    return found == m_folders.end() ? QString() : found->name;
}

const FolderEntry *MainWindow::placeFolder() const {
    const auto found = std::ranges::find(m_folders, m_place.folder, &FolderEntry::id);
    return found == m_folders.end() ? nullptr : &*found;
}

void MainWindow::chooseFolder() {
    const QString path = QFileDialog::getExistingDirectory(this, tr("Choose a folder with photos"));
    if (!path.isEmpty()) {
        addFolders({path});
    }
}

void MainWindow::addFolders(const QStringList &paths) {
    Q_EMIT foldersChosen(paths);
}

} // namespace fovea::ui
