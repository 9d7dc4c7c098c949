#include "ui/sidebar.h"

#include "ui/icons.h"
#include "ui/sidebar_row.h"
#include "ui/text_label.h"
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
    m_scroll->installEventFilter(this); // it would scroll by the keys that go from row to row
    buildPlaces();
    layout->addWidget(m_scroll, 1);

    m_teach = new SidebarRow(Icon::Teach, tr("Teach"), this);
    connect(m_teach, &SidebarRow::clicked, this, &Sidebar::teachChosen);
    m_settings = new SidebarRow(Icon::Settings, tr("Settings"), this);
    connect(m_settings, &SidebarRow::clicked, this, &Sidebar::settingsChosen);
    auto *foot = new QVBoxLayout;
    foot->setContentsMargins(kSide, kHeadGap, kSide, 0);
    foot->setSpacing(0);
    foot->addWidget(m_teach);
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
    m_places->addWidget(buildAlbums(inner));
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

/// Out of sight until there is an album.
QWidget *Sidebar::buildAlbums(QWidget *parent) {
    m_albumBox = new QWidget(parent);
    m_albumBox->hide();
    auto *column = new QVBoxLayout(m_albumBox);
    column->setContentsMargins(0, kHeadGap, 0, 0);
    column->setSpacing(0);
    auto *head =
        new TextLabel(TextLabel::Size::Small, TextLabel::Color::Text2, QFont::Medium, m_albumBox);
    head->setText(tr("Albums"));
    head->setFixedHeight(kHeadHeight);
    head->setContentsMargins(kSide, 0, kSide, 0);
    column->addWidget(head);
    m_albumLayout = new QVBoxLayout;
    m_albumLayout->setSpacing(0);
    column->addLayout(m_albumLayout);
    return m_albumBox;
}

SidebarRow *Sidebar::makeAlbumRow(const AlbumEntry &album) {
    auto *row = new SidebarRow(Icon::Album, album.name, this);
    const AlbumId id = album.id;
    row->setRenamable(true);
    row->setTakesPhotos(true);
    connect(row, &SidebarRow::clicked, this, [this, id] { Q_EMIT albumChosen(id); });
    connect(row, &SidebarRow::menuRequested, this,
            [this, id](QPoint at) { showAlbumMenu(id, at); });
    connect(row, &SidebarRow::renamed, this,
            [this, id](const QString &name) { Q_EMIT albumRenamed(id, name); });
    connect(row, &SidebarRow::removeRequested, this,
            [this, id] { Q_EMIT albumRemoveRequested(id); });
    connect(row, &SidebarRow::photosDropped, this,
            [this, id](const QList<PhotoId> &photos) { Q_EMIT photosDroppedOnAlbum(id, photos); });
    m_albumLayout->addWidget(row);
    return row;
}

SidebarRow *Sidebar::albumRow(AlbumId album) const {
    const auto found = std::ranges::find(m_albums, album, &AlbumEntry::id);
    return found == m_albums.end() ? nullptr : m_albumRows[found - m_albums.begin()];
}

void Sidebar::setAlbums(const QList<AlbumEntry> &albums) {
    if (!std::ranges::equal(albums, m_albums, {}, &AlbumEntry::id, &AlbumEntry::id)) {
        for (SidebarRow *row : std::as_const(m_albumRows)) {
            row->hide();
            row->deleteLater(); // its menu may be what asked for this
        }
        m_albumRows.clear();
        for (const AlbumEntry &album : albums) {
            m_albumRows.append(makeAlbumRow(album));
        }
        refreshTabOrder();
    }
    m_albums = albums;
    for (int i = 0; i < albums.size(); ++i) {
        m_albumRows[i]->setText(albums[i].name);
        m_albumRows[i]->setToolTip(albums[i].name);
        m_albumRows[i]->setDetail(Wording::number(albums[i].photoCount));
    }
    m_albumBox->setVisible(!albums.isEmpty());
    refreshCurrent();
    if (m_toRename) {
        renameAlbum(m_toRename);
    }
}

