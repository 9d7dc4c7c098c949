#include "app/job_process.h"

#include <QProcessEnvironment>

#include <sys/prctl.h>
#include <sys/resource.h>

#include <csignal>

namespace fovea::app {

namespace {

constexpr int kNiceness = 10;
constexpr int kPatienceMs = 5000;     ///< for what is in hand when the window closes
constexpr qint64 kErrorTail = 16'384; ///< bytes of standard error worth keeping

/// Runs in the child between fork and exec: only calls that are safe there.
void becomeBackgroundJob() {
    setpriority(PRIO_PROCESS, 0, kNiceness);
#ifdef __linux__
    prctl(PR_SET_PDEATHSIG, SIGTERM); // ends what it has in hand should the window be killed
#endif
}

/// Threads of torch that wait for each other sleep: where other programs compute as well, as beside
/// a window, those that spin take most of what there is to take.
QProcessEnvironment backgroundEnvironment() {
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    const QString policy = QStringLiteral("OMP_WAIT_POLICY");
    if (!environment.contains(policy)) {
        environment.insert(policy, QStringLiteral("passive"));
    }
    return environment;
}

} // namespace

JobProcess::JobProcess(QString program, QObject *parent)
    : QObject(parent)
    , m_program(std::move(program)) {
    m_process.setChildProcessModifier(becomeBackgroundJob);
    m_process.setProcessEnvironment(backgroundEnvironment());
    connect(&m_process, &QProcess::readyReadStandardOutput, this, &JobProcess::readOutput);
    connect(&m_process, &QProcess::finished, this,
            [this](int exitCode, QProcess::ExitStatus status) { finish(exitCode, status, false); });
    connect(&m_process, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error ==
            QProcess::FailedToStart) { // the one error after which finished() does not come
            finish(-1, QProcess::CrashExit, true);
        }
    });
}

JobProcess::~JobProcess() {
    m_process.disconnect(this);
    if (!isRunning()) {
        return;
    }
    send("stop");
    m_process.closeWriteChannel();
    if (!m_process.waitForFinished(kPatienceMs)) {
        m_process.kill(); // loses at most what it has in hand
        m_process.waitForFinished();
    }
}

void JobProcess::start(const QStringList &arguments) {
    m_process.start(m_program, arguments);
}

void JobProcess::send(const char *line) {
    m_process.write(line);
    m_process.write("\n");
}

void JobProcess::readOutput() {
    while (m_process.canReadLine()) {
        Q_EMIT lineRead(m_process.readLine());
    }
}

void JobProcess::finish(int exitCode, QProcess::ExitStatus status, bool neverRan) {
    readOutput();
    Q_EMIT ended({exitCode, status == QProcess::CrashExit, neverRan, lastWords()});
}

QString JobProcess::lastWords() {
    const QString said =
        QString::fromUtf8(m_process.readAllStandardError().right(kErrorTail)).trimmed();
    QString line = said.section(QLatin1Char('\n'), -1);
    if (const QLatin1String sayer("fovea: "); line.startsWith(sayer)) {
        line.remove(0, sayer.size()); // of use in a terminal alone
    }
    return line;
}

} // namespace fovea::app
