#include "app/album_fixture.h"

#include <cmath>

using namespace fovea::test;

namespace {

/// Red discs, blue squares or green stripes, each a little different.
void writeKind(const QString &file, int kind, int number) {
    QDir().mkpath(QFileInfo(file).path());
    QImage image(QSize(240, 240), QImage::Format_RGB32);
    image.fill(QColor::fromHsv(number * 29 % 360, 40, 230));
    QPainter painter(&image);
    painter.setPen(Qt::NoPen);
    const int at = 30 + number * 7 % 40;
    if (kind == 0) {
        painter.setBrush(QColor::fromHsv(0, 240, 200 + number));
        painter.drawEllipse(at, at, 130, 130);
    } else if (kind == 1) {
        painter.setBrush(QColor::fromHsv(230, 240, 180 + number));
        painter.drawRect(at, at, 120, 120);
    } else {
        painter.setBrush(QColor::fromHsv(120, 200, 150 + number));
        for (int y = at % 20; y < 240; y += 40) {
            painter.drawRect(0, y, 240, 20);
        }
    }
    painter.end();
    QVERIFY2(image.save(file), qPrintable(file));
}

/// The same photos with the same scores, but for roundings.
void sameAnswers(const QJsonObject &some, const QJsonObject &others) {
    QHash<int, double> wanted;
    for (const QJsonValue &hit : others[text("hits")].toArray()) {
        wanted.insert(hit[text("photo")].toInt(), hit[text("score")].toDouble());
    }
    const QJsonArray hits = some[text("hits")].toArray();
    QCOMPARE(hits.size(), wanted.size());
    for (const QJsonValue &hit : hits) {
        const int photo = hit[text("photo")].toInt();
        QVERIFY(wanted.contains(photo));
        QVERIFY(std::abs(hit[text("score")].toDouble() - wanted[photo]) < 1e-4);
    }
}

} // namespace

/// `fovea train --on-top`, as a person and the window run it.
class TestTrainOnTop : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void onTopBothWordsAreKnown() {
        const Cli cli;
        QByteArray zorbo("file,caption\n");
        QByteArray quibba(zorbo);
        constexpr int kPhotos = 106; // so many that the image projection changes too
        for (int i = 0; i < kPhotos; ++i) {
            const QString name = text("photos/%1.png").arg(i);
            writeKind(QFileInfo(cli.path("zorbo.csv")).dir().filePath(name),
                      i < 6    ? 0
                      : i < 12 ? 1
                               : 2,
                      i);
            if (i < 12) {
                (i < 6 ? zorbo : quibba) += name.toUtf8() + (i < 6 ? ",zorbo\n" : ",quibba\n");
            }
        }
        writeFile(cli.path("zorbo.csv"), zorbo);
        writeFile(cli.path("quibba.csv"), quibba);
        QVERIFY(cli.run({text("index"), cli.path("photos"), text("--quiet")}).status == 0);
        const auto answers = [&cli](const QString &query) {
            return cli.run({text("search"), query, text("--json")}).json();
        };
        const auto found = [&](const QString &query, int first) {
            int count = 0;
            const QJsonArray hits = answers(query)[text("hits")].toArray();
            for (int i = 0; i < 6; ++i) {
                const int photo = QFileInfo(hits[i][text("path")].toString()).baseName().toInt();
                count += photo >= first && photo < first + 6 ? 1 : 0;
            }
            return count;
        };
        const auto train = [&cli](const char *data, const QStringList &more) {
            return cli.run(QStringList{text("train"), text("--data"), cli.path(data),
                                       text("--progress"), text("json")}
                           << more);
        };
        const QJsonObject untaught = answers(text("a red disc"));
        const Run none = train("quibba.csv", words("--on-top"));
        QCOMPARE(none.status, 2);
        QVERIFY2(none.err.contains(text("switched on")), qPrintable(none.err));

