#include "app/cli_fixture.h"
#include "app/tiny_model.h"

#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace fovea::test;

/// The program as a person or a script runs it.
class TestCli : public QObject {
    Q_OBJECT

private:
    static QStringList paths(const QJsonArray &hits) {
        QStringList names;
        for (const auto &hit : hits) {
            names << QFileInfo(hit[QStringLiteral("path")].toString()).fileName();
        }
        return names;
    }

    static Run index(const Cli &cli, const QString &folder) {
        return cli.run({QStringLiteral("index"), folder, QStringLiteral("--quiet")});
    }

    static void writeFile(const QString &path, const QByteArray &bytes) {
        QDir().mkpath(QFileInfo(path).path());
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        QCOMPARE(file.write(bytes), bytes.size());
    }

    static QJsonObject status(const Cli &cli) {
        return cli.run({QStringLiteral("status"), QStringLiteral("--json")}).json();
    }

    /// Starts a run over the fixture's photos and blocks until it tells of its first batch.
    static void indexUntilFirstBatch(const Cli &cli, QProcess &process) {
        process.setProcessEnvironment(cli.environment());
        process.start(QStringLiteral(FOVEA_BINARY),
                      {QStringLiteral("index"), cli.path("photos"), QStringLiteral("--progress"),
                       QStringLiteral("json"), QStringLiteral("--library"), cli.library()});
        QByteArray seen;
        while (!seen.contains("\"done\"") && process.waitForReadyRead(60'000)) {
            seen += process.readAllStandardOutput();
        }
    }

private Q_SLOTS:
    void wrongUseIsTold_data() {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<int>("status");
        QTest::newRow("unknown command") << QStringList{QStringLiteral("fly")} << 2;
        QTest::newRow("unknown option")
            << QStringList{QStringLiteral("status"), QStringLiteral("--fly")} << 2;
        QTest::newRow("nothing to look for") << QStringList{QStringLiteral("search")} << 2;
        QTest::newRow("no library")
            << QStringList{QStringLiteral("search"), QStringLiteral("dog")} << 1;
        QTest::newRow("no folder")
            << QStringList{QStringLiteral("index"), QStringLiteral("/no/such/folder")} << 1;
        QTest::newRow("no folder yet") << QStringList{QStringLiteral("index")} << 2;
        QTest::newRow("no such model")
            << QStringList{QStringLiteral("embed"), QStringLiteral("--text"), QStringLiteral("a"),
                           QStringLiteral("--model"), QStringLiteral("none")}
            << 1;
    }
    void wrongUseIsTold() {
        QFETCH(QStringList, arguments);
        const Cli cli;
        const Run run = cli.run(arguments);
        QTEST(run.status, "status");
        QVERIFY(!run.err.trimmed().isEmpty());
    }

    void indexThenSearchByPicture() {
        const Cli cli;
        const QString folder = cli.path("my photos/ü");
        for (int i = 0; i < 20; ++i) {
            writePhoto(QStringLiteral("%1/photo %2.jpg").arg(folder).arg(i), i);
        }
        const Run indexed = index(cli, folder);
        QVERIFY2(indexed.status == 0, qPrintable(indexed.err));
        const auto state = status(cli);
        QCOMPARE(state[QStringLiteral("photos")].toInt(), 20);
        QCOMPARE(state[QStringLiteral("failed")].toArray().size(), 0);
        QCOMPARE(state[QStringLiteral("index")][QStringLiteral("current")].toBool(), true);

        const Run found =
            cli.run({QStringLiteral("search"), QStringLiteral("--image"),
                     folder + QStringLiteral("/photo 7.jpg"), QStringLiteral("--limit"),
                     QStringLiteral("3"), QStringLiteral("--json")});
        QVERIFY2(found.status == 0, qPrintable(found.err));
        const auto answer = found.json();
        for (const char *key : {"query", "space", "plan", "elapsed_ms", "cut", "hits"}) {
            QVERIFY2(answer.contains(QLatin1String(key)), key);
        }
        const auto hits = answer[QStringLiteral("hits")].toArray();
        QCOMPARE(hits.size(), 3);
        QCOMPARE(paths(hits).first(), QStringLiteral("photo 7.jpg"));
        for (const char *key : {"photo", "path", "score", "taken", "weak"}) {
            QVERIFY2(hits.first().toObject().contains(QLatin1String(key)), key);
        }

        const Run exact = cli.run(
            {QStringLiteral("search"), QStringLiteral("\"photo 11\""), QStringLiteral("--json")});
        QCOMPARE(paths(exact.json()[QStringLiteral("hits")].toArray()),
                 QStringList{QStringLiteral("photo 11.jpg")});

        const Run similar =
            cli.run({QStringLiteral("similar"), folder + QStringLiteral("/photo 7.jpg"),
                     QStringLiteral("--json")});
        QVERIFY(!paths(similar.json()[QStringLiteral("hits")].toArray())
                     .contains(QStringLiteral("photo 7.jpg")));
        QCOMPARE(cli.run({QStringLiteral("verify")}).status, 0);
    }

    void theModelBeforeAnswersWhileANewOneIsFilled() {
        const Cli cli;
        writePhoto(cli.path("photos/1.jpg"), 1);
        QCOMPARE(index(cli, cli.path("photos")).status, 0);
        writeFile(cli.path("tiny/open_clip_config.json"), tinyConfig());
        writeFile(cli.path("tiny/open_clip_model.safetensors"), tinyWeights());
        const auto use = [&cli](const QString &model) {
            return cli.run({QStringLiteral("models"), QStringLiteral("use"), model});
        };
        const auto answersWith = [&cli] {
            return cli
                .run({QStringLiteral("search"), QStringLiteral("--image"), cli.path("photos/1.jpg"),
                      QStringLiteral("--json")})
                .json()[QStringLiteral("space")]
                .toString();
        };
        const Run added =
            cli.run({QStringLiteral("models"), QStringLiteral("add"), cli.path("tiny")});
        QVERIFY2(added.status == 0, qPrintable(added.err));
        QCOMPARE(use(QStringLiteral("tiny")).status, 0);
        QCOMPARE(answersWith(), QStringLiteral("fovea-starter"));
        QCOMPARE(cli.run({QStringLiteral("index"), QStringLiteral("--quiet")}).status, 0);
        QCOMPARE(answersWith(), QStringLiteral("tiny"));
        QCOMPARE(use(QStringLiteral("fovea-starter")).status, 0);
        QCOMPARE(answersWith(), QStringLiteral("fovea-starter")); // it has seen all photos before
    }

    void aFolderInsideARootIsLookedAtAlone() {
        const Cli cli;
        writePhoto(cli.path("photos/a/1.jpg"), 1);
        writePhoto(cli.path("photos/b/2.jpg"), 2);
        QCOMPARE(index(cli, cli.path("photos")).status, 0);
        writePhoto(cli.path("photos/a/3.jpg"), 3);
        writePhoto(cli.path("photos/b/4.jpg"), 4);
        QCOMPARE(index(cli, cli.path("photos/a")).status, 0);
        QCOMPARE(status(cli)[QStringLiteral("photos")].toInt(), 3);
        const Run both = cli.run({QStringLiteral("index"), cli.path("photos/b"), cli.path("photos"),
                                  QStringLiteral("--progress"), QStringLiteral("json")});
        QCOMPARE(both.status, 0);
        const auto started = QJsonDocument::fromJson(both.out.left(both.out.indexOf('\n')));
        QCOMPARE(started[QStringLiteral("folders")].toArray().size(), 1);
        QCOMPARE(status(cli)[QStringLiteral("photos")].toInt(), 4);
    }

    void aLibraryThatCannotBeWrittenIsSearched() {
        if (::geteuid() == 0) {
            QSKIP("root may write everywhere");
        }
        const Cli cli;
        writePhoto(cli.path("photos/a.jpg"), 1);
        QCOMPARE(index(cli, cli.path("photos")).status, 0);
        const auto protect = [&](bool on) {
            const auto write = on ? QFile::Permissions() : QFile::WriteOwner;
            for (const QString &name : QDir(cli.library()).entryList(QDir::Files)) {
                QFile::setPermissions(QDir(cli.library()).filePath(name), QFile::ReadOwner | write);
            }
            QFile::setPermissions(cli.library(), QFile::ReadOwner | QFile::ExeOwner | write);
        };
        protect(true);
        const Run found = cli.run({QStringLiteral("search"), QStringLiteral("--image"),
                                   cli.path("photos/a.jpg"), QStringLiteral("--json")});
        const Run indexed = cli.run({QStringLiteral("index")});
        protect(false);
        QVERIFY2(found.status == 0, qPrintable(found.err));
        QCOMPARE(found.json()[QStringLiteral("hits")].toArray().size(), 1);
        QCOMPARE(indexed.status, 1);
        QVERIFY(indexed.err.contains(QStringLiteral("permissions")));
    }

    void secondRunReadsNothing() {
        const Cli cli;
        writePhoto(cli.path("photos/a.jpg"), 1);
        QFile broken(cli.path("photos/broken.jpg"));
        QVERIFY(broken.open(QIODevice::WriteOnly));
        broken.write("no photo");
        broken.close();
        QFile(cli.path("photos/empty.png")).open(QIODevice::WriteOnly);
        QCOMPARE(index(cli, cli.path("photos")).status, 0);
        const auto failed = status(cli)[QStringLiteral("failed")].toArray();
        QCOMPARE(failed.size(), 2);
        QVERIFY(!failed.first()[QStringLiteral("reason")].toString().isEmpty());
        const Run again = cli.run(
            {QStringLiteral("index"), QStringLiteral("--progress"), QStringLiteral("json")});
        QCOMPARE(again.status, 0);
        const auto finished =
            QJsonDocument::fromJson(again.out.trimmed().split('\n').last()).object();
        QCOMPARE(finished[QStringLiteral("event")].toString(), QStringLiteral("finished"));
        QCOMPARE(finished[QStringLiteral("unchanged")].toInt(), 3);
        QCOMPARE(finished[QStringLiteral("encoded")].toInt(), 0);
        QCOMPARE(finished[QStringLiteral("failed")].toInt(), 0);
    }

    void movedPhotoKeepsItsId() {
        const Cli cli;
        writePhoto(cli.path("photos/a.jpg"), 1);
        writePhoto(cli.path("photos/b.jpg"), 2);
        QCOMPARE(index(cli, cli.path("photos")).status, 0);
        const auto idOf = [&cli](const char *file) {
            const Run run =
                cli.run({QStringLiteral("search"), QStringLiteral("--image"), cli.path(file),
                         QStringLiteral("--json"), QStringLiteral("--limit"), QStringLiteral("1")});
            return run.json()[QStringLiteral("hits")]
                .toArray()
                .first()[QStringLiteral("photo")]
                .toInt();
        };
        const int before = idOf("photos/a.jpg");
        QDir().mkpath(cli.path("photos/2024"));
        QVERIFY(QFile::rename(cli.path("photos/a.jpg"), cli.path("photos/2024/beach.jpg")));
        const Run run = cli.run(
            {QStringLiteral("index"), QStringLiteral("--progress"), QStringLiteral("json")});
        const auto finished =
            QJsonDocument::fromJson(run.out.trimmed().split('\n').last()).object();
        QCOMPARE(finished[QStringLiteral("moved")].toInt(), 1);
        QCOMPARE(finished[QStringLiteral("encoded")].toInt(), 0);
        QCOMPARE(idOf("photos/2024/beach.jpg"), before);
        QCOMPARE(status(cli)[QStringLiteral("photos")].toInt(), 2);
        QCOMPARE(status(cli)[QStringLiteral("files")].toInt(), 2);
    }

    void killedRunGoesOnWhereItWas() {
        const Cli cli;
        for (int i = 0; i < 150; ++i) {
            writePhoto(QStringLiteral("%1/%2.jpg").arg(cli.path("photos")).arg(i), i);
        }
        QProcess process;
        indexUntilFirstBatch(cli, process);
        ::kill(static_cast<pid_t>(process.processId()), SIGKILL);
        process.waitForFinished();
        QCOMPARE(index(cli, cli.path("photos")).status, 0);
        const auto state = status(cli);
        QCOMPARE(state[QStringLiteral("photos")].toInt(), 150);
        QCOMPARE(state[QStringLiteral("embedded")].toInt(), 150);
        QCOMPARE(cli.run({QStringLiteral("verify")}).status, 0);
    }

    void pausedJobWaitsAndStopEndsIt() {
        const Cli cli;
        for (int i = 0; i < 400; ++i) {
            writePhoto(QStringLiteral("%1/%2.jpg").arg(cli.path("photos")).arg(i), i);
        }
        QProcess process;
        indexUntilFirstBatch(cli, process);
        process.write("pause\n");
        QVERIFY(!process.waitForFinished(1500));
        process.write("stop\n");
        QVERIFY(process.waitForFinished(30'000));
        QCOMPARE(process.exitCode(), 130);
        QCOMPARE(index(cli, cli.path("photos")).status, 0);
        QCOMPARE(status(cli)[QStringLiteral("photos")].toInt(), 400);
    }

    void embedAnswersTextsFirst() {
        const Cli cli;
        writePhoto(cli.path("a.png"), 3);
        const Run run =
            cli.run({QStringLiteral("embed"), QStringLiteral("--image"), cli.path("a.png"),
                     QStringLiteral("--text"), QStringLiteral("a dog"), QStringLiteral("--text"),
                     QStringLiteral("a cat"), QStringLiteral("--json")});
        QVERIFY2(run.status == 0, qPrintable(run.err));
        const auto list = run.json()[QStringLiteral("embeddings")].toArray();
        QCOMPARE(list.size(), 3);
        QCOMPARE(list[1][QStringLiteral("text")].toString(), QStringLiteral("a cat"));
        QVERIFY(list[2].toObject().contains(QStringLiteral("image")));
        double norm = 0;
        for (const auto &value : list[2][QStringLiteral("embedding")].toArray()) {
            norm += value.toDouble() * value.toDouble();
        }
        QVERIFY(std::abs(norm - 1) < 1e-4);
        QVERIFY2(!QDir(cli.library()).exists(), "what needs no library must not make one");
    }
};

QTEST_GUILESS_MAIN(TestCli)
#include "tst_cli.moc"
