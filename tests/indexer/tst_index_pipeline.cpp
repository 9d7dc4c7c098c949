#include "indexer/index_fixture.h"

#include <QtTest>

#include <filesystem>
#include <map>
#include <mutex>
#include <semaphore>
#include <thread>
#include <unistd.h>

using namespace fovea;
using fovea::test::IndexFixture;
namespace fs = std::filesystem;

class TestIndexPipeline : public QObject {
    Q_OBJECT

    static constexpr int kPhotos = 40;

private Q_SLOTS:
    void everyFileComesToTheCatalog() {
        IndexFixture setup;
        setup.addMany(kPhotos);
        std::int64_t last = 0;
        setup.events.progress = [&](const Progress &progress) {
            QVERIFY(progress.done >= last);
            QCOMPARE(progress.total, std::int64_t{kPhotos});
            last = progress.done;
        };
        const auto summary = setup.run().value();
        QCOMPARE(summary.added, std::int64_t{kPhotos});
        QCOMPARE(summary.encoded, std::int64_t{kPhotos});
        QCOMPARE(last, std::int64_t{kPhotos});
        QVERIFY(!summary.stopped);
        QCOMPARE(setup.counts().photos, std::int64_t{kPhotos});
        QCOMPARE(setup.counts().embedded, std::int64_t{kPhotos});
        const PhotoId photo = setup.photoAt("photo_7.jpg");
        QVERIFY(setup.library->thumbnails().contains(photo).value());
        QCOMPARE(setup.library->catalog().photo(photo).value()->width, 48);
    }

    void aSecondRunReadsNothing() {
        IndexFixture setup;
        setup.addMany(5);
        QVERIFY(setup.run().has_value());
        const int encoded = setup.encoder.encoded;
        const auto summary = setup.run().value();
        QCOMPARE(summary.unchanged, std::int64_t{5});
        QCOMPARE(summary.added, std::int64_t{0});
        QCOMPARE(setup.encoder.encoded.load(), encoded);
    }

    void theSameContentsTwiceAreOnePhoto() {
        IndexFixture setup;
        setup.addMany(10);
        for (int i = 0; i < 10; ++i) {
            setup.add("copies/copy_" + std::to_string(i) + ".jpg", i);
        }
        const auto summary = setup.run().value();
        QCOMPARE(summary.added, std::int64_t{10});
        QCOMPARE(summary.moved, std::int64_t{10});
        QCOMPARE(setup.counts().photos, std::int64_t{10});
        QCOMPARE(setup.counts().files, std::int64_t{20});
        QCOMPARE(setup.photoAt("copies/copy_3.jpg"), setup.photoAt("photo_3.jpg"));
    }

    void aMovedFileIsNotEncodedAgain() {
        IndexFixture setup;
        setup.addMany(3);
        QVERIFY(setup.run().has_value());
        const PhotoId photo = setup.photoAt("photo_1.jpg");
        fs::create_directories(setup.photoFolder / "deep");
        fs::rename(setup.photoFolder / "photo_1.jpg", setup.photoFolder / "deep/renamed.jpg");
        const auto summary = setup.run().value();
        QCOMPARE(summary.moved, std::int64_t{1});
        QCOMPARE(summary.encoded, std::int64_t{0});
        QCOMPARE(setup.encoder.encoded.load(), 3);
        QCOMPARE(setup.photoAt("deep/renamed.jpg"), photo);
    }

    void failedFilesAreToldAndListed() {
        IndexFixture setup;
        setup.addMany(3);
        test::writeFile(setup.photoFolder / "cut.jpg", {0xff, 0xd8, 0xff, 0xe0, 0, 16});
        test::writeFile(setup.photoFolder / "empty.jpg", {});
        fs::create_symlink("nowhere.jpg", setup.photoFolder / "link.jpg");
        std::map<std::string, std::string> told;
        setup.events.photoFailed = [&](const fs::path &path, const std::string &reason) {
            told[path.filename().string()] = reason;
        };
        const auto summary = setup.run().value();
        QCOMPARE(summary.added, std::int64_t{3});
        QCOMPARE(summary.failed, std::int64_t{3});
        QCOMPARE(told.size(), std::size_t{3});
        QVERIFY(told.at("empty.jpg").find("empty") != std::string::npos);
        QCOMPARE(setup.library->catalog().failedFiles().value().size(), std::size_t{3});
    }

    void aFileThatVanishedIsNoFailure() {
        IndexFixture setup;
        setup.addMany(4);
        std::vector<indexer::IndexPlan> plans{setup.plan()};
        fs::remove(setup.photoFolder / "photo_2.jpg");
        const StopToken stop;
        const auto summary = setup.run(plans, stop).value();
        QCOMPARE(summary.added, std::int64_t{3});
        QCOMPARE(summary.failed, std::int64_t{0});
        QCOMPARE(setup.counts().files, std::int64_t{3});
    }

