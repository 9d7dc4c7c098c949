#include "engine/training/counter_random.h"

#include <QTest>

#include <algorithm>
#include <numeric>

using namespace fovea::training;

class TestCounterRandom : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void theSameKeyGivesTheSameNumbers() {
        CounterRandom first(Draw::Crop, {7, 3, 11});
        CounterRandom again(Draw::Crop, {7, 3, 11});
        for (int i = 0; i < 100; ++i) {
            QCOMPARE(first.next(), again.next());
        }
    }

    void anotherKeyOrPurposeGivesOthers() {
        QVERIFY(CounterRandom(Draw::Crop, {7, 3}).next() !=
                CounterRandom(Draw::Crop, {3, 7}).next());
        QVERIFY(CounterRandom(Draw::Crop, {7}).next() != CounterRandom(Draw::Order, {7}).next());
    }

    void drawsAreEven() {
        std::vector<int> counts(10);
        double sum = 0;
        for (std::uint64_t sample = 0; sample < 10'000; ++sample) {
            CounterRandom random(Draw::Crop, {1, sample});
            ++counts[random.below(10)];
            sum += random.uniform();
        }
        QVERIFY(*std::min_element(counts.begin(), counts.end()) > 900);
        QVERIFY(*std::max_element(counts.begin(), counts.end()) < 1100);
        QVERIFY(sum > 4850 && sum < 5150);
    }

    void aPermutationHoldsEachNumberOnce() {
        auto order = shuffled(1000, CounterRandom(Draw::Order, {1, 2}));
        QVERIFY(!std::is_sorted(order.begin(), order.end()));
        std::sort(order.begin(), order.end());
        std::vector<std::size_t> all(1000);
        std::iota(all.begin(), all.end(), std::size_t{0});
        QCOMPARE(order, all);
        QVERIFY(shuffled(0, CounterRandom(Draw::Order, {1})).empty());
    }
};

QTEST_APPLESS_MAIN(TestCounterRandom)
#include "tst_counter_random.moc"
