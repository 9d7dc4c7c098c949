#pragma once

#include <QObject>
#include <QProcess>
#include <QStringList>

namespace fovea::app {

/// The program itself as a child that works in the background: niced, it ends with the window,
/// tells of itself in lines on standard output and takes lines on standard input. Thread: the
/// window's.
class JobProcess : public QObject {
    Q_OBJECT

public:
    explicit JobProcess(QString program, QObject *parent = nullptr);
    /// Asks a running child to end after what it has in hand, and waits a few seconds for it.
    ~JobProcess() override;

    /// REQUIRES: !isRunning().
    void start(const QStringList &arguments);
    /// "pause", "resume" or "stop".
    void send(const char *line);
    bool isRunning() const { return m_process.state() != QProcess::NotRunning; }
    qint64 processId() const { return m_process.processId(); }
    const QString &program() const { return m_program; }

    /// How the last child ended.
    struct End {
        int exitCode = 0;
        bool crashed = false;
        bool neverRan = false; ///< the program is missing or cannot be run
        QString lastWords;     ///< of its standard error, for a person
    };

Q_SIGNALS:
    void lineRead(const QByteArray &line);
    void ended(const fovea::app::JobProcess::End &end);

private:
    void readOutput();
    void finish(int exitCode, QProcess::ExitStatus status, bool neverRan);
    QString lastWords();

    const QString m_program;
    QProcess m_process;
};

} // namespace fovea::app