    void aFileWithoutPermissionIsReadOnceItHasIt() {
        if (::geteuid() == 0) {
            QSKIP("root may read every file");
        }
        IndexFixture setup;
        setup.addMany(2);
        fs::permissions(setup.photoFolder / "photo_1.jpg", fs::perms::none);
        QCOMPARE(setup.run().value().failed, std::int64_t{1});
        fs::permissions(setup.photoFolder / "photo_1.jpg", fs::perms::owner_read);
        QCOMPARE(setup.run().value().added, std::int64_t{1});
        QVERIFY(setup.library->catalog().failedFiles().value().empty());
    }

    void stoppedInTheMiddleItGoesOnTheNextTime() {
        IndexFixture setup;
        setup.addMany(kPhotos);
        StopToken stop;
        setup.events.progress = [&](const Progress &) { stop.stop(); };
        const auto first = setup.run(stop).value();
        QVERIFY(first.stopped);
        QVERIFY(first.added > 0);
        QCOMPARE(setup.counts().photos, first.added);
        QCOMPARE(setup.counts().embedded, first.added);
        setup.events.progress = {};
        const auto second = setup.run().value();
        QCOMPARE(second.added, kPhotos - first.added);
        QCOMPARE(second.unchanged, first.added);
        QCOMPARE(setup.counts().embedded, std::int64_t{kPhotos});
    }

    void stoppedBeforeItBegan() {
        IndexFixture setup;
        setup.addMany(kPhotos);
        std::vector<indexer::IndexPlan> plans{setup.plan()};
        StopToken stop;
        stop.stop();
        QVERIFY(setup.run(plans, stop).value().stopped);
    }

    void pausedItRestsAndCommitsWhatIsDone() {
        IndexFixture setup;
        setup.addMany(kPhotos);
        StopToken stop;
        std::binary_semaphore begun{0};
        std::once_flag once;
        setup.encoder.before = [&] {
            std::call_once(once, [&] {
                stop.pause();
                begun.release();
            });
        };
        Result<indexer::IndexSummary> summary;
        std::jthread running([&] { summary = setup.run(stop); });
        begun.acquire();
        QVERIFY(stop.paused());
        stop.resume();
        running.join();
        QCOMPARE(summary.value().added, std::int64_t{kPhotos});
    }

    void stopEndsAPause() {
        IndexFixture setup;
        setup.addMany(kPhotos);
        StopToken stop;
        std::binary_semaphore begun{0};
        std::once_flag once;
        setup.encoder.before = [&] {
            std::call_once(once, [&] {
                stop.pause();
                begun.release();
            });
        };
        Result<indexer::IndexSummary> summary;
        std::jthread running([&] { summary = setup.run(stop); });
        begun.acquire();
        stop.stop();
        running.join();
        QVERIFY(summary.value().stopped);
    }

    void anEncoderThatBreaksEndsTheRun_data() {
        QTest::addColumn<bool>("tooFew");
        QTest::addColumn<bool>("paused");
        QTest::newRow("it says so") << false << false;
        QTest::newRow("it gives nothing") << true << false;
        QTest::newRow("while paused") << false << true;
    }

    void anEncoderThatBreaksEndsTheRun() {
        QFETCH(bool, tooFew);
        QFETCH(bool, paused);
        IndexFixture setup;
        setup.addMany(kPhotos);
        StopToken stop;
        (tooFew ? setup.encoder.giveTooFew : setup.encoder.failing) = true;
        if (paused) {
            setup.encoder.before = [&] { stop.pause(); };
        }
        const auto summary = setup.run(stop);
        QVERIFY(!summary.has_value());
        QVERIFY(!summary.error().message.empty());
        setup.encoder.failing = false;
        setup.encoder.giveTooFew = false;
        setup.encoder.before = {};
        QVERIFY(setup.run().has_value());
        QCOMPARE(setup.counts().embedded, std::int64_t{kPhotos});
    }

    void decodersThatDoNotStartAreAnError() {
        IndexFixture setup;
        setup.addMany(2);
        std::vector<indexer::IndexPlan> plans{setup.plan()};
        indexer::IndexPipeline::Tools tools;
        tools.decoders = [] {
            return image::DecodePool::start({}).map(
                [](const auto &) { return static_cast<image::DecodePool *>(nullptr); });
        };
        indexer::IndexPipeline pipeline(*setup.library, setup.space, tools, setup.options);
        const StopToken stop;
        QVERIFY(!pipeline.run(plans, stop, {}).has_value());
    }
};

QTEST_GUILESS_MAIN(TestIndexPipeline)
#include "tst_index_pipeline.moc"
