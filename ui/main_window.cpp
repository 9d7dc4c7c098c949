#include "ui/main_window.h"

#include "ui/drop_overlay.h"
#include "ui/empty_state.h"
#include "ui/first_start.h"
#include "ui/folders_page.h"
#include "ui/info_line.h"
#include "ui/models_page.h"
#include "ui/notice_bar.h"
#include "ui/problems_page.h"
#include "ui/search_field.h"
#include "ui/selection_bar.h"
#include "ui/sidebar.h"
#include "ui/status_line.h"
#include "ui/teach_page.h"
#include "ui/theme.h"
#include "ui/viewer.h"

#include <QCloseEvent>
#include <QDataStream>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QIODevice>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace fovea::ui {

namespace {

constexpr QSize kMinimum(800, 500);
constexpr QSize kFirstSize(1400, 900);
constexpr qint32 kStateVersion = 1;
constexpr int kDebounceMs = 120;
constexpr int kBusyAfterMs = 200;

/// A widget on the ground of photos and pages.
QWidget *baseWidget(QWidget *parent) {
    auto *widget = new QWidget(parent);
    widget->setBackgroundRole(QPalette::Base);
    widget->setAutoFillBackground(true);
    return widget;
}

} // namespace

MainWindow::MainWindow(ThumbnailSource *thumbnails, QWidget *parent)
    : QWidget(parent)
    , m_thumbnails(thumbnails) {
    setWindowTitle(QStringLiteral("Fovea"));
    setMinimumSize(kMinimum);
    resize(kFirstSize);
    setAcceptDrops(true);

    m_outer = new QStackedWidget(this);
    m_firstStart = new FirstStart(m_outer);
    m_workspace = buildWorkspace();
    m_viewer = new Viewer(m_outer);
    m_viewer->setSource(thumbnails);
    for (QWidget *page :
         {static_cast<QWidget *>(m_firstStart), m_workspace, static_cast<QWidget *>(m_viewer)}) {
        m_outer->addWidget(page);
    }
    m_outer->setCurrentWidget(m_workspace);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_outer);

    m_selectionBar = new SelectionBar(m_content);
    m_selectionBar->hide();
    m_notice = new NoticeBar(this);
    m_drop = new DropOverlay(this);
    m_debounce.setSingleShot(true);
    m_debounce.setInterval(kDebounceMs);
    m_busy.setSingleShot(true);
    m_busy.setInterval(kBusyAfterMs);

    connectSearch();
    connectPlaces();
    connectPages();
    connectAlbums();
    connectPhotos();
    installShortcuts();
    refreshPlaceholder();
    refreshInfo();
    m_search->setFocus();
}

MainWindow::~MainWindow() = default;

QWidget *MainWindow::buildWorkspace() {
    auto *workspace = new QWidget(m_outer);
    auto *row = new QHBoxLayout(workspace);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    m_sidebar = new Sidebar(workspace);
    row->addWidget(m_sidebar);

    m_content = baseWidget(workspace);
    auto *column = new QVBoxLayout(m_content);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    m_views = new QStackedWidget(m_content);
    m_photosView = buildPhotosView();
    m_foldersPage = new FoldersPage(m_views);
    m_problemsPage = new ProblemsPage(m_views);
    m_modelsPage = new ModelsPage(m_views);
    m_teachPage = new TeachPage(m_thumbnails, m_views);
    for (QWidget *view :
         {m_photosView, static_cast<QWidget *>(m_foldersPage),
          static_cast<QWidget *>(m_problemsPage), static_cast<QWidget *>(m_modelsPage),
          static_cast<QWidget *>(m_teachPage)}) {
        m_views->addWidget(view);
    }
    m_status = new StatusLine(m_content);
    column->addWidget(m_views, 1);
    column->addWidget(m_status);
    row->addWidget(m_content, 1);
    return workspace;
}

QWidget *MainWindow::buildPhotosView() {
    auto *view = new QWidget(m_views);
    auto *column = new QVBoxLayout(view);
    column->setContentsMargins(0, 12, 0, 0);
    column->setSpacing(0);
    m_search = new SearchField(view);
    auto *fieldRow = new QHBoxLayout;
    fieldRow->setContentsMargins(16, 0, 16, 0);
    fieldRow->addWidget(m_search);
    column->addLayout(fieldRow);
    column->addSpacing(4);

    m_info = new InfoLine(view);
    m_info->setSizeRange(PhotoGrid::kMinRowHeight, PhotoGrid::kMaxRowHeight);
    m_info->setPhotoSize(PhotoGrid::kDefaultRowHeight);
    column->addWidget(m_info);

    m_body = new QStackedWidget(view);
    m_grid = new PhotoGrid(m_body);
    m_grid->setSource(m_thumbnails);
    m_grid->setMonthHeads(true);
    m_grid->installEventFilter(this);
    m_empty = new EmptyState(m_body);
    m_body->addWidget(m_grid);
    m_body->addWidget(m_empty);
    column->addWidget(m_body, 1);
    return view;
}

