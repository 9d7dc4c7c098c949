#include "indexer/index_fixture.h"

#include <QtTest>

#include <filesystem>
#include <set>
#include <unistd.h>

using namespace fovea;
using fovea::test::IndexFixture;
namespace fs = std::filesystem;

class TestIndexPlan : public QObject {
    Q_OBJECT

    static std::set<std::string> names(const indexer::IndexPlan &plan) {
        std::set<std::string> result;
        for (const auto &file : plan.toRead) {
            result.insert(file.path.filename().string());
        }
        return result;
    }

    /// Whether its file is there, as the catalog sees it.
    static bool isThere(IndexFixture &setup, const std::string &name) {
        const PhotoId photo = setup.photoAt(name);
        return photo && !setup.library->catalog().photo(photo).value()->offline;
    }

    struct Indexed : IndexFixture {
        explicit Indexed(int photos = 3) {
            addMany(photos);
            run().value();
        }
    };

    using Names = std::set<std::string>;

private Q_SLOTS:
    void newFilesAreReadNewestFirst() {
        IndexFixture setup;
        setup.addMany(3);
        const auto now = fs::file_time_type::clock::now();
        fs::last_write_time(setup.photoFolder / "photo_1.jpg", now + std::chrono::hours(2));
        fs::last_write_time(setup.photoFolder / "photo_2.jpg", now + std::chrono::hours(1));
        const auto plan = setup.plan();
        QCOMPARE(plan.toRead.size(), std::size_t{3});
        QCOMPARE(plan.toRead[0].path.filename().string(), std::string("photo_1.jpg"));
        QCOMPARE(plan.toRead[1].path.filename().string(), std::string("photo_2.jpg"));
    }

    void whatHasNotChangedIsLeft() {
        Indexed setup;
        const auto plan = setup.plan();
        QVERIFY(plan.toRead.empty());
        QCOMPARE(plan.unchanged, std::int64_t{3});
    }

    void aChangedFileIsReadAgain() {
        Indexed setup;
        setup.add("photo_1.jpg", 99);
        fs::last_write_time(setup.photoFolder / "photo_1.jpg",
                            fs::file_time_type::clock::now() + std::chrono::hours(1));
        QCOMPARE(names(setup.plan()), Names{"photo_1.jpg"});
    }

    void aMovedFileLeavesItsPlace() {
        Indexed setup;
        fs::rename(setup.photoFolder / "photo_1.jpg", setup.photoFolder / "moved.jpg");
        QCOMPARE(names(setup.plan()), Names{"moved.jpg"});
        QVERIFY(!isThere(setup, "photo_1.jpg"));
    }

    void aMissingFileIsMarkedAndReadWhenItComesBack() {
        Indexed setup;
        const PhotoId photo = setup.photoAt("photo_1.jpg");
        fs::rename(setup.photoFolder / "photo_1.jpg", setup.root() / "aside.jpg");
        QVERIFY(setup.plan().toRead.empty());
        QVERIFY(!isThere(setup, "photo_1.jpg"));
        fs::rename(setup.root() / "aside.jpg", setup.photoFolder / "photo_1.jpg");
        QCOMPARE(names(setup.plan()), Names{"photo_1.jpg"});
        const auto summary = setup.run().value();
        QCOMPARE(summary.encoded, std::int64_t{0});
        QVERIFY(isThere(setup, "photo_1.jpg"));
        QCOMPARE(setup.photoAt("photo_1.jpg"), photo);
    }

    void aSidecarThatComesChangesOrGoesIsRead() {
        Indexed setup;
        const fs::path sidecar = setup.photoFolder / "photo_2.xmp";
        std::ofstream(sidecar) << "<x/>";
        QCOMPARE(names(setup.plan()), Names{"photo_2.jpg"});
        QVERIFY(setup.run().has_value());
        QVERIFY(setup.plan().toRead.empty());
        std::ofstream(sidecar) << "<x>more</x>";
        QCOMPARE(names(setup.plan()), Names{"photo_2.jpg"});
        QVERIFY(setup.run().has_value());
        fs::remove(sidecar);
        QCOMPARE(names(setup.plan()), Names{"photo_2.jpg"});
    }

    void aRootThatIsNotThereKeepsItsFiles() {
        Indexed setup;
        fs::rename(setup.photoFolder, setup.root() / "unplugged");
        const auto away = setup.plan();
        QVERIFY(away.offline);
        fs::rename(setup.root() / "unplugged", setup.photoFolder);
        const auto back = setup.plan();
        QVERIFY(!back.offline);
        QVERIFY(back.toRead.empty());
        QCOMPARE(back.unchanged, std::int64_t{3});
    }

