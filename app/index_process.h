#pragma once

#include "app/job_process.h"

#include <QObject>
#include <QStringList>

#include <optional>
#include <variant>

class QByteArray;

namespace fovea::app {

/// The lines that `fovea index --progress json` writes; docs/formats.md tells of them.
struct IndexStarted {
    bool operator==(const IndexStarted &) const = default;
};
struct IndexProgress {
    qint64 done = 0;
    qint64 total = 0; ///< 0 while it is not known
    double ratePerSecond = 0;
    std::optional<qint64> etaSeconds;
    bool operator==(const IndexProgress &) const = default;
};
struct IndexPhotoFailed {
    QString path;
    QString reason;
    bool operator==(const IndexPhotoFailed &) const = default;
};
struct IndexFinished {
    qint64 added = 0;
    qint64 moved = 0;
    qint64 encoded = 0;
    qint64 unchanged = 0;
    qint64 failed = 0;
    double elapsedSeconds = 0;
    bool operator==(const IndexFinished &) const = default;
};
using IndexEvent = std::variant<IndexStarted, IndexProgress, IndexPhotoFailed, IndexFinished>;

/// Nothing for a line that is no event, or one of a kind that this version does not know.
std::optional<IndexEvent> parseIndexEvent(const QByteArray &line);

/// Runs `fovea index` as a niced child, one at a time, so that whatever a photo or a driver does to
/// it never takes the window down. Thread: the window's.
class IndexProcess : public QObject {
    Q_OBJECT

public:
    enum class State { Idle, Running, Paused };
    Q_ENUM(State)

    IndexProcess(QString program, QString libraryFolder, QObject *parent = nullptr);
    ~IndexProcess() override;

    /// Indexes `folders` after what is queued already; an empty list looks over all folders again.
    void enqueue(const QStringList &folders);
    void pause();
    void resume();
    /// Ends the child after the batch in hand and forgets the queue.
    void stop();
    /// Runs again what ended too early.
    void retry();

    State state() const { return m_state; }
    bool isIdle() const { return m_state == State::Idle; }
    /// The folders of the job in hand; empty for all of them.
    const QStringList &folders() const { return m_current; }
    /// Whether a job that waits will look through `folder`.
    bool isQueued(const QString &folder) const;
    qint64 processId() const { return m_job.processId(); }

Q_SIGNALS:
    void stateChanged(fovea::app::IndexProcess::State state);
    void progressed(const fovea::app::IndexProgress &progress);
    void photoFailed(const QString &path, const QString &reason);
    void finished(const fovea::app::IndexFinished &summary);
    void stopped();
    /// The child ended before its work did. A sentence for a person; retry() does it again.
    void failed(const QString &sentence);

private:
    void startNext();
    void handle(const IndexEvent &event);
    void childEnded(const JobProcess::End &end);
    void setState(State state);
    QString failureSentence(const JobProcess::End &end) const;

    const QString m_library;
    JobProcess m_job;
    QList<QStringList> m_queue;
    QStringList m_current;
    QList<QStringList> m_unfinished; ///< what retry() does
    std::optional<IndexFinished> m_summary;
    State m_state = State::Idle;
    bool m_stopping = false;
};

} // namespace fovea::app
