#include "ui/sidebar.h"

#include "ui/icons.h"
#include "ui/sidebar_row.h"
#include "ui/theme.h"
#include "ui/wording.h"

#include <QAbstractButton>
#include <QKeyEvent>
#include <QMenu>
#include <QPainter>
#include <QScrollArea>
#include <QScrollBar>
#include <QStyle>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace fovea::ui {

namespace {

constexpr int kSide = 8;
constexpr int kTop = 12;
constexpr int kHeadHeight = 28;
constexpr int kHeadGap = 12;

} // namespace

/// "Folders", in small text; a button that leads to the page of folders.
class SectionHead : public QAbstractButton {
public:
    explicit SectionHead(const QString &text, QWidget *parent)
        : QAbstractButton(parent) {
        setText(text);
        setCheckable(true);
        setAttribute(Qt::WA_Hover);
        setFocusPolicy(Qt::TabFocus);
        setFixedHeight(kHeadHeight);
        setFont(Theme::instance().smallFont(QFont::Medium));
        connect(&Theme::instance(), &Theme::changed, this, qOverload<>(&QWidget::update));
    }

    QSize sizeHint() const override { return {208, kHeadHeight}; }

protected:
    void nextCheckState() override {} // the window says what is current
    void paintEvent(QPaintEvent *) override {
        const ThemeColors &colors = Theme::instance().colors();
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        if (isChecked() || underMouse()) {
            painter.setBrush(isChecked() ? colors.current : colors.hover);
            painter.drawRoundedRect(rect(), 6, 6);
        }
        painter.setPen(isChecked() ? colors.text : colors.text2);
        painter.drawText(
            rect().adjusted(kSide, 0, -kSide, 0),
            int(QStyle::visualAlignment(layoutDirection(), Qt::AlignLeft) | Qt::AlignVCenter),
            text());
        if (hasFocus()) {
            painter.setPen(QPen(colors.focus, 2));
            painter.setBrush(Qt::NoBrush);
            painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), 5, 5);
        }
    }
};

Sidebar::Sidebar(QWidget *parent)
    : QWidget(parent)
    , m_scroll(new QScrollArea(this)) {
    setFixedWidth(kWidth);
    setAccessibleName(tr("Places"));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, kTop, 0, kTop);
    layout->setSpacing(0);
    m_scroll->setWidgetResizable(true);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->setFocusPolicy(Qt::NoFocus);
    m_scroll->viewport()->setAutoFillBackground(false);
    buildPlaces();
    layout->addWidget(m_scroll, 1);

    m_settings = new SidebarRow(Icon::Settings, tr("Settings"), this);
    connect(m_settings, &SidebarRow::clicked, this, &Sidebar::settingsChosen);
    auto *foot = new QVBoxLayout;
    foot->setContentsMargins(kSide, kHeadGap, kSide, 0);
    foot->addWidget(m_settings);
    layout->addLayout(foot);
    connect(&Theme::instance(), &Theme::changed, this, qOverload<>(&QWidget::update));
    refreshCurrent();
}

void Sidebar::buildPlaces() {
    auto *inner = new QWidget;
    inner->setAutoFillBackground(false);
    m_places = new QVBoxLayout(inner);
    m_places->setContentsMargins(kSide, 0, kSide, 0);
    m_places->setSpacing(0);

    m_allPhotos = new SidebarRow(Icon::Image, tr("All photos"), inner);
    connect(m_allPhotos, &SidebarRow::clicked, this, &Sidebar::allPhotosChosen);
    m_places->addWidget(m_allPhotos);
    m_places->addSpacing(kHeadGap);

    m_foldersHead = new SectionHead(tr("Folders"), inner);
    connect(m_foldersHead, &QAbstractButton::clicked, this, &Sidebar::foldersChosen);
    m_addFolder = new QToolButton(m_foldersHead);
    m_addFolder->setIcon(icon(Icon::Add));
    m_addFolder->setIconSize({16, 16});
    m_addFolder->setAutoRaise(true);
    m_addFolder->setFixedSize(24, 24);
    m_addFolder->setToolTip(tr("Add a folder…"));
    m_addFolder->setAccessibleName(tr("Add a folder"));
    connect(m_addFolder, &QToolButton::clicked, this, &Sidebar::addFolderRequested);
    auto *headLayout = new QHBoxLayout(m_foldersHead);
    headLayout->setContentsMargins(0, 0, 4, 0);
    headLayout->addStretch(1);
    headLayout->addWidget(m_addFolder);
    m_places->addWidget(m_foldersHead);

    m_folderLayout = new QVBoxLayout;
    m_folderLayout->setSpacing(0);
    m_places->addLayout(m_folderLayout);

    m_places->addSpacing(16);
    m_problems = new SidebarRow(Icon::Problem, tr("Problems"), inner);
    m_problems->hide();
    connect(m_problems, &SidebarRow::clicked, this, &Sidebar::problemsChosen);
    m_places->addWidget(m_problems);
    m_places->addStretch(1);
    m_scroll->setWidget(inner);
    inner->setAutoFillBackground(false);
}

