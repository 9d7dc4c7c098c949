#include "app/commands.h"
#include "app/rank_launcher.h"

#include <QElapsedTimer>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>
#include <cstdio>

using namespace fovea;
using namespace fovea::app;

namespace {

constexpr int kDeadline = 60'000; // ms

/// What `fovea train --nproc` does, with a script in place of the program.
int launchScript(int ranks, const char *script) {
    const auto status = launchRanks({ranks, 1, {"/bin/sh", "-c", script}});
    if (status) {
        return *status;
    }
    std::fprintf(stderr, "fovea: %s\n", status.error().message.c_str());
    return ExitFailed;
}

/// As a rank does whose run failed.
int failAsRank(const char *code, const char *message) {
    const Error error{std::string_view(code) == "network" ? ErrorCode::Network : ErrorCode::Failed,
                      message};
    if (const auto status = echoStatus(error)) {
        return *status;
    }
    std::fprintf(stderr, "fovea: %s\n", message);
    return ExitFailed;
}

void begin(QProcess &process, int ranks, const QString &script) {
    auto environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("SELF"), QCoreApplication::applicationFilePath());
    process.setProcessEnvironment(environment);
    process.start(QCoreApplication::applicationFilePath(),
                  {QStringLiteral("--launch"), QString::number(ranks), script});
}

} // namespace

class TestRankLauncher : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void endsAsItsRanksDo_data() {
        QTest::addColumn<QString>("script");
        QTest::addColumn<int>("status");
        QTest::addColumn<QString>("out");
        QTest::addColumn<QString>("error"); // all of it, or its start before "..."
        QTest::newRow("only rank 0 is heard")
            << QStringLiteral("echo rank $RANK of $WORLD_SIZE; echo hint $RANK >&2") << 0
            << QStringLiteral("rank 0 of 3\n") << QStringLiteral("hint 0\n");
        QTest::newRow("the others read nothing")
            // Rank 2 stays, or chance would say which of the two is named.
            << QStringLiteral("read line && echo $RANK $line; status=$?; "
                              "test $RANK = 2 && exec sleep 300; exit $status")
            << 1 << QStringLiteral("0 pause\n")
            << QStringLiteral("fovea: Rank 1 of 3 ended with status 1 ...");
        QTest::newRow("rank 0 was handed the socket")
            << QStringLiteral("test $RANK != 0 || test -S /proc/self/fd/$FOVEA_LISTENING_SOCKET")
            << 0 << QString() << QString();
        QTest::newRow("one is killed")
            << QStringLiteral("test $RANK = 2 && kill -9 $$; "
                              "exec \"$SELF\" --fail network 'lost the others'")
            << 1 << QString()
            << QStringLiteral("fovea: Rank 2 of 3 was ended by signal 9 (Killed), ...");
        QTest::newRow("one fails")
            << QStringLiteral("test $RANK = 1 && exec \"$SELF\" --fail other 'The disk is full.'; "
                              "exec \"$SELF\" --fail network 'lost the others'")
            << 1 << QString() << QStringLiteral("fovea: The disk is full.\n");
        QTest::newRow("all fail alike")
            << QStringLiteral("exec \"$SELF\" --fail other 'There is no such file.'") << 1
            << QString() << QStringLiteral("fovea: There is no such file.\n");
        QTest::newRow("all lose each other")
            << QStringLiteral("exec \"$SELF\" --fail network 'The network is down.'") << 1
            << QString() << QStringLiteral("fovea: The network is down.\n");
        QTest::newRow("stopped by the person")
            << QStringLiteral("exit 130") << 130 << QString() << QString();
        QTest::newRow("bad usage is said once") << QStringLiteral("echo 'fovea: no' >&2; exit 2")
                                                << 2 << QString() << QStringLiteral("fovea: no\n");
    }
    void endsAsItsRanksDo() {
        QFETCH(QString, script);
        QFETCH(QString, error);
        QProcess process;
        begin(process, 3, script);
        process.write("pause\n");
        process.closeWriteChannel();
        QVERIFY(process.waitForFinished(kDeadline));
        const QString said = QString::fromUtf8(process.readAllStandardError());
        const auto dots = error.indexOf(QStringLiteral("..."));
        if (dots >= 0) {
            QVERIFY2(said.startsWith(error.left(dots)), qPrintable(said));
            QCOMPARE(said.count(QLatin1Char('\n')), 1);
        } else {
            QCOMPARE(said, error);
        }
        QTEST(QString::fromUtf8(process.readAllStandardOutput()), "out");
        QTEST(process.exitCode(), "status");
    }

    void endsThoseThatHang() {
        QElapsedTimer timer;
        timer.start();
        QProcess process;
        begin(process, 2, QStringLiteral("test $RANK = 1 && kill -9 $$; exec sleep 300"));
        QVERIFY(process.waitForFinished(kDeadline));
        QCOMPARE(process.exitCode(), 1);
        QVERIFY(timer.elapsed() < 40'000);
    }

    void passesOnThatItIsToStop() {
        QProcess process;
        begin(process, 2,
              QStringLiteral("trap 'echo stopped $RANK; exit 130' TERM; echo here; "
                             "while true; do sleep 0.05; done"));
        QVERIFY(process.waitForReadyRead(kDeadline));
        process.terminate();
        QVERIFY(process.waitForFinished(kDeadline));
        QVERIFY(process.readAllStandardOutput().contains("stopped 0"));
        QCOMPARE(process.exitCode(), 130);
    }

    void takesItsRanksWithIt() {
        const QTemporaryDir folder;
        QProcess process;
        begin(process, 2,
              QStringLiteral("echo $$ > %1/$RANK; echo here; exec sleep 300").arg(folder.path()));
        QVERIFY(process.waitForReadyRead(kDeadline));
        QTRY_VERIFY_WITH_TIMEOUT(pidIn(folder.filePath(QStringLiteral("1"))) > 0, kDeadline);
        process.kill();
        QVERIFY(process.waitForFinished(kDeadline));
        for (const auto &rank : {QStringLiteral("0"), QStringLiteral("1")}) {
            const pid_t pid = pidIn(folder.filePath(rank));
            QTRY_VERIFY_WITH_TIMEOUT(isGone(pid), kDeadline);
        }
    }

    void changesTheCommandLine() {
        const auto command =
            rankCommand({"train", "--nproc", "2", "--threads=8", "--out", "x", "--nproc=3"}, 4);
        QVERIFY(command.front().ends_with("tst_rank_launcher"));
        QCOMPARE(std::vector(command.begin() + 1, command.end()),
                 (std::vector<std::string>{"--threads", "4", "train", "--out", "x"}));
    }

private:
    static pid_t pidIn(const QString &path) {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll().trimmed().toInt() : 0;
    }
    /// Ended, though nobody may have waited for it yet.
    static bool isGone(pid_t pid) {
        QFile file(QStringLiteral("/proc/%1/stat").arg(pid));
        return !file.open(QIODevice::ReadOnly) || file.readAll().contains(") Z");
    }
};

int main(int argc, char **argv) {
    if (argc == 4 && std::string_view(argv[1]) == "--launch") {
        return launchScript(std::atoi(argv[2]), argv[3]);
    }
    if (argc == 4 && std::string_view(argv[1]) == "--fail") {
        return failAsRank(argv[2], argv[3]);
    }
    QCoreApplication application(argc, argv);
    TestRankLauncher test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_rank_launcher.moc"
