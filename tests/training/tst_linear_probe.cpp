#include "engine/training/linear_probe.h"
#include "engine/training/logistic_regression.h"

#include <QtTest>

#include <ATen/ATen.h>
#include <nlohmann/json.hpp>

#include <fstream>
#include <numeric>
#include <random>
#include <set>

using namespace fovea;
using namespace fovea::training;

namespace {

/// Points around a center for each class; further apart than wide at `distance` 1.
struct Points {
    std::vector<float> features;
    std::vector<std::int64_t> labels;

    Points(int classes, int perClass, std::size_t dim, float distance) {
        std::mt19937 random(11);
        std::normal_distribution<float> normal;
        for (int label = 0; label < classes; ++label) {
            std::vector<float> center(dim);
            for (float &value : center) {
                value = normal(random) * distance;
            }
            for (int i = 0; i < perClass; ++i) {
                labels.push_back(label);
                for (const float value : center) {
                    features.push_back(value + normal(random));
                }
            }
        }
    }
};

/// Each photo is a group of its own.
std::vector<std::size_t> alone(std::size_t photos) {
    std::vector<std::size_t> groups(photos);
    std::iota(groups.begin(), groups.end(), std::size_t{0});
    return groups;
}

ProbeJob jobOf(const Points &points, std::size_t dim, std::size_t classes) {
    ProbeJob job;
    job.features = points.features;
    job.dim = dim;
    job.labels = points.labels;
    job.classes = classes;
    job.split = splitForProbe(points.labels, alone(points.labels.size()), 1);
    return job;
}

} // namespace

Q_DECLARE_METATYPE(std::vector<std::size_t>)

