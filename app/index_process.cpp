#include "app/index_process.h"

#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

namespace fovea::app {

namespace {

qint64 number(const QJsonObject &object, const char *key) {
    return object.value(QLatin1String(key)).toInteger();
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
    , m_library(std::move(libraryFolder))
    , m_job(std::move(program)) {
    connect(&m_job, &JobProcess::lineRead, this, [this](const QByteArray &line) {
        if (const auto event = parseIndexEvent(line)) {
            handle(*event);
        }
    });
    connect(&m_job, &JobProcess::ended, this, &IndexProcess::childEnded);
}

IndexProcess::~IndexProcess() {
    m_job.disconnect(this);
}

void IndexProcess::enqueue(const QStringList &folders) {
    const bool waiting = m_queue.contains(folders) || m_queue.contains(QStringList());
    if (!waiting) {
        m_queue.append(folders);
    }
    if (!m_job.isRunning()) {
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
        m_job.send("pause");
        setState(State::Paused);
    }
}

void IndexProcess::resume() {
    if (m_state == State::Paused) {
        m_job.send("resume");
        setState(State::Running);
    }
}

void IndexProcess::stop() {
    m_queue.clear();
    if (m_job.isRunning()) {
        m_stopping = true;
        m_job.send("stop");
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
    m_job.start(arguments);
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

void IndexProcess::childEnded(const JobProcess::End &end) {
    if (m_stopping) {
        setState(State::Idle);
        Q_EMIT stopped();
        startNext(); // what was added after the stop
        return;
    }
    if (!end.crashed && end.exitCode == 0 && m_summary) {
        const IndexFinished summary = *m_summary;
        if (m_queue.isEmpty()) {
            setState(State::Idle);
        }
        Q_EMIT finished(summary);
        if (!m_job.isRunning()) { // a slot may have started the next
            startNext();
        }
        return;
    }
    // What waits behind it would most likely end in the same way.
    m_unfinished = std::exchange(m_queue, {});
    m_unfinished.prepend(m_current);
    setState(State::Idle);
    Q_EMIT failed(failureSentence(end));
}

void IndexProcess::setState(State state) {
    if (m_state != state) {
        m_state = state;
        Q_EMIT stateChanged(state);
    }
}

QString IndexProcess::failureSentence(const JobProcess::End &end) const {
    if (end.neverRan) {
        return tr("Indexing could not start: %1 is missing or cannot be run.").arg(m_job.program());
    }
    if (end.crashed) {
        return tr(
            "Indexing ended too early. What is done is kept; trying again goes on from there.");
    }
    if (!end.lastWords.isEmpty()) {
        return end.lastWords;
    }
    return tr("Indexing ended with status %1. What is done is kept; trying again goes on from "
              "there.")
        .arg(end.exitCode);
}

} // namespace fovea::app
