#include "image/photo_files.h"
#include "training/tar_writer.h"

#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <csignal>

using fovea::test::TarWriter;

namespace {

constexpr int kDeadline = 240'000; // ms
constexpr int kSteps = 12;
constexpr double kRounding = 2e-4; // of fp32, grown over the steps

const char *const kConfig = R"({
  "model_cfg": {
    "embed_dim": 16,
    "vision_cfg": {"image_size": 16, "layers": 2, "width": 32, "head_width": 16, "patch_size": 8},
    "text_cfg": {"context_length": 12, "vocab_size": 49408, "width": 32, "heads": 2, "layers": 2}},
  "preprocess_cfg": {"mean": [0.48, 0.46, 0.41], "std": [0.27, 0.26, 0.28],
                     "interpolation": "bicubic", "resize_mode": "shortest"},
  "training": {"batch": 16, "steps": 12, "warm_up": 2, "learning_rate": 0.002, "checkpoint_every": 2,
               "mask_equal_captions": true, "language_model_weight": 0.1}
})";

/// The program itself over shards of the test's own.
class Training {
public:
    Training(const QString &folder, const QString &out, int ranks, QStringList more = {}) {
        QStringList arguments{QStringLiteral("--threads"),
                              QStringLiteral("1"),
                              QStringLiteral("train"),
                              QStringLiteral("--from-scratch"),
                              folder + QStringLiteral("/config.json"),
                              QStringLiteral("--data"),
                              folder + QStringLiteral("/shards"),
                              QStringLiteral("--out"),
                              folder + QLatin1Char('/') + out,
                              QStringLiteral("--progress"),
                              QStringLiteral("json")};
        if (ranks > 1) {
            arguments << QStringLiteral("--nproc") << QString::number(ranks);
        }
        m_process.start(QStringLiteral(FOVEA_BINARY), arguments + more);
    }
    ~Training() {
        m_process.kill();
        m_process.waitForFinished();
    }
    QProcess &process() { return m_process; }

    bool waitForStep(int step) {
        const auto wanted = QStringLiteral("\"step\":%1").arg(step).toUtf8();
        while (true) {
            while (m_process.canReadLine()) {
                const QByteArray line = m_process.readLine();
                if (QJsonDocument::fromJson(line).object().value(QStringLiteral("event")) ==
                        QStringLiteral("step") &&
                    line.contains(wanted)) {
                    return true;
                }
            }
            if (!m_process.waitForReadyRead(kDeadline)) {
                return false;
            }
        }
    }
    /// Of the processes that the program started.
    QList<int> children() const {
        const auto pid = m_process.processId();
        QFile file(QStringLiteral("/proc/%1/task/%1/children").arg(pid));
        QList<int> pids;
        if (file.open(QIODevice::ReadOnly)) {
            for (const QByteArray &part : file.readAll().split(' ')) {
                if (!part.trimmed().isEmpty()) {
                    pids << part.trimmed().toInt();
                }
            }
        }
        return pids;
    }

private:
    QProcess m_process;
};

} // namespace

