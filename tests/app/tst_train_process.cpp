// A run of `fovea train` as the window sees it, by a child that tells what a real one would.
#include "app/train_process.h"
#include "app/train_words.h"

#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <sys/resource.h>

#include <memory>

using namespace fovea;
using namespace fovea::app;

namespace {

constexpr int kPatienceMs = 20'000;

const char *kReport =
    R"({"event":"report","photos":40,"captioned":38,"captions":38,"equal":2,"no_caption":2,)"
    R"("too_long":0,"unreadable":[],"learn":34,"held_out":4,"guard":100,"guard_kind":"agreement",)"
    R"("advice":["With 12 photos…","Write more."],"advice_codes":[{"code":"few_photos","count":12},)"
    R"({"code":"of a later version","count":0}]})";
const char *kPlan =
    R"({"event":"plan","method":"names","proposed":"names","reason":"R.","reason_code":"new_words","words":["zorbo"],)"
    R"("steps":20,"epochs":10,"batch":32,"eta_s":9,"memory_bytes":1000,"methods":[)"
    R"({"method":"names","epochs":10,"batch":32,"eta_s":9,"memory_bytes":1000,"rank":8},)"
    R"({"method":"projection","epochs":12,"batch":64,"eta_s":20,"memory_bytes":2000,"rank":8}]})";
const char *kFinished =
    R"({"event":"finished","adapter":"zorbo","model":"m+zorbo","method":"names","elapsed_s":2.5,)"
    R"("stopped_early":null,"learned_all":true,"stopped":false,"guard_kind":"captions","strengths":[)"
    R"({"strength":0.0,"held_out":{"photos":4,"captions":4,"text_to_image":{"r1":0,"r5":0.5,)"
    R"("r10":1,"median_rank":5.0},"image_to_text":{"r1":0,"r5":0,"r10":0,"median_rank":9.0}},)"
    R"("guard":null,"examples":[{"query":"zorbo","photos":[{"photo":3,"path":"/a","right":true},)"
    R"({"photo":null,"path":"/b","right":false}]}]}]})";

PhotoId idOfFile(const QString &path) {
    return PhotoId{path == QLatin1String("/b") ? -5 : -1};
}

} // namespace