void MainWindow::connectPlaces() {
    connect(m_sidebar, &Sidebar::allPhotosChosen, this, [this] { choosePlace({}); });
    connect(m_sidebar, &Sidebar::folderChosen, this, [this](FolderId folder) {
        choosePlace({folder, {}});
    });
    connect(m_sidebar, &Sidebar::foldersChosen, this, &MainWindow::showFolders);
    connect(m_sidebar, &Sidebar::problemsChosen, this, &MainWindow::showProblems);
    connect(m_sidebar, &Sidebar::settingsChosen, this, &MainWindow::showSettings);
    connect(m_sidebar, &Sidebar::addFolderRequested, this, &MainWindow::chooseFolder);
    connect(m_sidebar, &Sidebar::removeFolderRequested, this, &MainWindow::removeFolder);
    connect(m_sidebar, &Sidebar::lookAgainRequested, this, &MainWindow::lookAgainRequested);
    connect(m_sidebar, &Sidebar::revealRequested, this, &MainWindow::revealFileRequested);

    connect(m_firstStart, &FirstStart::chooseFolderRequested, this, &MainWindow::chooseFolder);
    connect(m_firstStart, &FirstStart::suggestionAccepted, this,
            [this](const QString &path) { addFolders({path}); });
}

void MainWindow::connectPages() {
    connect(m_foldersPage, &FoldersPage::addRequested, this, &MainWindow::chooseFolder);
    connect(m_foldersPage, &FoldersPage::removeRequested, this, &MainWindow::removeFolder);
    connect(m_foldersPage, &FoldersPage::lookAgainRequested, this, &MainWindow::lookAgainRequested);
    connect(m_foldersPage, &FoldersPage::revealRequested, this, &MainWindow::revealFileRequested);

    connect(m_problemsPage, &ProblemsPage::tryAgainRequested, this, &MainWindow::tryAgainRequested);
    connect(m_problemsPage, &ProblemsPage::revealRequested, this, &MainWindow::revealFileRequested);

    connect(m_modelsPage, &ModelsPage::installRequested, this, &MainWindow::modelInstallRequested);
    connect(m_modelsPage, &ModelsPage::installCancelled, this, &MainWindow::modelInstallCancelled);
    connect(m_modelsPage, &ModelsPage::useRequested, this, &MainWindow::modelUseRequested);
    connect(m_modelsPage, &ModelsPage::removeRequested, this, &MainWindow::modelRemoveRequested);
    connect(m_modelsPage, &ModelsPage::adapterRemoveRequested, this,
            &MainWindow::adapterRemoveRequested);
    connect(m_modelsPage, &ModelsPage::addFromFolderRequested, this, [this] {
        const QString path =
            QFileDialog::getExistingDirectory(this, tr("Choose the folder of a model"));
        if (!path.isEmpty()) {
            Q_EMIT modelFolderChosen(path);
        }
    });

    connect(m_status, &StatusLine::pauseRequested, this, &MainWindow::pauseJobRequested);
    connect(m_status, &StatusLine::resumeRequested, this, &MainWindow::resumeJobRequested);
    connect(m_status, &StatusLine::stopRequested, this, &MainWindow::stopJobRequested);
    connect(m_status, &StatusLine::modelClicked, this, &MainWindow::showSettings);
    connect(m_notice, &NoticeBar::shown, this, &MainWindow::placeFloating);
}

QByteArray MainWindow::saveState() const {
    QByteArray state;
    QDataStream stream(&state, QIODevice::WriteOnly);
    stream << kStateVersion << saveGeometry() << qint32(m_grid->rowHeight())
           << qint32(m_info->sort() == SortBy::Date) << m_viewer->panelVisible();
    return state;
}

void MainWindow::restoreState(const QByteArray &state) {
    QDataStream stream(state);
    qint32 version = 0;
    QByteArray geometry;
    qint32 rowHeight = 0;
    qint32 byDate = 0;
    bool panel = false;
    stream >> version >> geometry >> rowHeight >> byDate >> panel;
    if (stream.status() != QDataStream::Ok || version != kStateVersion) {
        return; // of another version: the first look is good enough
    }
    restoreGeometry(geometry);
    m_grid->setRowHeight(std::clamp(rowHeight, PhotoGrid::kMinRowHeight, PhotoGrid::kMaxRowHeight));
    m_info->setPhotoSize(m_grid->rowHeight());
    m_info->setSort(byDate != 0 ? SortBy::Date : SortBy::Relevance);
    m_viewer->setPanelVisible(panel);
}

