#include "app/classify_probe.h"
#include "app/cli_fixture.h"
#include "app/figure_library.h"
#include "app/npy_file.h"

using namespace fovea;
using namespace fovea::app;
using fovea::test::Cli;
using fovea::test::Run;
using fovea::test::writePhoto;

/// What classify adds for people who measure: confusions, a probe, a few-shot curve.
class TestClassifyCommand : public QObject {
    Q_OBJECT

private:
    QStringList classify(const QStringList &more) const {
        return QStringList{QStringLiteral("classify"), m_cli.path("photos"),
                           QStringLiteral("--labels"), m_cli.path("labels.txt"),
                           QStringLiteral("--json")} +
               more;
    }

    void writeText(const char *name, const char *text) const {
        QFile file(m_cli.path(name));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(text);
    }

    Cli m_cli;

private Q_SLOTS:
    void initTestCase() {
        // Three classes that nobody can name, and that look different.
        const char *names[] = {"zorbo", "quux", "blick"};
        for (int i = 0; i < 30; ++i) {
            QImage image(200, 150, QImage::Format_RGB32);
            image.fill(QColor::fromHsv(i % 3 * 120 + i % 7, 150 + i, 220));
            const QString folder = m_cli.path("photos/") + QString::fromUtf8(names[i % 3]);
            QVERIFY(QDir().mkpath(folder));
            QVERIFY(image.save(QStringLiteral("%1/%2.png").arg(folder).arg(i)));
        }
        writeText("labels.txt", "zorbo\nquux\nblick\nnobody\n");
        writeText("one.txt", "zorbo\n");
    }

    void probeOvertakesZeroShot() {
        const Run run = m_cli.run(
            classify({QStringLiteral("--few-shot"), QStringLiteral("--seed"), QStringLiteral("3"),
                      QStringLiteral("--write-features"), m_cli.path("features")}));
        QVERIFY2(run.status == 0, qPrintable(run.err));
        const QJsonObject probe = run.json()[QStringLiteral("probe")].toObject();
        QCOMPARE(probe[QStringLiteral("classes")].toInt(), 3);
        QCOMPARE(probe[QStringLiteral("test")].toInt(), 9);
        QCOMPARE(probe[QStringLiteral("features")].toString(), QStringLiteral("before_projection"));
        QVERIFY(probe[QStringLiteral("top1")].toDouble() > 0.9);
        const QJsonObject curve = run.json()[QStringLiteral("few_shot")].toObject();
        QCOMPARE(curve[QStringLiteral("curve")].toArray().size(), 3); // 1, 2 and 4 of five
        QVERIFY(!curve[QStringLiteral("overtakes_at")].isNull());
        QFile features(m_cli.path("features/features.npy"));
        QVERIFY(features.open(QIODevice::ReadOnly));
        QCOMPARE(features.size(),
                 128 + 30 * probe[QStringLiteral("dim")].toInt() * qint64(sizeof(float)));
        // The same seed, the same parts.
        const Run again = m_cli.run(
            classify({QStringLiteral("--probe"), QStringLiteral("--seed"), QStringLiteral("3")}));
        QCOMPARE(again.json()[QStringLiteral("probe")], QJsonValue(probe));
        QVERIFY(!again.json().contains(QStringLiteral("few_shot")));
    }

    void confusionIsAPicture() {
        const QString png = m_cli.path("matrix.png");
        const Run run = m_cli.run(classify({QStringLiteral("--confusion"), png}));
        QVERIFY2(run.status == 0, qPrintable(run.err));
        const QImage image(png);
        QVERIFY(image.width() > 150 && image.height() > 150);
        int dark = 0; // labels and numbers
        for (int y = 0; y < image.height(); ++y) {
            for (int x = 0; x < image.width(); ++x) {
                dark += qGray(image.pixel(x, y)) < 80 ? 1 : 0;
            }
        }
        QVERIFY(dark > 200);
        const auto rows = run.json()[QStringLiteral("confusion")][QStringLiteral("rows")].toArray();
        QCOMPARE(rows.size(), 3);
        int photos = 0;
        for (const auto &given : rows[0][QStringLiteral("given")].toArray()) {
            photos += given[QStringLiteral("photos")].toInt();
        }
        QCOMPARE(photos, 10);
    }

