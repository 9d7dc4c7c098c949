#pragma once

#include "app/job_process.h"
#include "app/train_events.h"

#include <QObject>
#include <QStringList>

#include <optional>

namespace fovea::app {

/// Runs `fovea train` as a niced child: a plan that learns nothing, or the learning itself. One at
/// a time. Thread: the window's.
class TrainProcess : public QObject {
    Q_OBJECT

public:
    enum class State { Idle, Planning, Running };
    Q_ENUM(State)

    TrainProcess(QString program, QString libraryFolder, FileIds fileIds,
                 QObject *parent = nullptr);
    ~TrainProcess() override;

    /// `options` after `fovea train`: what to learn from and how. planned() or failed() follows; a
    /// plan that is under way is forgotten. REQUIRES: not Running.
    void plan(const QStringList &options);
    /// finished(), stopped() or failed() follows. A plan that is under way is forgotten.
    void start(const QStringList &options);
    void pause();
    void resume();
    /// Ends it after the step in hand; the same start goes on from there.
    void stop();

    State state() const { return m_state; }
    bool isRunning() const { return m_state == State::Running; }
    qint64 processId() const { return m_job.processId(); }

    /// As a person would type it, quoted for a shell.
    /// `library`: empty where it is the usual one.
    static QString commandLine(const QStringList &options, const QString &library = {});

Q_SIGNALS:
    void planned(const fovea::app::TrainReported &report, const fovea::app::TrainPlanned &plan);
    void started(bool resumed);
    void epochsKnown(int epochs);
    /// The phase, how far it is and why it waits.
    void progressed(const fovea::ui::TeachProgress &progress);
    void stepped(const fovea::ui::TeachStep &step);
    void evaluated(const fovea::ui::TeachEvaluation &evaluation);
    void finished(const fovea::app::TrainFinished &result);
    void stopped();
    /// The child ended before its work did. A sentence for a person.
    void failed(fovea::app::TrainProcess::State during, const QString &sentence);

private:
    void launch(State state, const QStringList &options);
    void launchNow();
    void handle(const TrainEvent &event);
    void handleRun(const TrainEvent &event);
    void childEnded(const JobProcess::End &end);
    QString failureSentence(const JobProcess::End &end) const;

    const QString m_library;
    const FileIds m_fileIds;
    JobProcess m_job;
    State m_state = State::Idle;
    QStringList m_options;
    bool m_waiting = false; ///< a forgotten plan has to end first
    bool m_stopping = false;
    ui::TeachProgress m_progress;
    std::optional<TrainReported> m_report;
    std::optional<TrainPlanned> m_plan;
    std::optional<TrainRefused> m_refused;
    std::optional<TrainFinished> m_result;
};

} // namespace fovea::app
