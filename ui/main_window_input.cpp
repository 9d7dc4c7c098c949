// MainWindow: keys, the clipboard, and what is dropped.
#include "ui/main_window.h"

#include "ui/drop_contents.h"
#include "ui/drop_overlay.h"
#include "ui/notice_bar.h"
#include "ui/search_field.h"
#include "ui/shortcuts.h"
#include "ui/sidebar.h"
#include "ui/status_line.h"
#include "ui/viewer.h"

#include <QApplication>
#include <QClipboard>
#include <QDragEnterEvent>
#include <QFileDialog>
#include <QFileInfo>
#include <QKeyEvent>
#include <QShortcut>
#include <QStackedWidget>

#include <algorithm>

namespace fovea::ui {

namespace {

bool isTyping(const QKeyEvent &event) {
    const Qt::KeyboardModifiers modifiers =
        event.modifiers() & ~(Qt::ShiftModifier | Qt::KeypadModifier);
    // AltGr types letters too.
    const bool plain = modifiers == Qt::NoModifier || modifiers == Qt::GroupSwitchModifier;
    return plain && !event.text().isEmpty() && event.text().at(0).isPrint() &&
           event.text() != QLatin1String(" ");
}

/// The first widget in the tab order below `root` that takes the focus by Tab.
QWidget *firstInTabOrder(QWidget *root) {
    for (QWidget *next = root; next != nullptr; next = next->nextInFocusChain()) {
        if ((next == root || root->isAncestorOf(next)) && next->isVisible() && next->isEnabled() &&
            (next->focusPolicy() & Qt::TabFocus) != 0) {
            return next;
        }
        if (next->nextInFocusChain() == root) {
            break;
        }
    }
    return nullptr;
}

QString ghostLabel(const QString &name) {
    return name.isEmpty() ? SearchField::tr("like this picture")
                          : SearchField::tr("like %1").arg(name);
}

} // namespace

void MainWindow::installShortcuts() {
    for (const Shortcut &shortcut : Shortcuts::all()) {
        for (const QKeySequence &keys : shortcut.keys) {
            auto *action = new QShortcut(keys, this);
            const Command command = shortcut.command;
            connect(action, &QShortcut::activated, this, [this, command] { run(command); });
        }
    }
}

void MainWindow::run(Command command) {
    switch (command) {
    case Command::FocusSearch:
        if (!firstStartOpen()) {
            setView(View::Photos);
            m_search->takeFocus();
        }
        break;
    case Command::Paste:
        paste();
        break;
    case Command::Copy:
        if (viewerOpen()) {
            copyPhotos({m_viewer->current()});
        } else if (m_view == View::Photos && m_grid->selectedCount() > 0) {
            copyPhotos(m_grid->selection());
        }
        break;
    case Command::Undo:
        if (m_notice->hasAction()) {
            m_notice->takeAction();
        }
        break;
    case Command::AddFolder:
        chooseFolder();
        break;
    case Command::NextArea:
    case Command::PreviousArea:
        moveFocus(command == Command::NextArea ? 1 : -1);
        break;
    case Command::Folders:
        showFolders();
        break;
    case Command::Settings:
        showSettings();
        break;
    case Command::Teach:
        showTeach();
        break;
    case Command::Quit:
        close();
        break;
    }
}

void MainWindow::moveFocus(int by) {
    if (m_outer->currentWidget() != m_workspace) {
        return;
    }
    QList<QWidget *> areas{m_sidebar};
    if (m_view == View::Photos) {
        areas << m_search->edit() << m_body->currentWidget();
    } else {
        areas << m_views->currentWidget();
    }
    areas << m_status;
    const QWidget *focus = focusWidget();
    const auto at = std::ranges::find_if(areas, [focus](const QWidget *area) {
        return focus != nullptr && (area == focus || area->isAncestorOf(focus));
    });
    const int count = int(areas.size());
    int index = at == areas.end() ? 0 : int(at - areas.begin());
    for (int tries = 0; tries < count; ++tries) {
        index = (index + by + count) % count;
        if (areas[index] == m_grid) {
            focusGrid();
            return;
        }
        if (QWidget *target = firstInTabOrder(areas[index])) {
            target->setFocus(Qt::TabFocusReason);
            return;
        }
    }
}

void MainWindow::keyPressEvent(QKeyEvent *event) {
    if (event->key() == Qt::Key_Escape) {
        goBack();
    } else if (isTyping(*event) && !firstStartOpen()) {
        takeFocusForTyping(event);
    } else {
        QWidget::keyPressEvent(event);
    }
}

void MainWindow::takeFocusForTyping(QKeyEvent *event) {
    setView(View::Photos);
    m_search->edit()->setFocus(Qt::OtherFocusReason);
    m_search->edit()->end(false);
    QApplication::sendEvent(m_search->edit(), event);
}

void MainWindow::goBack() {
    if (viewerOpen()) {
        closeViewer(m_viewer->current());
    } else if (m_view != View::Photos) {
        setView(View::Photos);
        focusGrid();
    } else if (!m_search->isEmpty()) {
        m_search->clear();
        m_search->setFocus();
    } else if (m_place) {
        choosePlace({});
    } else if (m_search->edit()->hasFocus()) {
        focusGrid();
    }
}

bool MainWindow::goesUpToField(const QKeyEvent &event) const {
    if (event.key() != Qt::Key_Up || event.modifiers() != Qt::NoModifier ||
        m_grid->items().isEmpty()) {
        return false;
    }
    const PhotoId current = m_grid->current();
    return !current ||
           m_grid->photoRect(current).top() == m_grid->photoRect(m_grid->items().first().id).top();
}

bool MainWindow::eventFilter(QObject *watched, QEvent *event) {
    if (watched == m_grid && event->type() == QEvent::KeyPress &&
        goesUpToField(*static_cast<QKeyEvent *>(event))) {
        m_search->edit()->setFocus(Qt::OtherFocusReason);
        return true;
    }
    if (watched == m_grid && event->type() == QEvent::KeyPress && canTakeOut() &&
        static_cast<QKeyEvent *>(event)->key() == Qt::Key_Delete) {
        takeOut(m_grid->selection());
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

void MainWindow::paste() {
    const QMimeData *mime = QApplication::clipboard()->mimeData();
    if (mime == nullptr || firstStartOpen()) {
        return;
    }
    if (isPicturePaste(*mime)) {
        takeImages(readDrop(*mime), *mime);
    } else if (mime->hasText()) {
        setView(View::Photos);
        m_search->edit()->setFocus();
        m_search->edit()->insert(mime->text().simplified());
    }
}

void MainWindow::takeImages(const DropContents &contents, const QMimeData &mime) {
    if (contents.hasFolders()) {
        addFolders(contents.folders);
    }
    if (!contents.hasImages()) {
        if (!contents.others.isEmpty()) {
            showNotice(tr("Fovea does not know this kind of file: %1")
                           .arg(QFileInfo(contents.others.first()).fileName()));
        } else if (!contents.links.isEmpty()) {
            showNotice(
                tr("This is only a link, and Fovea fetches nothing from the net. Save the picture, "
                   "then drop the file."));
        }
        return;
    }
    setView(View::Photos);
    QList<SearchChip> chips;
    for (const PhotoId photo : contents.photos) {
        chips.emplace_back().photo = photo;
    }
    for (const QString &path : contents.images) {
        SearchChip &chip = chips.emplace_back();
        chip.file = path;
        chip.name = QFileInfo(path).fileName();
    }
    if (contents.pixels) {
        const QByteArray bytes = encodedImage(mime);
        if (bytes.isEmpty()) {
            showNotice(tr("The picture came without its contents. Save it, then drop the file."));
        } else {
            SearchChip &chip = chips.emplace_back();
            chip.encoded = bytes;
            chip.name = tr("this picture");
        }
    }
    const qsizetype room = SearchField::kMaxChips - m_search->chips().size();
    for (const SearchChip &chip : std::as_const(chips).first(std::min(room, chips.size()))) {
        addChip(chip);
    }
    if (chips.size() > room) {
        showNotice(tr("A search takes %Ln picture(s); the first ones were taken.", nullptr,
                      SearchField::kMaxChips));
    }
    m_search->edit()->setFocus();
}

void MainWindow::addChip(const SearchChip &chip) {
    const int id = m_search->addChip(chip);
    if (id == 0) {
        return;
    }
    SearchChip added = chip;
    added.id = id;
    Q_EMIT chipAdded(added);
}

void MainWindow::setChipInfo(int chipId, const QString &name, const QImage &thumbnail) {
    m_search->setChipInfo(chipId, name, thumbnail);
}

void MainWindow::rejectChip(int chipId, const QString &sentence) {
    m_search->removeChip(chipId);
    showNotice(sentence);
}

void MainWindow::chooseImage() {
    const QStringList paths = QFileDialog::getOpenFileNames(
        this, tr("Choose pictures to search with"), {},
        tr("Pictures (%1)")
                .arg(QStringLiteral(
                    "*.jpg *.jpeg *.png *.webp *.tif *.tiff *.gif *.heic *.heif *.avif "
                    "*.jxl *.bmp *.cr2 *.cr3 *.nef *.arw *.dng *.orf *.rw2 *.raf")) +
            QStringLiteral(";;") + tr("All files (*)"));
    DropContents contents;
    contents.images = paths;
    if (contents.hasImages()) {
        takeImages(contents, QMimeData());
    }
}

void MainWindow::layOutDrop() {
    if (firstStartOpen()) {
        m_drop->setAreas({}, rect(), {});
        return;
    }
    const auto inWindow = [this](const QWidget *widget) {
        return QRect(widget->mapTo(this, QPoint(0, 0)), widget->size());
    };
    QRect photos = inWindow(m_content);
    photos.setBottom(photos.bottom() - StatusLine::kHeight);
    QRect spared = photos;
    spared.setHeight(m_view == View::Photos && !viewerOpen() ? m_search->geometry().bottom() + 1
                                                             : 0);
    m_drop->setAreas(photos, inWindow(m_sidebar), spared);
}

void MainWindow::dragEnterEvent(QDragEnterEvent *event) {
    const DropContents contents = readDrop(*event->mimeData());
    if (contents.empty()) {
        return;
    }
    event->acceptProposedAction();
    QStringList ghosts;
    for (const QString &path : contents.images) {
        ghosts.append(ghostLabel(QFileInfo(path).fileName()));
    }
    if (contents.pixels || !contents.photos.isEmpty()) {
        ghosts.append(ghostLabel({}));
    }
    m_search->setGhostChips(ghosts);
    if (m_draggingOut) {
        return; // the photos stay to be seen; the search field is the target
    }
    if (viewerOpen()) {
        closeViewer(m_viewer->current());
    }
    const QString text = m_search->text();
    QString joins = text.isEmpty() ? QString() : tr("“%1”").arg(text);
    if (const auto chips = m_search->chips().size(); chips > 0) {
        const QString pictures = tr("%Ln picture(s)", nullptr, int(chips));
        joins = joins.isEmpty() ? pictures : tr("%1 and %2").arg(joins, pictures);
    }
    m_drop->setContents(contents, joins);
    m_drop->setGeometry(rect());
    layOutDrop();
    m_drop->appear();
}

void MainWindow::dragMoveEvent(QDragMoveEvent *event) {
    const QPoint position = event->position().toPoint();
    bool accepted = false;
    if (m_draggingOut) {
        const QRect field(m_search->mapTo(this, QPoint(0, 0)), m_search->size());
        accepted = m_search->isVisible() && field.contains(position);
    } else {
        m_drop->setPosition(position);
        accepted = m_drop->targetAt(position) != DropOverlay::Target::None;
    }
    if (accepted) {
        event->setDropAction(Qt::CopyAction);
        event->accept();
    } else {
        event->ignore();
    }
}

void MainWindow::dragLeaveEvent(QDragLeaveEvent *) {
    m_drop->disappear();
    m_search->setGhostChips({});
}

void MainWindow::dropEvent(QDropEvent *event) {
    const auto target = m_drop->targetAt(event->position().toPoint());
    m_drop->disappear();
    m_search->setGhostChips({});
    DropContents contents = readDrop(*event->mimeData());
    if (m_draggingOut || target == DropOverlay::Target::FindSimilar) {
        contents.folders.clear();
        takeImages(contents, *event->mimeData());
    } else if (target == DropOverlay::Target::AddToLibrary) {
        addFolders(contents.folders);
    } else {
        event->ignore();
        return;
    }
    event->setDropAction(Qt::CopyAction);
    event->accept();
}

} // namespace fovea::ui