SidebarRow *Sidebar::makeFolderRow(const FolderEntry &folder) {
    auto *row = new SidebarRow(Icon::Folder, folder.name, this);
    const FolderId id = folder.id;
    connect(row, &SidebarRow::clicked, this, [this, id] { Q_EMIT folderChosen(id); });
    connect(row, &SidebarRow::menuRequested, this, [this, id](QPoint at) { showMenu(id, at); });
    m_folderLayout->addWidget(row);
    return row;
}

void Sidebar::updateFolder(SidebarRow *row, const FolderEntry &folder) {
    row->setText(folder.name);
    row->setToolTip(folder.path);
    row->setIcon(folder.online ? Icon::Folder : Icon::FolderOffline);
    row->setFaint(!folder.online);
    row->setDetail(folder.online ? Wording::number(folder.photoCount) : tr("offline"));
}

void Sidebar::setFolders(const QList<FolderEntry> &folders) {
    const auto sameIds = [](const QList<FolderEntry> &a, const QList<FolderEntry> &b) {
        return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                          [](const FolderEntry &x, const FolderEntry &y) { return x.id == y.id; });
    };
    if (!sameIds(m_folders, folders)) {
        for (SidebarRow *row : std::as_const(m_folderRows)) {
            row->hide();
            row->deleteLater(); // its menu may be what asked for this
        }
        m_folderRows.clear();
        for (const FolderEntry &folder : folders) {
            m_folderRows.append(makeFolderRow(folder));
        }
    }
    m_folders = folders;
    for (int i = 0; i < folders.size(); ++i) {
        updateFolder(m_folderRows[i], folders[i]);
    }
    refreshCurrent();
}

void Sidebar::setPhotoCount(qint64 photos) {
    m_allPhotos->setDetail(photos > 0 ? Wording::number(photos) : QString());
}

void Sidebar::setProblemCount(int problems) {
    m_problems->setVisible(problems > 0);
    m_problems->setDetail(Wording::number(problems));
}

void Sidebar::setCurrent(Place place, FolderId folder) {
    m_place = place;
    m_currentFolder = place == Place::Folder ? folder : FolderId{};
    refreshCurrent();
}

void Sidebar::refreshCurrent() {
    m_allPhotos->setChecked(m_place == Place::AllPhotos);
    m_foldersHead->setChecked(m_place == Place::Folders);
    m_problems->setChecked(m_place == Place::Problems);
    m_settings->setChecked(m_place == Place::Settings);
    for (int i = 0; i < m_folderRows.size(); ++i) {
        m_folderRows[i]->setChecked(m_place == Place::Folder && m_folders[i].id == m_currentFolder);
    }
}

QList<SidebarRow *> Sidebar::rows() const {
    QList<SidebarRow *> rows{m_allPhotos};
    rows += m_folderRows;
    if (m_problems->isVisible()) {
        rows.append(m_problems);
    }
    rows.append(m_settings);
    return rows;
}

void Sidebar::keyPressEvent(QKeyEvent *event) {
    const QList<SidebarRow *> all = rows();
    const auto at = all.indexOf(qobject_cast<SidebarRow *>(focusWidget()));
    const int by = event->key() == Qt::Key_Down ? 1 : event->key() == Qt::Key_Up ? -1 : 0;
    if (by == 0 || at < 0 || at + by < 0 || at + by >= all.size()) {
        QWidget::keyPressEvent(event);
        return;
    }
    all[at + by]->setFocus(Qt::TabFocusReason);
    m_scroll->ensureWidgetVisible(all[at + by], 0, 0);
}

void Sidebar::showMenu(FolderId folder, QPoint globalPos) {
    const auto found = std::ranges::find(m_folders, folder, &FolderEntry::id);
    if (found == m_folders.end()) {
        return;
    }
    const QString path = found->path;
    QMenu menu(this);
    menu.addAction(icon(Icon::ShowInFolder), tr("Show in file manager"), this,
                   [this, path] { Q_EMIT revealRequested(path); })
        ->setEnabled(found->online);
    menu.addAction(icon(Icon::Refresh), tr("Look again"), this,
                   [this, folder] { Q_EMIT lookAgainRequested(folder); });
    menu.addSeparator();
    menu.addAction(icon(Icon::Delete), tr("Remove from library"), this,
                   [this, folder] { Q_EMIT removeFolderRequested(folder); });
    menu.exec(globalPos);
}

void Sidebar::paintEvent(QPaintEvent *) {
    QPainter(this).fillRect(rect(), Theme::instance().colors().window);
}

} // namespace fovea::ui
