#include "app/album_fixture.h"
#include "app/json_schema.h"

#include <QRandomGenerator>

using namespace fovea::test;

/// `fovea train` over an album, as a person and the window run it.
class TestTrainCommand : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void badInputIsTold_data() {
        QTest::addColumn<QByteArray>("table");
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QString>("sentence");
        const QByteArray head("file,caption\n");
        QTest::newRow("no column") << QByteArray("a,b\n1,2\n") << QStringList() << text("caption");
        QTest::newRow("no rows") << head << QStringList() << text("no pictures");
        QTest::newRow("nothing there") << head + "gone.jpg,a dog\n"
                                       << QStringList() << text("gone.jpg");
        QTest::newRow("one photo") << head + "photos/0.png,a dog\n"
                                   << QStringList() << text("Only one photo");
        QTest::newRow("no captions") << head + "photos/0.png,\nphotos/1.png,\n"
                                     << QStringList() << text("has a caption");
        QTest::newRow("all captions equal")
            << head + "photos/0.png,a dog\nphotos/1.png,a dog\nphotos/2.png,a dog\n"
            << words("--method projection") << text("All captions are the same");
        QTest::newRow("broken photos") << head + "broken.jpg,a dog\nbroken2.jpg,a cat\n"
                                       << QStringList() << text("broken");
        QTest::newRow("a path as a name") << head + "photos/0.png,a dog\nphotos/1.png,a cat\n"
                                          << words("--as ../fido") << text("../fido");
    }
    void badInputIsTold() {
        QFETCH(QByteArray, table);
        QFETCH(QStringList, arguments);
        QFETCH(QString, sentence);
        const Album album(3);
        writeFile(album.cli().path("captions.csv"), table);
        writeFile(album.cli().path("broken.jpg"), QByteArray::fromHex("ffd8ffe000104a464946"));
        writeFile(album.cli().path("broken2.jpg"), QByteArray::fromHex("ffd8ffe000104a4649"));
        const Run run = album.train(arguments);
        QVERIFY2(run.status == 1 || run.status == 2, qPrintable(run.err));
        QVERIFY2(run.err.contains(sentence), qPrintable(run.err));
        QVERIFY(!QFileInfo::exists(album.cli().library() + text("/adapters")));
    }

    void aRefusalIsToldToPrograms() {
        const Album album(3);
        writeFile(album.cli().path("captions.csv"), "file,caption\nphotos/0.png,\nphotos/1.png,\n");
        const Run run = album.train({text("--progress"), text("json")});
        const QJsonObject refused = eventsOf(run.out, "refused").value(0);
        QCOMPARE(refused[text("code")].toString(), text("none_captioned"));
        QCOMPARE(refused[text("count")].toInt(), 2);
        QVERIFY(run.err.contains(refused[text("sentence")].toString()));
    }

    void picturesMayLieElsewhere() {
        const Album album(3);
        QVERIFY(QDir().mkpath(album.cli().path("tables")));
        writeFile(album.cli().path("tables/captions.csv"),
                  "file,caption\n0.png,a disc\n1.png,a ring\n2.png,a square\n");
        const QString table = album.cli().path("tables/captions.csv");
        const auto plan = [&](const QString &images) {
            return album.cli().run({text("train"), text("--data"), table, text("--images"), images,
                                    text("--model"), album.cli().path("tiny"), text("--plan"),
                                    text("--progress"), text("json")});
        };
        const Run there = plan(album.cli().path("photos"));
        QVERIFY2(there.status == 0, qPrintable(there.err));
        QCOMPARE(eventsOf(there.out, "report").value(0)[text("captioned")].toInt(), 3);
        const Run nowhere = plan(album.cli().path("nowhere"));
        QVERIFY2(nowhere.err.contains(text("--images")), qPrintable(nowhere.err));
    }

    void nothingToLearnFromIsBadUse() {
        const Cli cli;
        QCOMPARE(cli.run({text("train")}).status, 2);
        const Run unknown = cli.run({text("train"), text("--album"), text("Fido")});
        QCOMPARE(unknown.status, 1);
        QVERIFY2(unknown.err.contains(text("no album \"Fido\"")), qPrintable(unknown.err));
    }

    void learnsAndKeepsWhatItLearned_data() {
        QTest::addColumn<QString>("method");
        for (const char *method : {"names", "projection", "lora", "full"}) {
            QTest::newRow(method) << text(method);
        }
    }
    void learnsAndKeepsWhatItLearned() {
        QFETCH(QString, method);
        const Album album;
        QFile table(album.cli().path("captions.csv"));
        QVERIFY(table.open(QIODevice::Append));
        table.write("gone.jpg,not there\n");
        table.close();
        const Run run = album.train({text("--method"), method, text("--epochs"), text("4"),
                                     text("--as"), text("fido"), text("--progress"), text("json")});
        QVERIFY2(run.status == 0, qPrintable(run.err));
        QFile schemaFile(text(FOVEA_SOURCE_DIR "/docs/schemas/train-progress.json"));
        QVERIFY(schemaFile.open(QIODevice::ReadOnly));
        const QJsonValue schema(QJsonDocument::fromJson(schemaFile.readAll()).object());
        for (const QByteArray &line : run.out.trimmed().split('\n')) {
            const QJsonObject event = QJsonDocument::fromJson(line).object();
            QCOMPARE(schemaMismatch(event, schema), QString());
        }
        const QJsonObject report = eventsOf(run.out, "report").value(0);
        QCOMPARE(report[text("captioned")].toInt(), 16);
        QCOMPARE(report[text("unreadable")].toArray().size(), 1);
        QCOMPARE(report[text("learn")].toInt() + report[text("held_out")].toInt(), 16);
        QVERIFY(report[text("held_out")].toInt() > 0);
        const QJsonObject finished = eventsOf(run.out, "finished").value(0);
        QCOMPARE(finished[text("adapter")].toString(), text("fido"));
        QCOMPARE(finished[text("strengths")].toArray().size(), 11);
        QCOMPARE(eventsOf(run.out, "step").size(), finished[text("steps")].toInt());
        const QString folder = album.cli().library() + text("/adapters/fido/");
        QVERIFY(QFileInfo::exists(folder + text("adapter.safetensors")));
        QVERIFY(readFile(folder + text("README.md")).contains("# fido"));
        const QJsonObject card =
            QJsonDocument::fromJson(readFile(folder + text("card.json"))).object();
        QCOMPARE(card[text("method")].toString(), method);
        QCOMPARE(card[text("data")][text("photos")].toInt(), 16);
        QVERIFY(card[text("after")][text("held_out")].isObject());
    }

    void switchedOnAndBack_data() {
        QTest::addColumn<QString>("method");
        for (const char *method : {"names", "projection", "lora"}) {
            QTest::newRow(method) << text(method);
        }
    }
    void switchedOnAndBack() {
        QFETCH(QString, method);
        const Album album;
        const Cli &cli = album.cli();
        QVERIFY(cli.run({text("models"), text("add"), cli.path("tiny")}).status == 0);
        QVERIFY(cli.run({text("models"), text("use"), text("tiny")}).status == 0);
        QVERIFY(cli.run({text("index"), cli.path("photos"), text("--quiet")}).status == 0);
        const auto answers = [&cli] {
            const QJsonObject answer =
                cli.run({text("search"), text("a zorbo of color 3"), text("--json")}).json();
            return std::pair(answer[text("space")].toString(), answer[text("hits")].toArray());
        };
        const auto before = answers();
        QCOMPARE(before.second.size(), 16);
        const Run run = cli.run({text("train"), text("--data"), cli.path("captions.csv"),
                                 text("--method"), method, text("--epochs"), text("20"),
                                 text("--as"), text("fido"), text("--progress"), text("json")});
        QVERIFY2(run.status == 0, qPrintable(run.err));
        const QJsonObject finished = eventsOf(run.out, "finished").value(0);
        QVERIFY(finished[text("in_use")].toBool());
        QCOMPARE(finished[text("model")].toString(), text("tiny+fido"));
        // What the library has seen is not looked at again, unless the image tower changed.
        const auto after = answers();
        QCOMPARE(after.first, text("tiny+fido"));
        QCOMPARE(after.second.size(), 16);
        QVERIFY(after.second != before.second);
        QVERIFY(cli.run({text("models"), text("use"), text("tiny")}).status == 0);
        QVERIFY(answers() == before);
        QVERIFY(cli.run({text("models"), text("use"), text("tiny+fido")}).status == 0);
        QCOMPARE(answers(), after);
    }

    void whatWasSwitchedOnIsNotWrittenOver() {
        const Album album;
        const Cli &cli = album.cli();
        QVERIFY(cli.run({text("models"), text("add"), cli.path("tiny")}).status == 0);
        QVERIFY(cli.run({text("models"), text("use"), text("tiny")}).status == 0);
        const auto taught = [&cli](const QStringList &options) {
            const Run run =
                cli.run(words("train --method projection --epochs 1 --progress json --data") +
                        QStringList{cli.path("captions.csv")} + options);
            return eventsOf(run.out, "finished").value(0)[text("adapter")].toString();
        };
        const QStringList off = words("--no-use");
        QCOMPARE(taught(off), text("captions"));
        QCOMPARE(taught({}), text("captions")); // the first was never on
        QCOMPARE(taught(off), text("captions-2"));
        QCOMPARE(taught({}), text("captions-2"));
        QCOMPARE(taught(words("--as captions")), text("captions")); // as somebody wants it
        QVERIFY(cli.run({text("models"), text("use"), text("tiny")}).status == 0);
        QVERIFY(cli.run(words("models remove tiny+captions")).status == 0);
        QCOMPARE(taught(off), text("captions"));
    }

    void aPlanLearnsNothing() {
        const Album album;
        const Run run = album.train({text("--plan"), text("--progress"), text("json")});
        QVERIFY2(run.status == 0, qPrintable(run.err));
        const QJsonObject plan = eventsOf(run.out, "plan").value(0);
        QCOMPARE(plan[text("proposed")].toString(), text("names")); // each caption has zorbo
        QVERIFY(plan[text("words")].toArray().contains(text("zorbo")));
        QCOMPARE(plan[text("methods")].toArray().size(), 4);
        QVERIFY(album.runs().isEmpty());
        QVERIFY(eventsOf(run.out, "step").isEmpty());
    }

    void photosAreLookedAtOnce() {
        const Album album;
        const QStringList options = words("--method projection --epochs 2 --progress json");
        QVERIFY(!eventsOf(album.train(options).out, "progress").isEmpty());
        const auto phases = [](const Run &run) {
            QStringList names;
            for (const QJsonObject &event : eventsOf(run.out, "progress")) {
                names << event[text("phase")].toString() +
                             event[text("total")].toVariant().toString();
            }
            return names;
        };
        const Run again = album.train(options);
        QVERIFY2(again.status == 0, qPrintable(again.err));
        QVERIFY2(!phases(again).contains(text("encoding16")), qPrintable(phases(again).join(u' ')));
    }

    void killedAtAnyMomentTheCurveGoesOn_data() {
        QTest::addColumn<QString>("method");
        for (const char *method : {"names", "projection", "lora", "full"}) {
            QTest::newRow(method) << text(method);
        }
    }
    void killedAtAnyMomentTheCurveGoesOn() {
        QFETCH(QString, method);
        const QStringList options{
            text("--method"),  method,     text("--epochs"),           text("60"),
            text("--batch"),   text("8"),  text("--checkpoint-every"), text("7"),
            text("--dropout"), text("0.1")};
        const Album whole;
        QVERIFY(whole.train(options).status == 0);
        const QByteArray expected = whole.curve();
        QCOMPARE(eventsOf(expected, "step").size(), 120 + 40); // and those of the last pass

        const Album album;
        for (int kill = 0; kill < 3; ++kill) {
            Training training(album, options);
            const int steps = 10 + QRandomGenerator::global()->bounded(15);
            QVERIFY2(training.waitFor("step", steps), qPrintable(training.errors()));
            training.killHard();
        }
        const Run last = album.train(QStringList(options) << text("--progress") << text("json"));
        QVERIFY2(last.status == 0, qPrintable(last.err));
        QVERIFY(eventsOf(last.out, "started").value(0)[text("resumed")].toBool());
        QCOMPARE(album.curve(), expected);
    }

    void stoppedItGoesOnWithTheSameCommand() {
        const Album album;
        const QStringList options =
            words("--method projection --epochs 4000 --checkpoint-every 1000000");
        qint64 step = 0;
        {
            Training training(album, options);
            QVERIFY2(training.waitFor("step", 5), qPrintable(training.errors()));
            training.say("pause");
            QVERIFY(training.waitFor("paused"));
            // Nobody else may train meanwhile.
            const Run other = album.train(options);
            QCOMPARE(other.status, 1);
            QVERIFY2(other.err.contains(text("Another run is training")), qPrintable(other.err));
            training.say("resume");
            QVERIFY(training.waitFor("resumed"));
            training.say("stop");
            QCOMPARE(training.waitForEnd(), 130);
            const QJsonObject finished = eventsOf(training.seen(), "finished").value(0);
            QVERIFY(finished[text("stopped")].toBool());
            QVERIFY(finished[text("adapter")].isNull());
            step = finished[text("steps")].toInteger();
        }
        Training training(album, options);
        QVERIFY2(training.waitFor("step"), qPrintable(training.errors()));
        const QJsonObject started = eventsOf(training.seen(), "started").value(0);
        QVERIFY(started[text("resumed")].toBool());
        QCOMPARE(started[text("step")].toInteger(), step);
        QCOMPARE(eventsOf(training.seen(), "step").value(0)[text("step")].toInteger(), step + 1);
        training.say("stop");
        QCOMPARE(training.waitForEnd(), 130);
        // Unless it is told to begin again.
        Training fresh(album, QStringList(options) << text("--fresh"));
        QVERIFY(fresh.waitFor("started"));
        QVERIFY(!eventsOf(fresh.seen(), "started").value(0)[text("resumed")].toBool());
    }
};

QTEST_GUILESS_MAIN(TestTrainCommand)
#include "tst_train_command.moc"