class TestDistributedTraining : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() {
        QVERIFY(QDir(m_folder.path()).mkpath(QStringLiteral("shards")));
        QFile config(m_folder.filePath(QStringLiteral("config.json")));
        QVERIFY(config.open(QIODevice::WriteOnly) && config.write(kConfig) > 0);
        config.close();
        int number = 0;
        for (int shard = 0; shard < 4; ++shard) {
            TarWriter tar(
                m_folder.filePath(QStringLiteral("shards/%1.tar").arg(shard)).toStdString());
            for (int i = 0; i < 12; ++i, ++number) {
                auto picture = fovea::test::quarters(24 + number % 5, 16);
                for (std::size_t p = 0; p < picture.pixels.size(); p += 3) {
                    picture.pixels[p] = static_cast<std::uint8_t>(number * 5);
                }
                const auto jpeg = fovea::test::jpegFile(picture);
                const std::string name = std::to_string(number);
                tar.add(name + ".jpg", {reinterpret_cast<const char *>(jpeg.data()), jpeg.size()});
                tar.add(name + ".txt", "picture number " + std::to_string(number / 2));
            }
        }
        m_single = finish(QStringLiteral("single"), 1);
        QCOMPARE(m_single.size(), kSteps);
        QVERIFY(m_single.last() < m_single.first());
    }

    void givesTheSameCurve_data() {
        QTest::addColumn<int>("ranks");
        QTest::newRow("two processes") << 2;
        QTest::newRow("four processes") << 4;
    }
    void givesTheSameCurve() {
        QFETCH(int, ranks);
        compare(finish(QStringLiteral("ranks-%1").arg(ranks), ranks));
    }

    void goesOnWithOtherProcesses() {
        const QString out = QStringLiteral("resumed");
        {
            Training training(m_folder.path(), out, 2);
            QVERIFY(training.waitForStep(3));
            training.process().terminate();
            QVERIFY(training.process().waitForFinished(kDeadline));
            QCOMPARE(training.process().exitCode(), 130);
        }
        QVERIFY(lossesOf(out).size() < kSteps);
        compare(finish(out, 4));
    }

    void endsWhereARankDies() {
        const QString out = QStringLiteral("dead");
        {
            Training training(m_folder.path(), out, 2);
            QVERIFY(training.waitForStep(4));
            const QList<int> ranks = training.children();
            QCOMPARE(ranks.size(), 2);
            ::kill(ranks.last(), SIGKILL);
            QVERIFY(training.process().waitForFinished(kDeadline));
            QCOMPARE(training.process().exitCode(), 1);
            const QString said = QString::fromUtf8(training.process().readAllStandardError());
            QVERIFY2(said.startsWith(QStringLiteral("fovea: Rank 1 of 2 was ended by signal 9")),
                     qPrintable(said));
            QCOMPARE(said.count(QLatin1Char('\n')), 1);
        }
        compare(finish(out, 1));
    }

    void refusesABatchThatCannotBeDivided() {
        Training training(m_folder.path(), QStringLiteral("odd"), 3);
        QVERIFY(training.process().waitForFinished(kDeadline));
        QCOMPARE(training.process().exitCode(), 2);
        QVERIFY(training.process().readAllStandardError().contains("cannot be divided by 3"));
    }

private:
    QList<double> lossesOf(const QString &out) const {
        QFile file(m_folder.filePath(out + QStringLiteral("/curve.jsonl")));
        QList<double> losses;
        if (file.open(QIODevice::ReadOnly)) {
            for (const QByteArray &line : file.readAll().split('\n')) {
                const auto event = QJsonDocument::fromJson(line).object();
                if (event.contains(QStringLiteral("loss"))) {
                    losses << event.value(QStringLiteral("loss")).toDouble();
                }
            }
        }
        return losses;
    }

    QList<double> finish(const QString &out, int ranks) {
        Training training(m_folder.path(), out, ranks);
        if (!training.process().waitForFinished(kDeadline) || training.process().exitCode() != 0) {
            qWarning("%s", training.process().readAllStandardError().constData());
            return {};
        }
        return lossesOf(out);
    }

    void compare(const QList<double> &losses) const {
        QCOMPARE(losses.size(), m_single.size());
        for (qsizetype i = 0; i < losses.size(); ++i) {
            QVERIFY2(std::abs(losses[i] - m_single[i]) < kRounding,
                     qPrintable(QStringLiteral("step %1: %2 beside %3")
                                    .arg(i + 1)
                                    .arg(losses[i])
                                    .arg(m_single[i])));
        }
    }

    QTemporaryDir m_folder;
    QList<double> m_single; ///< losses of one process
};

QTEST_GUILESS_MAIN(TestDistributedTraining)
#include "tst_distributed_training.moc"
