// Qt first: moc 6.4 stumbles over <compare> when that comes before it.
#include <QTemporaryDir>
#include <QtTest>

#include "app/feature_cache.h"
#include "app/machine_care.h"
#include "app/pixel_store.h"
#include "app/train_reporter.h"

#include <atomic>
#include <fstream>
#include <thread>

using namespace fovea;
using namespace fovea::app;

namespace {

namespace fs = std::filesystem;

ContentHash hashOf(std::uint8_t number) {
    ContentHash hash;
    hash.bytes.fill(number);
    return hash;
}

FeatureCache::Entry entryOf(std::uint16_t number) {
    return {{12'345, hashOf(9)}, {number, number}, {number, 2, 3}};
}

void write(const fs::path &file, const std::string &text) {
    fs::create_directories(file.parent_path());
    std::ofstream(file) << text << '\n';
}

} // namespace

/// What a training keeps between runs, and how it looks after the machine.
class TestRunUpkeep : public QObject {
    Q_OBJECT

private:
    fs::path path(const char *name) const { return fs::path(m_dir.path().toStdString()) / name; }
    QTemporaryDir m_dir;

private Q_SLOTS:
    void featuresComeBack() {
        const auto file = path("features.cache");
        {
            auto cache = FeatureCache::open(file, "space", 2, 3);
            QVERIFY(cache.has_value());
            QVERIFY(cache->add(hashOf(1), entryOf(1)).has_value());
            QVERIFY(cache->add(hashOf(2), entryOf(2)).has_value());
        }
        const auto size = fs::file_size(file);
        fs::resize_file(file, size - 3); // as a kill in the middle of a write leaves it
        {
            auto cache = FeatureCache::open(file, "space", 2, 3);
            QVERIFY(cache->find(hashOf(1)) != nullptr);
            QCOMPARE(cache->find(hashOf(1))->features, entryOf(1).features);
            QVERIFY(cache->find(hashOf(1))->traits.takenLocalMs == 12'345);
            QVERIFY(cache->find(hashOf(2)) == nullptr);
            QVERIFY(cache->add(hashOf(2), entryOf(2)).has_value());
        }
        QCOMPARE(fs::file_size(file), size);
        const auto whole = FeatureCache::open(file, "space", 2, 3);
        QVERIFY(whole->find(hashOf(2)) != nullptr);
        // What another model said is of no use.
        const auto other = FeatureCache::open(file, "another", 2, 3);
        QVERIFY(other->find(hashOf(1)) == nullptr);
    }

    void pixelsComeBack() {
        const auto file = path("pixels.bin");
        image::Image image{2, 2, std::vector<std::uint8_t>(12, 7)};
        {
            auto store = PixelStore::open(file, 2, {hashOf(1), hashOf(2)});
            QVERIFY(store.has_value());
            QVERIFY(!store->has(0) && !store->has(1));
            store->put(1, image);
        }
        {
            const auto store = PixelStore::open(file, 2, {hashOf(1), hashOf(2)});
            QVERIFY(!store->has(0) && store->has(1));
            QVERIFY(std::ranges::equal(store->row(1), image.pixels));
        }
        const auto other = PixelStore::open(file, 2, {hashOf(1), hashOf(3)});
        QVERIFY(!other->has(1)); // the row is of another photo
    }

    void batteryAndHeatAreRead() {
        const auto sys = path("sys");
        QCOMPARE(readMachine(sys), MachineState{});
        write(sys / "class/power_supply/BAT0/type", "Battery");
        write(sys / "class/power_supply/BAT0/capacity", "17");
        write(sys / "class/power_supply/BAT0/status", "Discharging");
        write(sys / "class/power_supply/mouse/type", "Battery");
        write(sys / "class/power_supply/mouse/scope", "Device");
        write(sys / "class/power_supply/mouse/capacity", "90");
        write(sys / "class/thermal/thermal_zone0/temp", "91000");
        write(sys / "class/thermal/thermal_zone0/trip_point_0_type", "critical");
        write(sys / "class/thermal/thermal_zone0/trip_point_0_temp", "105000");
        write(sys / "class/thermal/thermal_zone0/trip_point_1_type", "passive");
        write(sys / "class/thermal/thermal_zone0/trip_point_1_temp", "95000");
        MachineState state = readMachine(sys);
        QVERIFY(state.batteryPercent == 17 && state.discharging);
        QVERIFY(state.hot && state.celsius == 91.0);
        write(sys / "class/power_supply/AC/type", "Mains");
        write(sys / "class/power_supply/AC/online", "1");
        write(sys / "class/thermal/thermal_zone0/temp", "60000");
        state = readMachine(sys);
        QVERIFY(!state.discharging && !state.hot);
    }

    void aLowBatteryHoldsTheRun() {
        const auto sys = path("laptop");
        write(sys / "class/power_supply/BAT0/type", "Battery");
        write(sys / "class/power_supply/BAT0/capacity", "12");
        write(sys / "class/power_supply/BAT0/status", "Discharging");
        StopToken stop;
        TrainReporter reporter(false, true);
        MachineCare allowed(stop, reporter, true, sys);
        allowed.beforeNextStep(); // --on-battery: does not wait
        MachineCare care(stop, reporter, false, sys);
        std::atomic<bool> done{false};
        std::thread run([&] {
            care.beforeNextStep();
            done = true;
        });
        QTest::qWait(300);
        QVERIFY(!done);
        write(sys / "class/power_supply/BAT0/status", "Charging");
        QTRY_VERIFY_WITH_TIMEOUT(done.load(), 10'000);
        run.join();
    }
};

QTEST_GUILESS_MAIN(TestRunUpkeep)
#include "tst_run_upkeep.moc"