void MainWindow::setPhotoCounts(qint64 photos, qint64 searchable) {
    m_photoCount = photos;
    m_searchable = searchable;
    m_sidebar->setPhotoCount(photos);
    m_foldersPage->setPhotoCount(photos);
    refreshPlaceholder();
    refreshInfo();
}

void MainWindow::setFailures(const QList<FailureEntry> &failures) {
    m_sidebar->setProblemCount(int(failures.size()));
    m_problemsPage->setFailures(failures);
}

void MainWindow::setJob(const JobState &job) {
    const bool changed = job.active() != m_job.active();
    m_job = job;
    m_status->setJob(job);
    if (changed) {
        refreshPlaceholder();
        refreshInfo();
        showTimeline();
    }
}

void MainWindow::setModelState(const ModelState &state) {
    m_model = state;
    m_status->setModelState(state);
    refreshInfo();
}

void MainWindow::setModels(const QList<ModelEntry> &models) {
    m_modelsPage->setModels(models);
}

void MainWindow::showNotice(const QString &sentence, const QString &actionText,
                            std::function<void()> action, std::function<void()> ended) {
    m_notice->show({sentence, actionText, std::move(action), std::move(ended)});
}

void MainWindow::setView(View view) {
    m_view = view;
    QWidget *const widgets[] = {m_photosView, m_foldersPage, m_problemsPage, m_modelsPage,
                                m_teachPage};
    m_views->setCurrentWidget(widgets[int(view)]);
    if (m_outer->currentWidget() != m_workspace) {
        m_viewer->close();
        m_outer->setCurrentWidget(m_workspace);
    }
    refreshSidebar();
    placeFloating();
}

void MainWindow::refreshSidebar() {
    using Row = Sidebar::Row;
    switch (m_view) {
    case View::Photos:
        // A search goes through the whole library, whatever place was shown before.
        if (!m_place || !m_search->isEmpty()) {
            m_sidebar->setCurrent(Row::AllPhotos);
        } else {
            m_sidebar->setCurrent(m_place.album ? Row::Album : Row::Folder, m_place.folder,
                                  m_place.album);
        }
        break;
    case View::Folders:
        m_sidebar->setCurrent(Row::Folders);
        break;
    case View::Problems:
        m_sidebar->setCurrent(Row::Problems);
        break;
    case View::Settings:
        m_sidebar->setCurrent(Row::Settings);
        break;
    case View::Teach:
        m_sidebar->setCurrent(Row::Teach);
        break;
    }
}

void MainWindow::showPhotos() {
    setView(View::Photos);
}

void MainWindow::showFolders() {
    setView(View::Folders);
}

void MainWindow::showProblems() {
    setView(View::Problems);
}

void MainWindow::showSettings() {
    setView(View::Settings);
}

void MainWindow::showTeach() {
    setView(View::Teach);
}

void MainWindow::placeFloating() {
    QRect area = rect();
    if (m_outer->currentWidget() == m_workspace) {
        const QPoint corner = m_content->mapTo(this, QPoint(0, 0));
        area = QRect(corner, QSize(m_content->width(), m_content->height() - StatusLine::kHeight));
    }
    const bool selecting =
        m_view == View::Photos && m_grid->selectedCount() > 0 && m_body->currentWidget() == m_grid;
    m_selectionBar->setVisible(selecting);
    if (selecting) {
        m_selectionBar->setNarrow(area.width() < 640);
        m_selectionBar->placeIn({0, 0, area.width(), area.height()});
        m_selectionBar->raise();
    }
    constexpr int kRoom = FloatingBar::kBarHeight + 12;
    m_grid->setBottomInset(selecting ? kRoom + 12 : 0);
    if (!m_notice->isHidden()) {
        const bool above = selecting && m_outer->currentWidget() == m_workspace;
        m_notice->placeIn(area.adjusted(0, 0, 0, above ? -kRoom : 0));
        m_notice->raise();
    }
}

void MainWindow::resizeEvent(QResizeEvent *event) {
    QWidget::resizeEvent(event);
    m_drop->setGeometry(rect());
    layOutDrop();
    placeFloating();
}

void MainWindow::closeEvent(QCloseEvent *event) {
    m_notice->end(); // what waits for the end of its time to undo happens now
    event->accept();
}

} // namespace fovea::ui