    void fewShotCurveIsAPicture() {
        const QString png = m_cli.path("curve.png");
        const Run run = m_cli.run(classify({QStringLiteral("--curve"), png}));
        QVERIFY2(run.status == 0, qPrintable(run.err));
        const QJsonObject told = run.json()[QStringLiteral("few_shot")].toObject();
        QCOMPARE(told[QStringLiteral("file")].toString(), png);
        const QImage image(png);
        QVERIFY(image.width() > 400 && image.height() > 300);
        int blue = 0; // the curve itself
        for (int y = 0; y < image.height(); ++y) {
            for (int x = 0; x < image.width(); ++x) {
                const QColor color = image.pixelColor(x, y);
                blue += color.blue() > color.red() + 100 ? 1 : 0;
            }
        }
        QVERIFY(blue > 500);
    }

    void aCurveOfOnePointIsDrawn() {
        FewShotCurve curve;
        curve.title = std::string(400, 'w');
        curve.points = {{1, 0, 0, 1}};
        const auto drawn = drawFewShot(curve, m_cli.path("one.png").toStdString());
        QVERIFY2(drawn.has_value(), drawn ? "" : drawn.error().message.c_str());
        QVERIFY(!QImage(m_cli.path("one.png")).isNull());
    }

    void mistakesAreTold() {
        const QStringList one{QStringLiteral("classify"), m_cli.path("photos"),
                              QStringLiteral("--labels"), m_cli.path("one.txt"),
                              QStringLiteral("--probe")};
        const Run few = m_cli.run(one);
        QCOMPARE(few.status, 2);
        QVERIFY(few.err.contains(QStringLiteral("at least two labels")));
        const Run nowhere = m_cli.run(
            classify({QStringLiteral("--confusion"), QStringLiteral("/nowhere/matrix.png")}));
        QCOMPARE(nowhere.status, 1);
        QVERIFY(nowhere.err.contains(QStringLiteral("/nowhere/matrix.png")));
        const Run without = m_cli.run({QStringLiteral("classify"), m_cli.path("photos/zorbo"),
                                       QStringLiteral("--labels"), m_cli.path("labels.txt"),
                                       QStringLiteral("--confusion"), m_cli.path("never.png")});
        QCOMPARE(without.status, 2);
        QVERIFY(!QFile::exists(m_cli.path("never.png")));
    }

    void manyClassesAreCutToTheLargest() {
        std::vector<std::string> labels;
        std::vector<Judgement> judgements;
        for (std::size_t i = 0; i < 500; ++i) {
            labels.push_back("class " + std::to_string(i));
            judgements.push_back({i, (i + 1) % 500});
            if (i % 2 == 0) {
                judgements.push_back({i, i});
            }
        }
        const auto matrix = confusionOf(labels, judgements, 250);
        QCOMPARE(matrix.labels.size(), std::size_t{250});
        QCOMPARE(matrix.labels[1], std::string("class 2"));
        QCOMPARE(matrix.at(1, 1), 1);
        QCOMPARE(matrix.at(1, 250), 1); // "class 3" is not shown
        const auto drawn = drawConfusion(matrix, m_cli.path("many.png").toStdString());
        QVERIFY2(drawn.has_value(), drawn ? "" : drawn.error().message.c_str());
        QVERIFY(!QImage(m_cli.path("many.png")).isNull());
    }

    void labelsOfAnyLengthAndScriptAreDrawn() {
        ConfusionMatrix matrix;
        matrix.title = "título — 標題";
        matrix.labels = {"", std::string(5000, 'w'), "собака", "犬\xFF\xFE", "a\nb"};
        matrix.counts.assign(30, 1'000'000);
        const auto drawn = drawConfusion(matrix, m_cli.path("odd.png").toStdString());
        QVERIFY(drawn.has_value());
        const QImage image(m_cli.path("odd.png"));
        QVERIFY(image.width() < 1200 && image.height() < 1200);
    }

    void whereTheProbeOvertakes_data() {
        QTest::addColumn<double>("level");
        QTest::addColumn<double>("shots"); // 0: nowhere
        QTest::newRow("at once") << 0.1 << 1.0;
        QTest::newRow("at a point") << 0.4 << 2.0;
        QTest::newRow("half way on the logarithm") << 0.5 << 2.8284;
        QTest::newRow("never") << 0.9 << 0.0;
    }

    void whereTheProbeOvertakes() {
        QFETCH(double, level);
        QFETCH(double, shots);
        const std::vector<training::ShotFigures> curve{
            {1, 0.2, 0, 1}, {2, 0.4, 0, 1}, {4, 0.6, 0, 1}};
        QVERIFY(std::abs(crossing(curve, level).value_or(0) - shots) < 1e-3);
    }
};

QTEST_GUILESS_MAIN(TestClassifyCommand)
#include "tst_classify_command.moc"