void Sidebar::renameAlbum(AlbumId album) {
    SidebarRow *row = albumRow(album);
    m_toRename = row == nullptr ? album : AlbumId{};
    if (row != nullptr) {
        m_albumBox->layout()->activate();
        m_places->activate();
        m_scroll->ensureWidgetVisible(row, 0, 0);
        row->rename();
    }
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
        refreshTabOrder();
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

void Sidebar::setCurrent(Row row, FolderId folder, AlbumId album) {
    m_row = row;
    m_currentFolder = row == Row::Folder ? folder : FolderId{};
    m_currentAlbum = row == Row::Album ? album : AlbumId{};
    refreshCurrent();
}

void Sidebar::refreshCurrent() {
    m_allPhotos->setChecked(m_row == Row::AllPhotos);
    m_foldersHead->setChecked(m_row == Row::Folders);
    m_problems->setChecked(m_row == Row::Problems);
    m_teach->setChecked(m_row == Row::Teach);
    m_settings->setChecked(m_row == Row::Settings);
    for (int i = 0; i < m_albumRows.size(); ++i) {
        m_albumRows[i]->setChecked(m_row == Row::Album && m_albums[i].id == m_currentAlbum);
    }
    for (int i = 0; i < m_folderRows.size(); ++i) {
        m_folderRows[i]->setChecked(m_row == Row::Folder && m_folders[i].id == m_currentFolder);
    }
}

/// Rows that were made later stand where they are seen.
void Sidebar::refreshTabOrder() {
    QList<QWidget *> order{m_allPhotos};
    order.append(QList<QWidget *>(m_albumRows.begin(), m_albumRows.end()));
    order << m_foldersHead << m_addFolder;
    order.append(QList<QWidget *>(m_folderRows.begin(), m_folderRows.end()));
    order << m_problems << m_teach << m_settings;
    for (int i = 1; i < order.size(); ++i) {
        setTabOrder(order[i - 1], order[i]);
    }
}

QList<SidebarRow *> Sidebar::rows() const {
    QList<SidebarRow *> rows{m_allPhotos};
    rows += m_albumRows;
    rows += m_folderRows;
    if (m_problems->isVisible()) {
        rows.append(m_problems);
    }
    rows << m_teach << m_settings;
    return rows;
}

bool Sidebar::eventFilter(QObject *watched, QEvent *event) {
    if (watched == m_scroll && event->type() == QEvent::KeyPress) {
        keyPressEvent(static_cast<QKeyEvent *>(event));
        return event->isAccepted();
    }
    return QWidget::eventFilter(watched, event);
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
    event->accept();
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
    menu.addAction(icon(Icon::Album), tr("New album from this folder"), this,
                   [this, folder] { Q_EMIT albumFromFolderRequested(folder); });
    menu.addAction(icon(Icon::Teach), tr("Teach with this folder"), this,
                   [this, folder] { Q_EMIT teachFolderRequested(folder); });
    menu.addSeparator();
    menu.addAction(icon(Icon::Delete), tr("Remove from library"), this,
                   [this, folder] { Q_EMIT removeFolderRequested(folder); });
    menu.exec(globalPos);
}

void Sidebar::showAlbumMenu(AlbumId album, QPoint globalPos) {
    QMenu menu(this);
    menu.addAction(icon(Icon::Teach), tr("Teach with this album"), this,
                   [this, album] { Q_EMIT teachAlbumRequested(album); });
    menu.addSeparator();
    menu.addAction(icon(Icon::Rename), tr("Rename"), this, [this, album] { renameAlbum(album); });
    menu.addAction(icon(Icon::Delete), tr("Delete album"), this,
                   [this, album] { Q_EMIT albumRemoveRequested(album); });
    menu.exec(globalPos);
}

void Sidebar::paintEvent(QPaintEvent *) {
    QPainter(this).fillRect(rect(), Theme::instance().colors().window);
}

} // namespace fovea::ui
