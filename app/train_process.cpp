#include "app/train_process.h"

#include "app/train_words.h"

#include <algorithm>
#include <utility>

namespace fovea::app {

TrainProcess::TrainProcess(QString program, QString libraryFolder, FileIds fileIds, QObject *parent)
    : QObject(parent)
    , m_library(std::move(libraryFolder))
    , m_fileIds(std::move(fileIds))
    , m_job(std::move(program)) {
    connect(&m_job, &JobProcess::lineRead, this, [this](const QByteArray &line) {
        if (const auto event = parseTrainEvent(line, m_fileIds); event && !m_waiting) {
            handle(*event);
        }
    });
    connect(&m_job, &JobProcess::ended, this, &TrainProcess::childEnded);
}

TrainProcess::~TrainProcess() {
    m_job.disconnect(this);
}

QString TrainProcess::commandLine(const QStringList &options, const QString &library) {
    QStringList parts{QStringLiteral("fovea train")};
    const QStringList which =
        library.isEmpty() ? QStringList() : QStringList{QStringLiteral("--library"), library};
    for (const QString &option : which + options) {
        const bool plain = !option.isEmpty() && std::ranges::all_of(option, [](QChar letter) {
            return letter.isLetterOrNumber() || QStringLiteral("-_./,:=@+").contains(letter);
        });
        QString quoted = option;
        quoted.replace(QLatin1Char('\''), QStringLiteral("'\\''"));
        parts.append(plain ? option : QLatin1Char('\'') + quoted + QLatin1Char('\''));
    }
    return parts.join(QLatin1Char(' '));
}

void TrainProcess::plan(const QStringList &options) {
    if (m_state != State::Running) {
        launch(State::Planning, options);
    }
}

void TrainProcess::start(const QStringList &options) {
    launch(State::Running, options);
}

void TrainProcess::launch(State state, const QStringList &options) {
    m_state = state;
    m_options = options;
    if (m_job.isRunning()) {
        m_waiting = true;
        m_job.send("stop");
    } else {
        launchNow();
    }
}

void TrainProcess::launchNow() {
    m_waiting = false;
    m_stopping = false;
    m_progress = {};
    m_report.reset();
    m_plan.reset();
    m_refused.reset();
    m_result.reset();
    QStringList arguments{
        QStringLiteral("train"),      QStringLiteral("--library"), m_library,
        QStringLiteral("--progress"), QStringLiteral("json"),      QStringLiteral("--no-use")};
    if (m_state == State::Planning) {
        arguments.append(QStringLiteral("--plan"));
    }
    m_job.start(arguments + m_options);
}

void TrainProcess::pause() {
    if (m_state == State::Running && m_progress.hold == ui::TeachProgress::Hold::None) {
        m_job.send("pause");
        m_progress.hold = ui::TeachProgress::Hold::Asked;
        Q_EMIT progressed(m_progress);
    }
}

void TrainProcess::resume() {
    if (m_state == State::Running && m_progress.hold != ui::TeachProgress::Hold::None) {
        m_job.send("resume");
        m_progress.hold = ui::TeachProgress::Hold::None;
        Q_EMIT progressed(m_progress);
    }
}

void TrainProcess::stop() {
    if (m_state == State::Running && !m_stopping) {
        m_stopping = true;
        m_job.send("stop");
        m_progress.stopping = true;
        Q_EMIT progressed(m_progress);
    }
}

void TrainProcess::handle(const TrainEvent &event) {
    if (const auto *report = std::get_if<TrainReported>(&event)) {
        m_report = *report;
    } else if (const auto *plan = std::get_if<TrainPlanned>(&event)) {
        m_plan = *plan;
        if (m_state == State::Running) {
            Q_EMIT epochsKnown(plan->epochs);
        }
    } else if (const auto *refused = std::get_if<TrainRefused>(&event)) {
        m_refused = *refused;
    } else if (m_state == State::Running) {
        handleRun(event);
    }
}

void TrainProcess::handleRun(const TrainEvent &event) {
    using Hold = ui::TeachProgress::Hold;
    if (const auto *started = std::get_if<TrainStarted>(&event)) {
        Q_EMIT this->started(started->resumed);
        for (const TrainEvent &earlier : curveBefore(*started)) {
            handleRun(earlier);
        }
    } else if (const auto *step = std::get_if<ui::TeachStep>(&event)) {
        Q_EMIT stepped(*step);
    } else if (const auto *evaluation = std::get_if<ui::TeachEvaluation>(&event)) {
        Q_EMIT evaluated(*evaluation);
    } else if (const auto *result = std::get_if<TrainFinished>(&event)) {
        m_result = *result;
    } else {
        if (const auto *progress = std::get_if<TrainProgressed>(&event)) {
            m_progress.phase = progress->phase;
            m_progress.unit = progress->unit;
            m_progress.done = progress->done;
            m_progress.total = progress->total;
            m_progress.etaSeconds = progress->etaSeconds;
        } else if (const auto *paused = std::get_if<TrainPaused>(&event)) {
            m_progress.hold = paused->battery ? Hold::Battery : Hold::Asked;
            m_progress.batteryPercent = paused->batteryPercent;
        } else if (std::holds_alternative<TrainResumed>(event)) {
            m_progress.hold = Hold::None;
        } else if (const auto *slowed = std::get_if<TrainSlowed>(&event)) {
            m_progress.slowed = slowed->slowed;
        }
        Q_EMIT progressed(m_progress);
    }
}

void TrainProcess::childEnded(const JobProcess::End &end) {
    if (m_waiting) {
        launchNow();
        return;
    }
    const State was = std::exchange(m_state, State::Idle);
    const bool whole = !end.crashed && end.exitCode == 0;
    if (was == State::Planning && whole && m_report && m_plan) {
        Q_EMIT planned(*m_report, *m_plan);
    } else if (was == State::Running && whole && m_result && !m_result->stopped) {
        Q_EMIT finished(*m_result);
    } else if (was == State::Running && m_stopping) {
        Q_EMIT stopped();
    } else {
        Q_EMIT failed(was, failureSentence(end));
    }
}

QString TrainProcess::failureSentence(const JobProcess::End &end) const {
    if (end.neverRan) {
        return tr("Learning could not start: %1 is missing or cannot be run.").arg(m_job.program());
    }
    if (end.crashed) {
        return tr(
            "Learning ended too early. What it learned so far is kept; starting again goes on "
            "from there.");
    }
    if (m_refused) {
        return inWords(*m_refused);
    }
    if (!end.lastWords.isEmpty()) {
        return end.lastWords;
    }
    return tr("Learning ended with status %1. What it learned so far is kept; starting again goes "
              "on from there.")
        .arg(end.exitCode);
}

} // namespace fovea::app
