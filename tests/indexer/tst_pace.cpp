#include "indexer/pace.h"

#include <QtTest>

using fovea::indexer::Pace;
using namespace std::chrono_literals;

class TestPace : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void followsTheLastSeconds() {
        Pace pace;
        const Pace::Clock::time_point start;
        QCOMPARE(pace.update(0, start), 0.0);
        QCOMPARE(pace.update(100, start + 10s), 10.0);
        // The first marks are too old to count by now.
        pace.update(100, start + 20s);
        QCOMPARE(pace.update(300, start + 30s), 20.0);
    }

    void aPauseIsNoTimeOfWork() {
        Pace pace;
        const Pace::Clock::time_point start;
        pace.update(0, start);
        pace.update(100, start + 5s);
        pace.restart();
        QCOMPARE(pace.update(100, start + 14s), 0.0);
        QCOMPARE(pace.update(120, start + 15s), 20.0);
    }
};

QTEST_APPLESS_MAIN(TestPace)
#include "tst_pace.moc"