    void aRootWhoseVolumeIsAwayKeepsItsFiles() {
        Indexed setup;
        auto root = setup.rootFolder();
        root.online = false;
        fs::remove(setup.photoFolder / "photo_1.jpg");
        const StopToken stop;
        const auto plan = indexer::planFolder(*setup.library, root, setup.space, stop).value();
        QVERIFY(plan.offline);
        QVERIFY(isThere(setup, "photo_1.jpg"));
    }

    void aFolderThatCannotBeListedKeepsItsFiles() {
        if (::geteuid() == 0) {
            QSKIP("root may list every folder");
        }
        IndexFixture setup;
        setup.add("locked/a.jpg", 1);
        setup.add("b.jpg", 2);
        QVERIFY(setup.run().has_value());
        fs::permissions(setup.photoFolder / "locked", fs::perms::none);
        const auto plan = setup.plan();
        fs::permissions(setup.photoFolder / "locked", fs::perms::owner_all);
        QCOMPARE(plan.unreadable.size(), std::size_t{1});
        QVERIFY(isThere(setup, "locked/a.jpg"));
        QVERIFY(setup.plan().toRead.empty());
    }

    void aFailedFileIsReadAgainOnceItChanges() {
        IndexFixture setup;
        test::writeFile(setup.photoFolder / "broken.jpg", {0xff, 0xd8, 0xff, 0xe0, 0, 16});
        QCOMPARE(setup.run().value().failed, std::int64_t{1});
        QVERIFY(setup.plan().toRead.empty());
        setup.add("broken.jpg", 1);
        QCOMPARE(names(setup.plan()), Names{"broken.jpg"});
        QCOMPARE(setup.run().value().added, std::int64_t{1});
        QVERIFY(setup.library->catalog().failedFiles().value().empty());
    }

    void aFailedFileThatIsGoneIsForgotten() {
        IndexFixture setup;
        test::writeFile(setup.photoFolder / "broken.jpg", {0xff, 0xd8, 0xff, 0xe0, 0, 16});
        QVERIFY(setup.run().has_value());
        fs::remove(setup.photoFolder / "broken.jpg");
        setup.plan();
        QVERIFY(setup.library->catalog().failedFiles().value().empty());
    }

    void aPhotoWithoutAnEmbeddingInTheSpaceIsReadOnce() {
        Indexed setup;
        setup.add("copy.jpg", 1);
        QVERIFY(setup.run().has_value());
        setup.space =
            setup.library->catalog().ensureSpace({"other", "other-key", test::kDim, 0}).value();
        const auto plan = setup.plan();
        QCOMPARE(plan.toRead.size(), std::size_t{3}); // one file of each photo
        QCOMPARE(setup.run().value().encoded, std::int64_t{3});
        QVERIFY(setup.plan().toRead.empty());
    }

    void aFolderInsideTheRootIsLookedAtAlone() {
        IndexFixture setup;
        setup.add("a/1.jpg", 1);
        setup.add("a/2.jpg", 2);
        setup.add("ab/3.jpg", 3);
        QVERIFY(setup.run().has_value());
        setup.add("a/4.jpg", 4);
        setup.add("ab/5.jpg", 5);
        fs::remove(setup.photoFolder / "a/2.jpg");
        fs::remove(setup.photoFolder / "ab/3.jpg");
        const auto plan = setup.plan(setup.photoFolder / "a");
        QCOMPARE(names(plan), Names{"4.jpg"});
        QCOMPARE(plan.unchanged, std::int64_t{1});
        QVERIFY(!isThere(setup, "a/2.jpg"));
        QVERIFY(isThere(setup, "ab/3.jpg"));
    }

    void whatTheFoldersAboveIgnoreStaysIgnored() {
        IndexFixture setup;
        std::ofstream(setup.photoFolder / ".foveaignore") << "web\n*_small.jpg\n";
        setup.add("web/1.jpg", 1);
        setup.add("good/2_small.jpg", 2);
        setup.add("good/3.jpg", 3);
        QVERIFY(setup.plan(setup.photoFolder / "web").toRead.empty());
        QCOMPARE(names(setup.plan(setup.photoFolder / "good")), Names{"3.jpg"});
    }
};

QTEST_GUILESS_MAIN(TestIndexPlan)
#include "tst_index_plan.moc"
