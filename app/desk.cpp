#include "app/desk.h"

#include "app/model_store.h"
#include "app/paths.h"

#include <QClipboard>
#include <QEvent>
#include <QGuiApplication>

namespace fovea::app {

namespace {

const QString kWindowKey = QStringLiteral("window/state");
constexpr int kShowAtLatestMs = 200;
constexpr qint64 kSimilarPhotos = 48; ///< in the viewer's strip
constexpr int kThumbnailThreads = 2;
constexpr int kViewWorkers = 2; ///< the photo in the viewer and one of its neighbors

std::vector<std::string> workerCommand(const QString &program) {
    return {program.toStdString(), "decode-worker"};
}

SearchService::Options searchOptions(const DeskOptions &options,
                                     std::shared_ptr<Decoders> decoders) {
    SearchService::Options result;
    result.libraryFolder = options.libraryFolder;
    result.model = [library = options.libraryFolder](const std::string &wanted,
                                                     const clip::EmbeddingSpace &space) {
        return answeringModel(wanted, space, library);
    };
    result.decoders = std::move(decoders);
    result.threads = options.threads;
    return result;
}

ThumbnailService::Options thumbnailOptions(const DeskOptions &options,
                                           std::shared_ptr<Decoders> decoders) {
    ThumbnailService::Options result;
    result.libraryFolder = options.libraryFolder;
    result.thumbnailDecoders = std::make_shared<Decoders>(workerCommand(options.program), 1);
    result.previewDecoders = std::move(decoders);
    result.threads = kThumbnailThreads;
    return result;
}

} // namespace

Desk::Desk(DeskOptions options, QObject *parent)
    : QObject(parent)
    , m_options(std::move(options))
    , m_settings(toQString(m_options.settingsFile), QSettings::IniFormat)
    , m_decoders(std::make_shared<Decoders>(workerCommand(m_options.program), kViewWorkers))
    , m_thumbnails(std::make_unique<ThumbnailService>(thumbnailOptions(m_options, m_decoders)))
    , m_catalog(std::make_unique<CatalogService>(m_options.libraryFolder))
    , m_search(std::make_unique<SearchService>(searchOptions(m_options, m_decoders)))
    , m_index(std::make_unique<IndexProcess>(m_options.program, toQString(m_options.libraryFolder)))
    , m_models(std::make_unique<ModelService>())
    , m_chips(std::make_unique<ChipReader>(m_options.libraryFolder, m_decoders))
    , m_survey(std::make_unique<PictureSurvey>(m_decoders, m_options.threads))
    , m_copier(std::make_unique<WorkerThread>(QStringLiteral("copy")))
    , m_teach(std::make_unique<TeachService>(
          m_options.program, m_options.libraryFolder,
          [this](const QString &path) { return m_thumbnails->idOfFile(path); }, m_decoders))
    , m_window(std::make_unique<ui::MainWindow>(m_thumbnails.get())) {
    m_refreshTimer.setSingleShot(true);
    connect(&m_refreshTimer, &QTimer::timeout, this, &Desk::refresh);
    m_window->installEventFilter(this);
    m_window->setUrlProvider(
        [this](const QList<PhotoId> &photos) { return m_catalog->urlsOf(photos); });
    m_window->setPhotoDescriber([this](PhotoId photo) { return m_catalog->describe(photo); });
    connectPhotos();
    connectFolders();
    connectWork();
    connectModels();
    connectAlbums();
    connectTeaching();
    m_window->restoreState(m_settings.value(kWindowKey).toByteArray());
}

Desk::~Desk() {
    m_window->disconnect(this);
    m_copier->finish();
    m_index->disconnect(this);
    m_index.reset();
    removeWaiting(); // the child that kept folders from being removed has ended
}

void Desk::show() {
    showModelState();
    m_models->refresh();
    m_catalog->readOverview();
    m_catalog->readTimeline(m_window->place());
    // What a library holds is known within milliseconds, and then the right page is painted first;
    // a slow disk is not waited for.
    m_showTimer.setSingleShot(true);
    connect(&m_showTimer, &QTimer::timeout, m_window.get(), &QWidget::show);
    m_showTimer.start(kShowAtLatestMs);
}

void Desk::comeForward(const QStringList &folders) {
    m_window->setWindowState(m_window->windowState() & ~Qt::WindowMinimized);
    m_showTimer.stop();
    m_window->show();
    m_window->raise();
    m_window->activateWindow();
    addFolders(folders);
}

bool Desk::eventFilter(QObject *watched, QEvent *event) {
    if (event->type() == QEvent::Close) {
        m_settings.setValue(kWindowKey, m_window->saveState());
    }
    return QObject::eventFilter(watched, event);
}

void Desk::connectPhotos() {
    ui::MainWindow *window = m_window.get();
    connect(window, &ui::MainWindow::searchStarting, m_search.get(), &SearchService::warmUp);
    connect(window, &ui::MainWindow::searchChanged, this, &Desk::startSearch);
    connect(m_search.get(), &SearchService::searched, this, &Desk::showResult);
    connect(m_search.get(), &SearchService::caughtUp, this, &Desk::askAgain);
    connect(m_search.get(), &SearchService::modelStateChanged, this, &Desk::showModelState);

    connect(window, &ui::MainWindow::chipAdded, m_chips.get(), &ChipReader::start);
    connect(m_chips.get(), &ChipReader::read, window, &ui::MainWindow::setChipInfo);
    connect(m_chips.get(), &ChipReader::failed, window, &ui::MainWindow::rejectChip);

    connect(window, &ui::MainWindow::placeChosen, this, [this](ui::Place place) {
        m_timelineShown = false; // the window has let go of it
        m_catalog->readTimeline(place);
    });
    connect(m_catalog.get(), &CatalogService::timelineRead, this, &Desk::takeTimeline);
    connect(window, &ui::MainWindow::detailsRequested, m_catalog.get(),
            &CatalogService::readDetails);
    connect(m_catalog.get(), &CatalogService::detailsRead, window,
            &ui::MainWindow::setPhotoDetails);
    connect(window, &ui::MainWindow::similarRequested, this,
            [this](PhotoId photo) { m_search->similar(photo, kSimilarPhotos); });
    connect(m_search.get(), &SearchService::similarFound, this,
            [this](PhotoId photo, const SearchResult &result) {
                m_window->setSimilar(photo, result.photos); // none where it has no embedding yet
            });
    connect(QGuiApplication::clipboard(), &QClipboard::dataChanged, this, &Desk::completeClipboard);
    connect(window, &ui::MainWindow::revealRequested, this, &Desk::reveal);
    connect(window, &ui::MainWindow::openExternallyRequested, this, &Desk::openExternally);
    connect(window, &ui::MainWindow::revealFileRequested, this, &Desk::revealFile);
}

void Desk::connectFolders() {
    ui::MainWindow *window = m_window.get();
    connect(window, &ui::MainWindow::foldersChosen, this, &Desk::addFolders);
    connect(window, &ui::MainWindow::folderRemoved, this, &Desk::removeFolder);
    connect(window, &ui::MainWindow::lookAgainRequested, this, &Desk::lookAgain);
    connect(window, &ui::MainWindow::tryAgainRequested, this, &Desk::tryAgain);
    connect(m_catalog.get(), &CatalogService::overviewRead, this, &Desk::takeOverview);
    connect(m_catalog.get(), &CatalogService::foldersAdded, this,
            [this](const QStringList &folders) {
                for (const QString &folder : folders) {
                    m_index->enqueue({folder});
                }
            });
    connect(m_catalog.get(), &CatalogService::willReadAgain, this,
            [this] { m_index->enqueue({}); });
    connect(m_catalog.get(), &CatalogService::folderRemoved, this, &Desk::takeRemoved);
    connect(m_catalog.get(), &CatalogService::failed, this,
            [this](const QString &sentence) { m_window->showNotice(sentence); });
    connect(m_survey.get(), &PictureSurvey::learned, window, &ui::MainWindow::setSuggestedFolder);
}

void Desk::connectWork() {
    connect(m_index.get(), &IndexProcess::stateChanged, this, &Desk::takeIndexState);
    connect(m_index.get(), &IndexProcess::progressed, this, &Desk::takeProgress);
    connect(m_index.get(), &IndexProcess::finished, this, &Desk::takeFinished);
    connect(m_index.get(), &IndexProcess::failed, this, &Desk::takeIndexFailure);
    connect(m_index.get(), &IndexProcess::stopped, this, &Desk::takeStopped);
    connect(m_window.get(), &ui::MainWindow::pauseJobRequested, m_index.get(),
            &IndexProcess::pause);
    connect(m_window.get(), &ui::MainWindow::resumeJobRequested, m_index.get(),
            &IndexProcess::resume);
    connect(m_window.get(), &ui::MainWindow::stopJobRequested, this, [this] {
        m_index->stop();
        m_job.phase = ui::JobState::Phase::Stopping;
        m_window->setJob(m_job);
    });
}

void Desk::connectModels() {
    ui::MainWindow *window = m_window.get();
    ModelService *models = m_models.get();
    models->setLibrary(m_options.libraryFolder);
    connect(models, &ModelService::changed, this, [this](const QList<ui::ModelEntry> &entries) {
        m_window->setModels(entries);
        showModelState();
    });
    connect(models, &ModelService::failed, this,
            [this](const QString &sentence) { m_window->showNotice(sentence); });
    connect(window, &ui::MainWindow::modelInstallRequested, models, &ModelService::install);
    connect(window, &ui::MainWindow::modelInstallCancelled, models, &ModelService::cancel);
    connect(window, &ui::MainWindow::modelRemoveRequested, models, &ModelService::remove);
    connect(window, &ui::MainWindow::modelFolderChosen, models, &ModelService::addFolder);
    connect(window, &ui::MainWindow::modelUseRequested, m_catalog.get(),
            &CatalogService::chooseModel);
    connect(window, &ui::MainWindow::adapterRemoveRequested, m_catalog.get(),
            &CatalogService::removeAdapter);
    connect(m_catalog.get(), &CatalogService::modelChosen, this, &Desk::takeModelChoice);
    connect(m_catalog.get(), &CatalogService::adapterRemoved, this, &Desk::takeAdapterRemoval);
    connect(m_catalog.get(), &CatalogService::adapterRestored, models, &ModelService::refresh);
}

} // namespace fovea::app