class TestLinearProbe : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void agreesWithScikitLearn() {
        std::ifstream in(FOVEA_SOURCE_DIR "/tests/goldens/probe.json");
        const auto golden = nlohmann::json::parse(in);
        const auto rows = golden["features"].get<std::vector<std::vector<double>>>();
        const auto labels = golden["labels"].get<std::vector<std::int64_t>>();
        at::Tensor features = at::empty(
            {static_cast<std::int64_t>(rows.size()), static_cast<std::int64_t>(rows[0].size())},
            at::kDouble);
        for (std::size_t i = 0; i < rows.size(); ++i) {
            std::ranges::copy(rows[i], features.data_ptr<double>() + i * rows[i].size());
        }
        const at::Tensor truth = at::tensor(labels);
        for (const auto &wanted : golden["cases"]) {
            const auto classifier =
                fitLogistic(features, truth, golden["classes"].get<std::int64_t>(),
                            wanted["lambda"].get<double>(), 1000, 1e-8);
            const at::Tensor shares = at::softmax(classifier.logits(features), 1);
            const auto theirs = wanted["shares"].get<std::vector<std::vector<double>>>();
            for (std::size_t i = 0; i < theirs.size(); ++i) {
                for (std::size_t c = 0; c < theirs[i].size(); ++c) {
                    const double ours =
                        shares[static_cast<std::int64_t>(i)][static_cast<std::int64_t>(c)]
                            .item<double>();
                    QVERIFY2(
                        std::abs(ours - theirs[i][c]) < 1e-5,
                        qPrintable(QStringLiteral("%1 %2 %3").arg(i).arg(ours).arg(theirs[i][c])));
                }
            }
        }
    }

    void splitHasEveryClassInEveryPart() {
        std::vector<std::int64_t> labels;
        for (std::int64_t label = 0; label < 5; ++label) {
            labels.insert(labels.end(), static_cast<std::size_t>(3 + 10 * label), label);
        }
        const auto split = splitForProbe(labels, alone(labels.size()), 7);
        std::set<std::size_t> seen;
        for (const auto *part : {&split.train, &split.validation, &split.test}) {
            std::set<std::int64_t> classes;
            for (const std::size_t photo : *part) {
                QVERIFY(seen.insert(photo).second); // in one part alone
                classes.insert(labels[photo]);
            }
            QCOMPARE(classes.size(), std::size_t{5});
        }
        QCOMPARE(seen.size(), labels.size());
        QCOMPARE(splitForProbe(labels, alone(labels.size()), 7).test, split.test);
        QVERIFY(splitForProbe(labels, alone(labels.size()), 8).test != split.test);
    }

    void duplicatesStayInOnePart_data() {
        QTest::addColumn<std::vector<std::size_t>>("sizes"); // of the groups of each class
        QTest::newRow("pairs") << std::vector<std::size_t>(12, 2);
        QTest::newRow("a burst of most photos") << std::vector<std::size_t>{15, 1, 1, 1};
        QTest::newRow("three groups") << std::vector<std::size_t>{9, 8, 7};
    }
    void duplicatesStayInOnePart() {
        QFETCH(std::vector<std::size_t>, sizes);
        std::vector<std::int64_t> labels;
        std::vector<std::size_t> groups;
        for (std::int64_t label = 0; label < 2; ++label) {
            for (std::size_t i = 0; i < sizes.size(); ++i) {
                labels.insert(labels.end(), sizes[i], label);
                groups.insert(groups.end(), sizes[i],
                              static_cast<std::size_t>(label) * sizes.size() + i);
            }
        }
        const auto split = splitForProbe(labels, groups, 3);
        std::set<std::size_t> seen;
        std::size_t photos = 0;
        for (const auto *part : {&split.train, &split.validation, &split.test}) {
            std::set<std::size_t> own;
            std::set<std::int64_t> classes;
            for (const std::size_t photo : *part) {
                own.insert(groups[photo]);
                classes.insert(labels[photo]);
            }
            QCOMPARE(classes.size(), std::size_t{2});
            for (const std::size_t group : own) {
                QVERIFY(seen.insert(group).second);
            }
            photos += part->size();
        }
        QCOMPARE(photos, labels.size());
    }

    void separatePointsAreToldApart() {
        const Points points(5, 20, 16, 2);
        auto job = jobOf(points, 16, 5);
        job.shots = {1, 8};
        job.draws = {drawOrder(job.split, 1, 0), drawOrder(job.split, 1, 1)};
        std::int64_t told = 0;
        const auto result =
            fitProbe(
                job, [&](const Progress &progress) { told = progress.done; }, StopToken())
                .value();
        QVERIFY(result.top1 > 0.95);
        QCOMPARE(result.predicted.size(), job.split.test.size());
        QVERIFY(result.sweep.size() >= 11 && result.sweep.size() <= 15);
        QVERIFY(std::ranges::is_sorted(result.sweep, {}, &ProbeStrength::lambda));
        QCOMPARE(result.curve.size(), std::size_t{2});
        QVERIFY(result.curve[1].top1 >= result.curve[0].top1);
        QVERIFY(told > 30);
    }

    void moreNumbersThanPhotosAreNoTrouble() {
        const Points points(3, 8, 200, 0.5F);
        const auto result = fitProbe(jobOf(points, 200, 3), {}, StopToken()).value();
        QVERIFY(result.top1 > 0.8);
    }

    void noiseIsNotLearned() {
        const Points points(4, 30, 8, 0);
        const auto result = fitProbe(jobOf(points, 8, 4), {}, StopToken()).value();
        QVERIFY2(result.top1 < 0.5, qPrintable(QString::number(result.top1)));
    }

    void stopsWhenAsked() {
        const Points points(3, 10, 4, 1);
        StopToken stop;
        stop.stop();
        const auto result = fitProbe(jobOf(points, 4, 3), {}, stop);
        QVERIFY(!result);
        QCOMPARE(result.error().code, ErrorCode::Stopped);
    }
};

QTEST_GUILESS_MAIN(TestLinearProbe)
#include "tst_linear_probe.moc"
