#include "app/index_process.h"

#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>

#include <sys/prctl.h>
#include <sys/resource.h>

#include <algorithm>
#include <csignal>

namespace fovea::app {

namespace {

constexpr int kNiceness = 10;
constexpr int kPatienceMs = 5000;     ///< for the batch in hand when the window closes
constexpr qint64 kErrorTail = 16'384; ///< bytes of standard error worth keeping
constexpr int kNeverRan = -1;         ///< in place of an exit code

qint64 number(const QJsonObject &object, const char *key) {
    return object.value(QLatin1String(key)).toInteger();
}

/// Runs in the child between fork and exec: only calls that are safe there.
void becomeBackgroundJob() {
    setpriority(PRIO_PROCESS, 0, kNiceness);
#ifdef __linux__
    prctl(PR_SET_PDEATHSIG, SIGTERM); // ends its batch should the window be killed
#endif
}

} // namespace

std::optional<IndexEvent> parseIndexEvent(const QByteArray &line) {
    const QJsonObject object = QJsonDocument::fromJson(line).object();
    const QString event = object.value(QLatin1String("event")).toString();
    if (event == QLatin1String("started")) {
        return IndexStarted{};
    }
    if (event == QLatin1String("progress")) {
        const QJsonValue eta = object.value(QLatin1String("eta_s"));
        return IndexProgress{number(object, "done"), number(object, "total"),
                             object.value(QLatin1String("rate")).toDouble(),
                             eta.isDouble() ? std::optional(qRound64(eta.toDouble()))
                                            : std::nullopt};
    }
    if (event == QLatin1String("photo_failed")) {
        return IndexPhotoFailed{object.value(QLatin1String("path")).toString(),
                                object.value(QLatin1String("reason")).toString()};
    }
    if (event == QLatin1String("finished")) {
        return IndexFinished{
            number(object, "added"),   number(object, "moved"),
            number(object, "encoded"), number(object, "unchanged"),
            number(object, "failed"),  object.value(QLatin1String("elapsed_s")).toDouble()};
    }
    return std::nullopt;
}

IndexProcess::IndexProcess(QString program, QString libraryFolder, QObject *parent)
    : QObject(parent)
    , m_program(std::move(program))
    , m_library(std::move(libraryFolder)) {
    m_process.setChildProcessModifier(becomeBackgroundJob);
    connect(&m_process, &QProcess::readyReadStandardOutput, this, &IndexProcess::readOutput);
    connect(&m_process, &QProcess::finished, this, &IndexProcess::childEnded);
    connect(&m_process, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error ==
            QProcess::FailedToStart) { // the one error after which finished() does not come
            childEnded(kNeverRan, QProcess::CrashExit);
        }
    });
}

IndexProcess::~IndexProcess() {
    m_process.disconnect(this);
    if (m_process.state() == QProcess::NotRunning) {
        return;
    }
    send("stop");
    m_process.closeWriteChannel();
    if (!m_process.waitForFinished(kPatienceMs)) {
        m_process.kill(); // loses at most the batch in hand
        m_process.waitForFinished();
    }
}

void IndexProcess::enqueue(const QStringList &folders) {
    const bool waiting = m_queue.contains(folders) || m_queue.contains(QStringList());
    if (!waiting) {
        m_queue.append(folders);
    }
    if (m_process.state() == QProcess::NotRunning) {
        startNext();
    }
}

bool IndexProcess::isQueued(const QString &folder) const {
    return std::any_of(m_queue.begin(), m_queue.end(), [&folder](const QStringList &job) {
        return job.isEmpty() || job.contains(folder);
    });
}

void IndexProcess::pause() {
    if (m_state == State::Running) {
        send("pause");
        setState(State::Paused);
    }
}

void IndexProcess::resume() {
    if (m_state == State::Paused) {
        send("resume");
        setState(State::Running);
    }
}

void IndexProcess::stop() {
    m_queue.clear();
    if (m_process.state() != QProcess::NotRunning) {
        m_stopping = true;
        send("stop");
    }
}

void IndexProcess::retry() {
    const QList<QStringList> jobs = std::exchange(m_unfinished, {});
    for (const QStringList &job : jobs) {
        enqueue(job);
    }
}

void IndexProcess::startNext() {
    if (m_queue.isEmpty()) {
        return;
    }
    m_current = m_queue.takeFirst();
    m_summary.reset();
    m_stopping = false;
    QStringList arguments{QStringLiteral("index"), QStringLiteral("--library"), m_library,
                          QStringLiteral("--progress"), QStringLiteral("json")};
    if (!m_current.isEmpty()) {
        arguments << QStringLiteral("--") << m_current;
    }
    setState(State::Running);
    m_process.start(m_program, arguments);
}

void IndexProcess::readOutput() {
    while (m_process.canReadLine()) {
        if (const auto event = parseIndexEvent(m_process.readLine())) {
            handle(*event);
        }
    }
}

void IndexProcess::handle(const IndexEvent &event) {
    if (const auto *progress = std::get_if<IndexProgress>(&event)) {
        Q_EMIT progressed(*progress);
    } else if (const auto *failure = std::get_if<IndexPhotoFailed>(&event)) {
        Q_EMIT photoFailed(failure->path, failure->reason);
    } else if (const auto *summary = std::get_if<IndexFinished>(&event)) {
        m_summary = *summary;
    }
}

void IndexProcess::childEnded(int exitCode, QProcess::ExitStatus status) {
    readOutput();
    if (m_stopping) {
        setState(State::Idle);
        Q_EMIT stopped();
        startNext(); // what was added after the stop
        return;
    }
    if (status == QProcess::NormalExit && exitCode == 0 && m_summary) {
        const IndexFinished summary = *m_summary;
        if (m_queue.isEmpty()) {
            setState(State::Idle);
        }
        Q_EMIT finished(summary);
        if (m_process.state() == QProcess::NotRunning) { // a slot may have started the next
            startNext();
        }
        return;
    }
    // What waits behind it would most likely end in the same way.
    m_unfinished = std::exchange(m_queue, {});
    m_unfinished.prepend(m_current);
    setState(State::Idle);
    Q_EMIT failed(failureSentence(exitCode, status));
}

void IndexProcess::setState(State state) {
    if (m_state != state) {
        m_state = state;
        Q_EMIT stateChanged(state);
    }
}

void IndexProcess::send(const char *line) {
    m_process.write(line);
    m_process.write("\n");
}

QString IndexProcess::failureSentence(int exitCode, QProcess::ExitStatus status) {
    const QString said =
        QString::fromUtf8(m_process.readAllStandardError().right(kErrorTail)).trimmed();
    QString lastLine = said.section(QLatin1Char('\n'), -1);
    if (const QLatin1String sayer("fovea: "); lastLine.startsWith(sayer)) {
        lastLine.remove(0, sayer.size()); // of use in a terminal alone
    }
    if (exitCode == kNeverRan) {
        return tr("Indexing could not start: %1 is missing or cannot be run.").arg(m_program);
    }
    if (status == QProcess::CrashExit) {
        return tr(
            "Indexing ended too early. What is done is kept; trying again goes on from there.");
    }
    if (!lastLine.isEmpty()) {
        return lastLine;
    }
    return tr("Indexing ended with status %1. What is done is kept; trying again goes on from "
              "there.")
        .arg(exitCode);
}

} // namespace fovea::app
