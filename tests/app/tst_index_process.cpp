#include "app/index_process.h"
#include "app/photo_folder.h"

#include <QSignalSpy>
#include <QTest>

#include <sys/resource.h>

#include <csignal>

using namespace fovea::app;
using fovea::test::PhotoFolder;

Q_DECLARE_METATYPE(fovea::app::IndexEvent)

class TestIndexProcess : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsEvents_data() {
        QTest::addColumn<QByteArray>("line");
        QTest::addColumn<IndexEvent>("event");
        QTest::newRow("started") << QByteArray(R"({"event":"started","folders":["/a"]})")
                                 << IndexEvent(IndexStarted{});
        QTest::newRow("progress")
            << QByteArray(R"({"event":"progress","done":3,"total":9,"rate":1.5,"eta_s":4.0})")
            << IndexEvent(IndexProgress{3, 9, 1.5, 4});
        QTest::newRow("nobody knows how long")
            << QByteArray(R"({"event":"progress","done":0,"total":9,"rate":0.0,"eta_s":null})")
            << IndexEvent(IndexProgress{0, 9, 0, std::nullopt});
        QTest::newRow("failed")
            << QByteArray(R"({"event":"photo_failed","path":"/ä.jpg","reason":"R"})")
            << IndexEvent(IndexPhotoFailed{QStringLiteral("/ä.jpg"), QStringLiteral("R")});
        QTest::newRow("finished")
            << QByteArray(R"({"event":"finished","added":1,"moved":2,"encoded":3,"unchanged":4,)"
                          R"("failed":5,"elapsed_s":0.25})")
            << IndexEvent(IndexFinished{1, 2, 3, 4, 5, 0.25});
    }
    void readsEvents() {
        QFETCH(QByteArray, line);
        QFETCH(IndexEvent, event);
        const auto read = parseIndexEvent(line);
        QVERIFY(read);
        QVERIFY(*read == event);
    }

    void ignoresOtherLines_data() {
        QTest::addColumn<QByteArray>("line");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("words") << QByteArray("warning: something");
        QTest::newRow("half a line") << QByteArray(R"({"event":"progress","done")");
        QTest::newRow("of a later version") << QByteArray(R"({"event":"thought"})");
    }
    void ignoresOtherLines() {
        QFETCH(QByteArray, line);
        QVERIFY(!parseIndexEvent(line));
    }

    void indexesFoldersOneAfterTheOther() {
        PhotoFolder first;
        first.addMany(5);
        PhotoFolder second;
        second.addMany(3);
        second.addBroken(QStringLiteral("torn.jpg"));
        IndexProcess process(QStringLiteral(FOVEA_BINARY), first.library());
        QSignalSpy failures(&process, &IndexProcess::photoFailed);
        QList<IndexFinished> summaries;
        connect(&process, &IndexProcess::finished, this,
                [&](const IndexFinished &summary) { summaries.append(summary); });
        process.enqueue({first.photos()});
        process.enqueue({second.photos()});
        QVERIFY(process.isQueued(second.photos()));
        QTRY_COMPARE_WITH_TIMEOUT(summaries.size(), 2, 60'000);
        QCOMPARE(summaries[0].added, 5);
        QCOMPARE(summaries[0].failed, 0);
        QCOMPARE(summaries[1].failed, 1);
        QCOMPARE(failures.size(), 1);
        QVERIFY(failures[0][0].toString().endsWith(QStringLiteral("torn.jpg")));
        QVERIFY(!failures[0][1].toString().isEmpty());
        QTRY_VERIFY(process.isIdle());
    }

    void looksOverAllFoldersAgain() {
        PhotoFolder folder;
        folder.addMany(4);
        QCOMPARE(folder.index(), 0);
        folder.add(9);
        IndexProcess process(QStringLiteral(FOVEA_BINARY), folder.library());
        QList<IndexFinished> summaries;
        connect(&process, &IndexProcess::finished, this,
                [&](const IndexFinished &summary) { summaries.append(summary); });
        process.enqueue({});
        QTRY_COMPARE_WITH_TIMEOUT(summaries.size(), 1, 60'000);
        QCOMPARE(summaries[0].unchanged, 4);
        QCOMPARE(summaries[0].added, 1);
    }

    void yieldsToOtherPrograms() {
        PhotoFolder folder;
        folder.addMany(8);
        IndexProcess process(QStringLiteral(FOVEA_BINARY), folder.library());
        int niceness = -1;
        connect(&process, &IndexProcess::progressed, this, [&] {
            niceness = getpriority(PRIO_PROCESS, static_cast<id_t>(process.processId()));
        });
        QSignalSpy finished(&process, &IndexProcess::finished);
        process.enqueue({folder.photos()});
        QTRY_COMPARE_WITH_TIMEOUT(finished.size(), 1, 60'000);
        QVERIFY2(niceness > 0, qPrintable(QString::number(niceness)));
    }

    void pausesAndResumes() {
        PhotoFolder folder;
        folder.addMany(60);
        IndexProcess process(QStringLiteral(FOVEA_BINARY), folder.library());
        QSignalSpy finished(&process, &IndexProcess::finished);
        process.enqueue({folder.photos()});
        process.pause();
        QCOMPARE(process.state(), IndexProcess::State::Paused);
        QVERIFY(!finished.wait(2'000));
        process.resume();
        QCOMPARE(process.state(), IndexProcess::State::Running);
        QTRY_COMPARE_WITH_TIMEOUT(finished.size(), 1, 60'000);
    }

    void stopsAndGoesOnLater() {
        PhotoFolder folder;
        folder.addMany(80);
        IndexProcess process(QStringLiteral(FOVEA_BINARY), folder.library());
        QSignalSpy stopped(&process, &IndexProcess::stopped);
        QSignalSpy failed(&process, &IndexProcess::failed);
        QList<IndexFinished> summaries;
        connect(&process, &IndexProcess::finished, this,
                [&](const IndexFinished &summary) { summaries.append(summary); });
        process.enqueue({folder.photos()});
        process.stop();
        QTRY_COMPARE_WITH_TIMEOUT(stopped.size(), 1, 60'000);
        QVERIFY(process.isIdle());
        process.enqueue({folder.photos()});
        QTRY_COMPARE_WITH_TIMEOUT(summaries.size(), 1, 60'000);
        QCOMPARE(summaries[0].added + summaries[0].unchanged, 80);
        QCOMPARE(failed.size(), 0);
    }

    void tellsOfACrashAndTriesAgain() {
        PhotoFolder folder;
        folder.addMany(80);
        PhotoFolder waiting;
        waiting.addMany(2);
        IndexProcess process(QStringLiteral(FOVEA_BINARY), folder.library());
        QSignalSpy failed(&process, &IndexProcess::failed);
        QList<IndexFinished> summaries;
        connect(&process, &IndexProcess::finished, this,
                [&](const IndexFinished &summary) { summaries.append(summary); });
        process.enqueue({folder.photos()});
        process.enqueue({waiting.photos()});
        QTRY_VERIFY(process.processId() > 0);
        ::kill(static_cast<pid_t>(process.processId()), SIGKILL);
        QTRY_COMPARE_WITH_TIMEOUT(failed.size(), 1, 60'000);
        QVERIFY(failed[0][0].toString().endsWith(QLatin1Char('.')));
        QVERIFY(process.isIdle());
        QCOMPARE(summaries.size(), 0);
        process.retry();
        QTRY_COMPARE_WITH_TIMEOUT(summaries.size(), 2, 60'000);
        QCOMPARE(summaries[0].added + summaries[0].unchanged, 80);
    }

    void aFolderThatIsGoneIsNamed() {
        const PhotoFolder folder;
        IndexProcess process(QStringLiteral(FOVEA_BINARY), folder.library());
        QSignalSpy failed(&process, &IndexProcess::failed);
        process.enqueue({QStringLiteral("/nowhere/photos")});
        QTRY_COMPARE_WITH_TIMEOUT(failed.size(), 1, 60'000);
        QVERIFY(failed[0][0].toString().startsWith(QLatin1String("/nowhere/photos ")));
    }

    void tellsOfAProgramThatIsMissing() {
        IndexProcess process(QStringLiteral("/nowhere/fovea"), QStringLiteral("/tmp"));
        QSignalSpy failed(&process, &IndexProcess::failed);
        process.enqueue({});
        QTRY_COMPARE(failed.size(), 1);
        QVERIFY(failed[0][0].toString().contains(QStringLiteral("/nowhere/fovea")));
        QVERIFY(process.isIdle());
    }

    void endsWithTheWindow() {
        PhotoFolder folder;
        folder.addMany(80);
        pid_t child = 0;
        {
            IndexProcess process(QStringLiteral(FOVEA_BINARY), folder.library());
            process.enqueue({folder.photos()});
            QTRY_VERIFY(process.processId() > 0);
            child = static_cast<pid_t>(process.processId());
        }
        QVERIFY(::kill(child, 0) != 0);
    }
};

QTEST_GUILESS_MAIN(TestIndexProcess)
#include "tst_index_process.moc"