class TestTrainProcess : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void readsEvents() {
        const auto plan = read<TrainPlanned>(kPlan);
        QCOMPARE(plan.methods.size(), 2);
        QCOMPARE(plan.methods[0].rank, 8);
        QCOMPARE(plan.methods[1].rank, 0); // of no meaning to it
        QVERIFY(reasonInWords(plan).contains(QLatin1String("(zorbo)")));
        QCOMPARE(plan.methods[1].batch, 64);
        QCOMPARE(plan.words, QStringList{QStringLiteral("zorbo")});
        const auto report = read<TrainReported>(kReport);
        QCOMPARE(report.learn + report.heldOut, 38);
        QVERIFY(report.guardIsAgreement);
        QCOMPARE(report.advice.size(), 2);
        QVERIFY(inWords(report.advice[0]).startsWith(QLatin1String("With 12 photo")));
        QCOMPARE(inWords(report.advice[1]), QStringLiteral("Write more.")); // as it came
        const auto finished = read<TrainFinished>(kFinished);
        QCOMPARE(finished.model, QStringLiteral("m+zorbo"));
        const ui::TeachStrength strength = finished.result.strengths.first();
        QCOMPARE(strength.heldOut->textToImage.r5, .5);
        QVERIFY(!strength.guard);
        QCOMPARE(strength.examples[0].photos[0].photo, PhotoId{3});
        QCOMPARE(strength.examples[0].photos[1].photo, PhotoId{-5});
        QCOMPARE(strength.examples[0].rightCount(), 1);
    }

    void ignoresOtherLines_data() {
        QTest::addColumn<QByteArray>("line");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("words") << QByteArray("warning: something");
        QTest::newRow("half a line") << QByteArray(R"({"event":"step","step")");
        QTest::newRow("of a later version") << QByteArray(R"({"event":"thought"})");
    }
    void ignoresOtherLines() {
        QFETCH(QByteArray, line);
        QVERIFY(!parseTrainEvent(line, idOfFile));
    }

    void quotesForAShell() {
        QCOMPARE(TrainProcess::commandLine({QStringLiteral("--album"), QStringLiteral("Anna's dog"),
                                            QStringLiteral("--epochs"), QStringLiteral("3")}),
                 QStringLiteral("fovea train --album 'Anna'\\''s dog' --epochs 3"));
    }

    void plansAndRuns() {
        auto process =
            child(QByteArray("case \"$*\" in *--plan*) ;; *) echo '") + kFinished + "' ;; esac\n");
        QSignalSpy planned(process.get(), &TrainProcess::planned);
        QSignalSpy finished(process.get(), &TrainProcess::finished);
        process->plan({QStringLiteral("--album"), QStringLiteral("A")});
        QTRY_COMPARE_WITH_TIMEOUT(planned.size(), 1, kPatienceMs);
        QCOMPARE(finished.size(), 0);
        process->start({QStringLiteral("--album"), QStringLiteral("A")});
        QTRY_COMPARE_WITH_TIMEOUT(finished.size(), 1, kPatienceMs);
        QCOMPARE(process->state(), TrainProcess::State::Idle);
        QVERIFY(arguments().contains("--no-use"));
    }

    void aPlanGivesWayToARun() {
        auto process =
            child(QByteArray("case \"$*\" in *--plan*) read line; exit 130 ;; *) echo '") +
                  kFinished + "' ;; esac\n");
        QSignalSpy failed(process.get(), &TrainProcess::failed);
        QSignalSpy finished(process.get(), &TrainProcess::finished);
        process->plan({});
        process->start({});
        QTRY_COMPARE_WITH_TIMEOUT(finished.size(), 1, kPatienceMs);
        QCOMPARE(failed.size(), 0);
    }

    void aRunThatGoesOnBringsItsCurve() {
        QFile curve(m_folder.filePath(QStringLiteral("curve.jsonl")));
        QVERIFY(curve.open(QIODevice::WriteOnly));
        curve.write("{\"event\":\"step\",\"step\":1,\"epoch\":0.5,\"loss\":3.0}\n"
                    "{\"event\":\"evaluation\",\"step\":1,\"epoch\":0.5}\n"
                    "{\"event\":\"step\",\"step\":2,\"epoch\":1.0,\"loss\":2.0}\n"
                    "{\"event\":\"step\",\"st");
        curve.close();
        auto process = child("echo '{\"event\":\"started\",\"resumed\":true,\"step\":1,\"run\":\"" +
                             m_folder.path().toUtf8() + "\"}'\necho '" + kFinished + "'\n");
        QSignalSpy steps(process.get(), &TrainProcess::stepped);
        QSignalSpy evaluations(process.get(), &TrainProcess::evaluated);
        QSignalSpy finished(process.get(), &TrainProcess::finished);
        process->start({});
        QTRY_COMPARE_WITH_TIMEOUT(finished.size(), 1, kPatienceMs);
        QCOMPARE(steps.size(), 1); // the second comes again
        QCOMPARE(evaluations.size(), 1);
    }

    void pausesResumesAndStops() {
        auto process = child("echo '{\"event\":\"started\",\"run\":\"/r\",\"resumed\":true}'\n"
                             "while read line; do echo \"$line\" >> \"$0.heard\"\n"
                             "[ \"$line\" = stop ] && exit 130\ndone\n");
        QSignalSpy started(process.get(), &TrainProcess::started);
        QSignalSpy stopped(process.get(), &TrainProcess::stopped);
        process->start({});
        QTRY_COMPARE_WITH_TIMEOUT(started.size(), 1, kPatienceMs);
        QVERIFY(started.first().first().toBool());
        QVERIFY(getpriority(PRIO_PROCESS, id_t(process->processId())) >= 10);
        process->pause();
        process->pause();
        process->resume();
        process->stop();
        QTRY_COMPARE_WITH_TIMEOUT(stopped.size(), 1, kPatienceMs);
        QCOMPARE(fileText(QStringLiteral("child.heard")), QByteArray("pause\nresume\nstop\n"));
    }

    void waitsForTheMains() {
        auto process = child("echo '{\"event\":\"paused\",\"reason\":\"battery\",\"battery\":12}'\n"
                             "read line\necho '{\"event\":\"resumed\"}'\necho '" +
                             QByteArray(kFinished) + "'\n");
        QList<ui::TeachProgress> told;
        connect(process.get(), &TrainProcess::progressed, this,
                [&told](const ui::TeachProgress &progress) { told.append(progress); });
        QSignalSpy finished(process.get(), &TrainProcess::finished);
        process->start({});
        QTRY_VERIFY_WITH_TIMEOUT(!told.isEmpty(), kPatienceMs);
        QCOMPARE(told.last().hold, ui::TeachProgress::Hold::Battery);
        QCOMPARE(told.last().batteryPercent, 12);
        process->resume(); // a person insists
        QTRY_COMPARE_WITH_TIMEOUT(finished.size(), 1, kPatienceMs);
        QCOMPARE(told.last().hold, ui::TeachProgress::Hold::None);
    }

    void saysWhyItFailed_data() {
        QTest::addColumn<QByteArray>("script");
        QTest::addColumn<QString>("sentence");
        QTest::newRow("by its code")
            << QByteArray("echo '{\"event\":\"refused\",\"code\":\"none_captioned\",\"count\":2,"
                          "\"text\":\"Luna\",\"sentence\":\"S.\"}'\necho 'fovea: S.' >&2\nexit 2\n")
            << QStringLiteral("of Luna has a caption");
        QTest::newRow("its own words")
            << QByteArray("echo 'fovea: There is no album \"A\".' >&2\nexit 1\n")
            << QStringLiteral("There is no album \"A\".");
        QTest::newRow("killed") << QByteArray("kill -9 $$\n") << QStringLiteral("ended too early");
        QTest::newRow("without a word") << QByteArray("exit 3\n") << QStringLiteral("status 3");
    }
    void saysWhyItFailed() {
        QFETCH(QByteArray, script);
        QFETCH(QString, sentence);
        auto process = child(script);
        QSignalSpy failed(process.get(), &TrainProcess::failed);
        process->start({});
        QTRY_COMPARE_WITH_TIMEOUT(failed.size(), 1, kPatienceMs);
        QVERIFY2(failed.first().at(1).toString().contains(sentence),
                 qPrintable(failed.first().at(1).toString()));
    }

    void saysThatTheProgramIsMissing() {
        TrainProcess process(QStringLiteral("/nowhere/fovea"), m_folder.path(), idOfFile);
        QSignalSpy failed(&process, &TrainProcess::failed);
        process.start({});
        QTRY_COMPARE_WITH_TIMEOUT(failed.size(), 1, kPatienceMs);
    }

private:
    template <typename Event>
    static Event read(const char *line) {
        const auto event = parseTrainEvent(line, idOfFile);
        return event && std::holds_alternative<Event>(*event) ? std::get<Event>(*event) : Event();
    }

    /// A child that reports, plans, and then does as `script` says.
    std::unique_ptr<TrainProcess> child(const QByteArray &script) {
        const QString path = m_folder.filePath(QStringLiteral("child"));
        QFile::remove(path + QStringLiteral(".heard"));
        QFile file(path);
        const bool opened = file.open(QIODevice::WriteOnly | QIODevice::Truncate);
        Q_ASSERT(opened);
        file.write(QByteArray("#!/bin/sh\necho \"$*\" > \"$0.arguments\"\necho '") + kReport +
                   "'\necho '" + kPlan + "'\n" + script);
        file.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
        file.close();
        return std::make_unique<TrainProcess>(path, m_folder.path(), idOfFile);
    }
    QByteArray fileText(const QString &name) const {
        QFile file(m_folder.filePath(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    QByteArray arguments() const { return fileText(QStringLiteral("child.arguments")); }

    QTemporaryDir m_folder;
};

QTEST_MAIN(TestTrainProcess)
#include "tst_train_process.moc"