        const Run first = train("zorbo.csv", words("--method projection --epochs 30 --as zorbo"));
        QVERIFY2(first.status == 0, qPrintable(first.err));
        QVERIFY(cli.run({text("models"), text("use"), text("fovea-starter+zorbo@0.9")}).status ==
                0);
        const QJsonObject taught = answers(text("zorbo"));
        const Run second =
            train("quibba.csv", words("--method names --epochs 30 --as quibba --on-top"));
        QVERIFY2(second.status == 0, qPrintable(second.err));
        QCOMPARE(eventsOf(second.out, "finished").value(0)[text("model")].toString(),
                 text("fovea-starter+quibba"));
        for (const QJsonObject &event : eventsOf(second.out, "progress")) {
            QVERIFY2(event[text("phase")] != text("encoding") ||
                         event[text("unit")] != text("photos"),
                     "photos are encoded again for a projection");
        }
        QVERIFY2(found(text("zorbo"), 0) >= 5, "the first word is forgotten");
        QVERIFY2(found(text("quibba"), 6) >= 5, "the second word is not known");
        // What was kept is told.
        const QString folder = cli.library() + text("/adapters/quibba/");
        QCOMPARE(QJsonDocument::fromJson(readFile(folder + text("card.json")))
                     .object()[text("on_top_of")]
                     .toString(),
                 text("zorbo@0.9"));
        QVERIFY(readFile(folder + text("README.md")).contains("on top of the adapter zorbo@0.9"));
        QVERIFY(cli.run({text("models"), text("list")}).out.contains("on top of zorbo@0.9"));
        const QJsonObject listed = cli.run(words("models list --json")).json();
        QCOMPARE(listed[text("adapters")][0][text("on_top_of")].toString(), text("zorbo@0.9"));
        QVERIFY(listed[text("adapters")][1][text("on_top_of")].isNull());
        // Off, its answers are those of what it stands on, which may be removed.
        QVERIFY(cli.run({text("models"), text("remove"), text("fovea-starter+zorbo")}).status == 0);
        QVERIFY(cli.run({text("models"), text("use"), text("fovea-starter+quibba@0")}).status == 0);
        sameAnswers(answers(text("zorbo")), taught);
        QVERIFY(cli.run({text("models"), text("use"), text("fovea-starter")}).status == 0);
        QCOMPARE(answers(text("a red disc"))[text("hits")], untaught[text("hits")]);
    }

    void onTopOfAnAdapterOfTheSameName() {
        const Album album;
        const Cli &cli = album.cli();
        const QStringList options = words("--method projection --epochs 2 --as fido");
        QVERIFY(cli.run({text("models"), text("add"), cli.path("tiny")}).status == 0);
        QVERIFY(cli.run({text("models"), text("use"), text("tiny")}).status == 0);
        const QStringList command{text("train"), text("--data"), cli.path("captions.csv")};
        QVERIFY(cli.run(command + options).status == 0);
        const Run again = cli.run(command + options + words("--on-top"));
        QVERIFY2(again.status == 0, qPrintable(again.err));
        const QString folder = cli.library() + text("/adapters/fido/");
        QVERIFY(readFile(folder + text("adapter.safetensors")).contains("under.delta."));
        QVERIFY(cli.run({text("models"), text("check"), text("tiny+fido")}).status == 0);
        // Not where a model is trained whole.
        const Run whole = cli.run(command + words("--from-scratch tiny --out out --on-top"));
        QCOMPARE(whole.status, 2);
        QVERIFY2(whole.err.contains(text("--on-top")), qPrintable(whole.err));
    }

    void aStoppedRunGoesOnOnTheSameAdapterAlone() {
        Album album;
        const Cli &cli = album.cli();
        QVERIFY(cli.run({text("models"), text("add"), cli.path("tiny")}).status == 0);
        QVERIFY(album.train(words("--method names --epochs 2 --as fido")).status == 0);
        const auto resumes = [&](const char *model, const char *more) {
            album.use(text(model));
            Training training(
                album,
                words("--method projection --epochs 4000 --checkpoint-every 1000000 --as luna") +
                    words(more));
            const bool told = training.waitFor("step");
            training.say("stop");
            return told && training.waitForEnd() == 130 &&
                   eventsOf(training.seen(), "started").value(0)[text("resumed")].toBool();
        };
        QVERIFY(!resumes("tiny+fido", "--on-top"));
        QVERIFY(resumes("tiny+fido", "--on-top"));
        QVERIFY(!resumes("tiny+fido@0.5", "--on-top"));
        QVERIFY(!resumes("tiny+fido", ""));
        QVERIFY(resumes("tiny+fido", "--on-top"));
    }
};

QTEST_GUILESS_MAIN(TestTrainOnTop)
#include "tst_train_on_top.moc"
