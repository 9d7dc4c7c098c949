#include "engine/search/recall.h"
#include "engine/search/zero_shot.h"

#include <QtTest>

#include <cmath>
#include <vector>

using namespace fovea::search;

class TestMeasures : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void recallCountsRanks() {
        // Three photos along the axes; two captions of the first, one each of the others.
        const std::vector<float> photos{1, 0, 0, 0, 1, 0, 0, 0, 1};
        const std::vector<float> captions{1, 0,    0,    // photo 0: rank 1
                                          0, 0.8F, 0.6F, // photo 0: rank 3
                                          0, 0.6F, 0.8F, // photo 1: rank 2
                                          0, 0,    1};   // photo 2: rank 1
        const std::vector<std::int64_t> photoOfCaption{0, 0, 1, 2};
        const Recall recall = measureRecall(photos, captions, photoOfCaption, 3);
        QCOMPARE(recall.textToImage.r1, 0.5);
        QCOMPARE(recall.textToImage.r5, 1.0);
        QCOMPARE(recall.textToImage.medianRank, 1.5);
        // Photo 0 finds its first caption, photo 2 its own; photo 1 scores caption 1 higher than
        // its own.
        QCOMPARE(recall.imageToText.r1, 2.0 / 3);
        QCOMPARE(recall.imageToText.r10, 1.0);
        QCOMPARE(recall.imageToText.medianRank, 1.0);
    }

    void equalScoresRankInOrder() {
        const std::vector<float> photos{1, 0, 1, 0};
        const std::vector<float> captions{1, 0, 1, 0};
        const std::vector<std::int64_t> photoOfCaption{0, 1};
        const Recall recall = measureRecall(photos, captions, photoOfCaption, 2);
        QCOMPARE(recall.textToImage.r1, 0.5);
        QCOMPARE(recall.textToImage.medianRank, 1.5);
    }

    void nothingHasNoRecall() {
        const Recall recall = measureRecall({}, {}, {}, 4);
        QCOMPARE(recall.textToImage.r10, 0.0);
        QCOMPARE(recall.imageToText.medianRank, 0.0);
    }

    void labelsBecomeProbabilities() {
        const std::vector<float> labels{1, 0, 0, 1, 0.6F, 0.8F};
        const std::vector<float> image{0, 1};
        const auto best = classify(image, labels, 10, 2);
        QCOMPARE(best.size(), std::size_t{2});
        QCOMPARE(best[0].label, 1);
        QCOMPARE(best[1].label, 2);
        const double sum = std::exp(0.0) + std::exp(10.0) + std::exp(8.0);
        QVERIFY(std::abs(best[0].probability - std::exp(10.0) / sum) < 1e-6);
        QVERIFY(std::abs(best[1].probability - std::exp(8.0) / sum) < 1e-6);
        // CLIP's scale of 100 must not overflow.
        QVERIFY(std::abs(classify(image, labels, 1000, 1)[0].probability - 1) < 1e-6F);
        QVERIFY(classify(image, {}, 100, 5).empty());
    }
};

QTEST_GUILESS_MAIN(TestMeasures)
#include "tst_measures.moc"
