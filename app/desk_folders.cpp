#include "app/desk.h"
#include "app/paths.h"

#include <QDir>
#include <QFileInfo>
#include <QStandardPaths>

#include <algorithm>

namespace fovea::app {

namespace {

constexpr qint64 kRefreshMs = 1000;
constexpr qint64 kRefreshShare =
    5; ///< reading the timeline takes at most a fifth of its thread's time

} // namespace

void Desk::addFolders(const QStringList &folders) {
    QStringList known;
    for (const QString &folder : folders) {
        const QString path = toQString(absolutePath(toPath(folder)));
        if (QFileInfo(path).isDir()) {
            known.append(path);
        } else {
            m_window->showNotice(tr("%1 is not a folder that can be read.").arg(folder));
        }
    }
    if (!known.isEmpty()) {
        m_survey->stop();
        m_catalog->addFolders(known);
    }
}

/// A child that is at work would go on to add photos of the folder, so it ends first.
void Desk::removeFolder(FolderId folder) {
    m_waitingRemovals.append(folder);
    if (m_index->isIdle()) {
        removeWaiting();
    } else {
        m_index->stop();
    }
}

void Desk::removeWaiting() {
    for (const FolderId folder : std::exchange(m_waitingRemovals, {})) {
        m_catalog->removeFolder(folder);
    }
}

void Desk::lookAgain(FolderId folder) {
    for (const ui::FolderEntry &entry : m_overview.folders) {
        if (entry.id == folder) {
            m_index->enqueue({entry.path});
        }
    }
}

void Desk::tryAgain(const QStringList &paths) {
    m_catalog->readAgain(paths);
}

void Desk::takeOverview(const LibraryOverview &overview) {
    const bool first = !std::exchange(m_overviewKnown, true);
    const bool modelChanged = overview.activeModel != m_overview.activeModel ||
                              overview.chosenModel != m_overview.chosenModel;
    m_overview = overview;
    showFolders();
    m_window->setAlbums(overview.albums);
    m_window->setPhotoCounts(overview.photos, overview.searchable);
    m_window->setFailures(overview.failures);
    if (modelChanged) {
        m_models->setInUse(overview.chosenModel, overview.strengths);
        showAdapterInUse();
        showModelState();
    }
    if (first) {
        m_showTimer.stop();
        m_window->show();
        startWork();
        offerUnfinishedRun();
    }
}

/// What goes on by itself from the start: new folders, a quick look over the others, or an offer.
void Desk::startWork() {
    const LibraryOverview &overview = m_overview;
    if (!m_options.folders.isEmpty()) {
        addFolders(m_options.folders);
    }
    if (!overview.folders.isEmpty()) {
        m_index->enqueue({});
    } else if (m_options.folders.isEmpty()) {
        const QString pictures = QStandardPaths::writableLocation(QStandardPaths::PicturesLocation);
        // Where a person has no such folder, some systems name the home folder.
        if (!pictures.isEmpty() && QDir(pictures) != QDir::home()) {
            m_survey->start(pictures);
        }
    }
}

bool Desk::isIndexing(const ui::FolderEntry &folder) const {
    return m_job.active() && folder.online &&
           (m_index->folders().isEmpty() ? m_job.total > 0
                                         : m_index->folders().contains(folder.path));
}

void Desk::showFolders() {
    using State = ui::FolderEntry::State;
    QList<ui::FolderEntry> folders = m_overview.folders;
    const bool single = m_index->folders().size() == 1 || folders.size() == 1;
    for (ui::FolderEntry &folder : folders) {
        folder.checked = m_checked.value(folder.path);
        if (isIndexing(folder)) {
            folder.state =
                m_job.phase == ui::JobState::Phase::Paused ? State::Paused : State::Indexing;
            folder.done = single ? m_job.done : 0;
            folder.total = single ? m_job.total : 0;
            folder.remainingSeconds = m_job.remainingSeconds;
        } else if (m_index->isQueued(folder.path)) {
            folder.state = State::Waiting;
        }
    }
    m_window->setFolders(folders);
}

void Desk::takeIndexState(IndexProcess::State state) {
    using Phase = ui::JobState::Phase;
    switch (state) {
    case IndexProcess::State::Idle:
        m_job = {};
        break;
    case IndexProcess::State::Paused:
        m_job.phase = Phase::Paused;
        break;
    case IndexProcess::State::Running:
        m_job.phase = m_job.phase == Phase::Paused ? Phase::Running : Phase::Starting;
        break;
    }
    m_window->setJob(m_job);
    showFolders();
}

void Desk::takeProgress(const IndexProgress &progress) {
    const QStringList &folders = m_index->folders();
    const bool hadTotal = m_job.total > 0;
    m_job.what = folders.size() == 1 ? QDir(folders.constFirst()).dirName() : QString();
    m_job.done = progress.done;
    m_job.total = progress.total;
    m_job.ratePerSecond = progress.ratePerSecond;
    m_job.remainingSeconds = progress.etaSeconds.value_or(-1);
    if (m_job.phase == ui::JobState::Phase::Starting) {
        m_job.phase = ui::JobState::Phase::Running;
    }
    m_window->setJob(m_job);
    if (!hadTotal) {
        showFolders();
    }
    refreshSoon();
}

void Desk::takeFinished(const IndexFinished &summary) {
    const QDateTime now = QDateTime::currentDateTime();
    for (const ui::FolderEntry &folder : std::as_const(m_overview.folders)) {
        if (m_index->folders().isEmpty() || m_index->folders().contains(folder.path)) {
            m_checked.insert(folder.path, now);
        }
    }
    m_thumbnails->forgetFailures();
    m_refreshTimer.stop();
    refresh();
    if (summary.failed > 0) {
        m_window->showNotice(
            tr("%Ln photo(s) could not be read.", nullptr, static_cast<int>(summary.failed)),
            tr("Show"), [this] { m_window->showProblems(); });
    } else if (summary.added > 0) {
        m_window->showNotice(tr("%Ln photo(s) added.", nullptr, static_cast<int>(summary.added)));
    }
}

void Desk::takeStopped() {
    m_goOnAfterRemoval = !m_waitingRemovals.isEmpty(); // else the person has stopped it
    removeWaiting();
    refresh();
}

void Desk::takeRemoved(FolderId folder) {
    m_overview.folders.removeIf(
        [folder](const ui::FolderEntry &entry) { return entry.id == folder; });
    refresh();
    if (std::exchange(m_goOnAfterRemoval, false) && !m_overview.folders.isEmpty()) {
        m_index->enqueue({});
    }
}

void Desk::takeIndexFailure(const QString &sentence) {
    removeWaiting();
    refresh();
    m_window->showNotice(sentence, tr("Try again"), [this] { m_index->retry(); });
}

/// At most once a second, and less often where there are so many photos that reading them takes
/// long.
void Desk::refreshSoon() {
    if (!m_refreshTimer.isActive()) {
        m_refreshTimer.start(static_cast<int>(std::max(kRefreshMs, kRefreshShare * m_timelineMs)));
    }
}

void Desk::refresh() {
    m_catalog->readOverview();
    m_catalog->readTimeline(m_window->place());
    m_search->catchUp();
}

} // namespace fovea::app
