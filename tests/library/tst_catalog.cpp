#include "library/library_fixture.h"

#include <QtTest>

#include <thread>

using namespace fovea;
using namespace fovea::library;
using fovea::test::LibraryFixture;
using fovea::test::must;

class TestCatalog : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void newFilesAreAddedAndFoundAgainAfterReopening() {
        LibraryFixture fixture;
        auto file = fixture.file("a.jpg", 1);
        file.metadata.takenLocalMs = 1234;
        file.metadata.utcOffsetMinutes = -90;
        file.metadata.cameraMake = "Canon";
        file.metadata.cameraModel = "EOS";
        file.metadata.lens = "50 mm";
        file.metadata.place = image::Place{48.5, -3.25};
        file.metadata.rating = 5;
        file.metadata.caption = "Ein Hund \"läuft\"";
        file.metadata.keywords = {"Hund", "grüne Wiese"};
        file.sidecar = FileStamp{3, 4};
        QCOMPARE(fixture.commit(file), CommitOutcome::Added);
        fixture.reopen();
        const auto id = fixture.photoAt("a.jpg");
        const auto record = fixture.library->catalog().photo(id).value().value();
        QCOMPARE(record.path, file.path);
        QVERIFY(record.metadata == file.metadata);
        QCOMPARE(record.width, 300);
        QCOMPARE(record.modifiedNs, file.stamp.modifiedNs);
        QVERIFY(!record.offline);
        KnownFile known;
        must(fixture.library->catalog().forEachFile(fixture.folder,
                                                    [&](const KnownFile &seen) { known = seen; }));
        QCOMPARE(known.photo, id);
        QVERIFY(known.stamp == file.stamp && known.sidecar == file.sidecar && !known.missing);
        QVERIFY(fixture.library->embeddings().vector(fixture.space, id).value() == file.embedding);
    }

    void copyPointsToTheSamePhoto() {
        LibraryFixture fixture;
        fixture.commit(fixture.file("a.jpg", 1));
        auto copy = fixture.file("b.jpg", 1);
        copy.embedding.clear();
        QCOMPARE(fixture.commit(copy), CommitOutcome::Copied);
        QCOMPARE(fixture.photoAt("a.jpg"), fixture.photoAt("b.jpg"));
        const auto counts = fixture.library->catalog().counts(fixture.space).value();
        QCOMPARE(counts.photos, 1);
        QCOMPARE(counts.files, 2);
        QCOMPARE(counts.embedded, 1);
    }

    void movedFileKeepsItsPhoto() {
        LibraryFixture fixture;
        fixture.commit(fixture.file("a.jpg", 1));
        const auto id = fixture.photoAt("a.jpg");
        fixture.markMissing("a.jpg");
        QVERIFY(fixture.library->catalog().photo(id).value()->offline);
        QCOMPARE(fixture.commit(fixture.file("sub/b.jpg", 1)), CommitOutcome::Moved);
        QCOMPARE(fixture.photoAt("sub/b.jpg"), id);
        QCOMPARE(fixture.photoAt("a.jpg"), PhotoId{});
        QCOMPARE(fixture.library->catalog().counts(fixture.space).value().files, 1);
        QVERIFY(!fixture.library->catalog().photo(id).value()->offline);
    }

    void movedAndRetaggedFileKeepsItsPhoto() {
        LibraryFixture fixture;
        fixture.commit(fixture.file("a.jpg", 1));
        const auto id = fixture.photoAt("a.jpg");
        fixture.markMissing("a.jpg");
        QCOMPARE(fixture.commit(fixture.file("b.jpg", 2, 1)), CommitOutcome::Moved);
        QCOMPARE(fixture.photoAt("b.jpg"), id);
    }

    void editedMetadataKeepsThePhotoAndItsEmbedding() {
        LibraryFixture fixture;
        fixture.commit(fixture.file("a.jpg", 1));
        const auto id = fixture.photoAt("a.jpg");
        const auto change = fixture.library->embeddings().lastChange(fixture.space).value();
        auto edited = fixture.file("a.jpg", 2, 1);
        edited.metadata.rating = 4;
        edited.embedding.clear();
        QCOMPARE(fixture.commit(edited), CommitOutcome::Updated);
        QCOMPARE(fixture.photoAt("a.jpg"), id);
        QCOMPARE(fixture.library->catalog().photo(id).value()->metadata.rating.value(), 4);
        QVERIFY(!fixture.library->embeddings().vector(fixture.space, id).value().empty());
        QCOMPARE(fixture.library->embeddings().lastChange(fixture.space).value(), change);
        const auto known = fixture.library->catalog()
                               .findContent(LibraryFixture::hash(2, 1), fixture.space)
                               .value();
        QVERIFY(known && known->photo == id && known->embedded);
    }

    void otherPixelsAtAKnownPathAreAnotherPhoto() {
        LibraryFixture fixture;
        fixture.commit(fixture.file("a.jpg", 1));
        const auto former = fixture.photoAt("a.jpg");
        QCOMPARE(fixture.commit(fixture.file("a.jpg", 2)), CommitOutcome::Added);
        QVERIFY(fixture.photoAt("a.jpg") != former);
        QVERIFY(!fixture.library->catalog().photo(former).value());
        // The vector index hears of both.
        std::vector<std::pair<PhotoId, bool>> changes;
        must(fixture.library->embeddings().forEachChange(
            fixture.space, 0, [&](std::int64_t, PhotoId photo, std::span<const Half> vector) {
                changes.emplace_back(photo, !vector.empty());
            }));
        QCOMPARE(changes.size(), std::size_t{2});
        QVERIFY(std::ranges::count(changes, std::pair(former, false)) == 1);
    }

    void filesThatSwapTheirNamesKeepTheirPhotos() {
        LibraryFixture fixture;
        fixture.commit(fixture.file("a.jpg", 1));
        fixture.commit(fixture.file("b.jpg", 2));
        const auto first = fixture.photoAt("a.jpg");
        const auto second = fixture.photoAt("b.jpg");
        const std::vector swapped{fixture.file("a.jpg", 2), fixture.file("b.jpg", 1)};
        fixture.library->catalog().commit(fixture.folder, swapped, fixture.space).value();
        QCOMPARE(fixture.photoAt("a.jpg"), second);
        QCOMPARE(fixture.photoAt("b.jpg"), first);
        QCOMPARE(fixture.photoCount(), 2);
    }

    void failedFileIsListedAndKeepsThePhotoItHad() {
        LibraryFixture fixture;
        IndexedFile failed;
        failed.path = fixture.photoFolder / "broken.jpg";
        failed.stamp = {1, 2};
        failed.failure = "The file is cut off.";
        QCOMPARE(fixture.commit(failed), CommitOutcome::Failed);
        fixture.commit(fixture.file("a.jpg", 1));
        failed.path = fixture.photoFolder / "a.jpg";
        QCOMPARE(fixture.commit(failed), CommitOutcome::Failed);
        QVERIFY(fixture.photoAt("a.jpg"));
        const auto list = fixture.library->catalog().failedFiles().value();
        QCOMPARE(list.size(), std::size_t{2});
        QCOMPARE(list[1].path, fixture.photoFolder / "broken.jpg");
        QCOMPARE(list[1].reason, failed.failure);
        QCOMPARE(fixture.library->catalog().counts(fixture.space).value().failed, 2);
        // Mended, it is a photo like any other; gone, there is nothing left of it.
        QCOMPARE(fixture.commit(fixture.file("a.jpg", 1)), CommitOutcome::Updated);
        fixture.markMissing("broken.jpg");
        QVERIFY(fixture.library->catalog().failedFiles().value().empty());
        QCOMPARE(fixture.library->catalog().counts(fixture.space).value().files, 1);
    }

    void embeddingThatIsNotFiniteIsAFailure() {
        LibraryFixture fixture;
        auto file = fixture.file("a.jpg", 1);
        file.embedding[3] = 0x7e00; // NaN
        QCOMPARE(fixture.commit(file), CommitOutcome::Failed);
        QCOMPARE(fixture.photoCount(), 0);
    }

    void batchWithAWrongFileChangesNothing() {
        LibraryFixture fixture;
        std::vector batch{fixture.file("a.jpg", 1), fixture.file("b.jpg", 2)};
        batch[1].embedding.pop_back();
        const auto result = fixture.library->catalog().commit(fixture.folder, batch, fixture.space);
        QVERIFY(!result && result.error().code == ErrorCode::BadUsage);
        QCOMPARE(fixture.photoCount(), 0);
        batch[1] = fixture.file("b.jpg", 2);
        batch[1].path = "/elsewhere/b.jpg";
        QVERIFY(!fixture.library->catalog().commit(fixture.folder, batch, fixture.space));
        QCOMPARE(fixture.photoCount(), 0);
    }

    void fileNamesSurviveAsBytes_data() {
        QTest::addColumn<QByteArray>("name");
        QTest::newRow("umlaut and space") << QByteArray("Größe 1.jpg");
        QTest::newRow("emoji") << QByteArray("\xF0\x9F\x90\xB6.jpg");
        QTest::newRow("not UTF-8") << QByteArray("caf\xE9 \xFF\xFE.jpg");
        QTest::newRow("newline and quotes") << QByteArray("a\n\"b' %?#.jpg");
    }
    void fileNamesSurviveAsBytes() {
        QFETCH(QByteArray, name);
        LibraryFixture fixture;
        const std::string text = name.toStdString();
        fixture.commit(fixture.file(text, 1));
        fixture.reopen();
        const auto id = fixture.photoAt(text);
        QVERIFY(id);
        QCOMPARE(fixture.library->catalog().photo(id).value()->path.native(),
                 (fixture.photoFolder / text).native());
    }

    void filesToEmbedAreThoseThatCanBe() {
        LibraryFixture fixture;
        fixture.commit(fixture.file("a.jpg", 1));
        fixture.commit(fixture.file("b.jpg", 1));
        fixture.commit(fixture.file("c.jpg", 2));
        fixture.commit(fixture.file("d.jpg", 3));
        fixture.markMissing("c.jpg");
        auto failed = fixture.file("d.jpg", 3);
        failed.failure = "The decoder crashed.";
        fixture.commit(failed);
        auto &catalog = fixture.library->catalog();
        QVERIFY(catalog.filesToEmbed(fixture.space).value().empty());
        const auto other = catalog.ensureSpace({"other", "other-key", 4, 0}).value();
        const auto files = catalog.filesToEmbed(other).value();
        QCOMPARE(files.size(), std::size_t{1});
        QCOMPARE(files[0].path, fixture.photoFolder / "a.jpg");
    }

    void timelineIsNewestFirst() {
        LibraryFixture fixture;
        for (int i = 1; i <= 3; ++i) {
            auto file = fixture.file(std::to_string(i) + ".jpg", i);
            file.metadata.takenLocalMs =
                std::vector{0, 2000, 3000, 1000}[static_cast<std::size_t>(i)];
            fixture.commit(file);
        }
        const auto timeline = fixture.library->catalog().timeline().value();
        QCOMPARE(timeline.size(), std::size_t{3});
        QCOMPARE(timeline[0].id, fixture.photoAt("2.jpg"));
        QCOMPARE(timeline[2].id, fixture.photoAt("3.jpg"));
        QCOMPARE(timeline[0].takenLocalMs, 3000);
        QCOMPARE(timeline[0].aspect, 1.5F);
        QCOMPARE(fixture.library->catalog().timeline(fixture.folder).value().size(),
                 std::size_t{3});
        QVERIFY(fixture.library->catalog().timeline(FolderId{99}).value().empty());
    }

    void folderInsideARootIsThatRoot() {
        LibraryFixture fixture;
        const auto inner = fixture.photoFolder / "2019";
        std::filesystem::create_directories(inner);
        QCOMPARE(fixture.library->catalog().addRoot(inner).value(), fixture.folder);
        QCOMPARE(fixture.library->catalog().roots().value().size(), std::size_t{1});
    }

    void outerFolderTakesInTheRootsBelowIt() {
        LibraryFixture fixture;
        fixture.commit(fixture.file("caf\xE9.jpg", 1));
        const auto id = fixture.photoAt("caf\xE9.jpg");
        const auto outer = fixture.library->catalog().addRoot(fixture.root()).value();
        const auto roots = fixture.library->catalog().roots().value();
        QCOMPARE(roots.size(), std::size_t{1});
        QCOMPARE(roots[0].id, outer);
        QCOMPARE(roots[0].path, fixture.root());
        QCOMPARE(roots[0].photoCount, 1);
        QVERIFY(roots[0].online);
        QCOMPARE(fixture.photoAt("caf\xE9.jpg"), id);
    }

    void folderThatIsNotThereIsRefused() {
        LibraryFixture fixture;
        const auto missing = fixture.library->catalog().addRoot(fixture.root() / "nothing");
        QVERIFY(!missing && missing.error().code == ErrorCode::NotFound);
        std::ofstream(fixture.root() / "file") << "x";
        const auto file = fixture.library->catalog().addRoot(fixture.root() / "file");
        QVERIFY(!file && file.error().code == ErrorCode::BadUsage);
    }

    void removedRootTakesItsPhotosAlong() {
        LibraryFixture fixture;
        const auto other = fixture.root() / "other";
        std::filesystem::create_directories(other);
        const auto otherRoot = fixture.library->catalog().addRoot(other).value();
        fixture.commit(fixture.file("a.jpg", 1));
        fixture.commit(fixture.file("b.jpg", 2));
        auto copy = fixture.file("b.jpg", 2);
        copy.path = other / "b.jpg";
        fixture.library->catalog().commit(otherRoot, std::span(&copy, 1), fixture.space).value();
        const auto shared = fixture.photoAt("b.jpg");
        must(fixture.library->catalog().removeRoot(fixture.folder));
        QCOMPARE(fixture.photoCount(), 1);
        QVERIFY(fixture.library->catalog().photo(shared).value());
        QVERIFY(fixture.library->textIndex().find("a.jpg").value().empty());
        QVERIFY(!fixture.library->catalog().removeRoot(fixture.folder));
    }

    void photosOfAFolderThatIsAwayAreOffline() {
        LibraryFixture fixture;
        fixture.commit(fixture.file("a.jpg", 1));
        const auto id = fixture.photoAt("a.jpg");
        std::filesystem::rename(fixture.photoFolder, fixture.root() / "away");
        QVERIFY(!fixture.library->catalog().roots().value()[0].online);
        QVERIFY(fixture.library->catalog().photo(id).value()->offline);
        QVERIFY(fixture.library->catalog().filesToEmbed(SpaceId{99}).value().empty());
    }

    void textIsFoundByWordsInNamesCaptionsAndKeywords_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("found");
        QTest::newRow("part of the name") << "IMG_1234" << true;
        QTest::newRow("case and diacritics") << "muller" << true;
        QTest::newRow("phrase") << "am weißen Strand" << true;
        QTest::newRow("words apart") << "am Strand" << false;
        QTest::newRow("keyword") << "Sommer 2019" << true;
        QTest::newRow("part of a word") << "Stran" << false;
        QTest::newRow("query syntax is text") << "Strand OR NEAR(\" * AND" << false;
        QTest::newRow("no words") << "\"*\"" << false;
        QTest::newRow("nothing") << "" << false;
    }
    void textIsFoundByWordsInNamesCaptionsAndKeywords() {
        QFETCH(QString, text);
        QFETCH(bool, found);
        LibraryFixture fixture;
        auto file = fixture.file("2019/IMG_1234.jpg", 1);
        file.metadata.caption = "Familie Müller am weißen Strand";
        file.metadata.keywords = {"Sommer 2019", "Meer"};
        fixture.commit(file);
        const auto photos = fixture.library->textIndex().find(text.toStdString()).value();
        QCOMPARE(!photos.empty(), found);
    }

    void textFollowsTheFile() {
        LibraryFixture fixture;
        fixture.commit(fixture.file("old.jpg", 1));
        fixture.markMissing("old.jpg");
        fixture.commit(fixture.file("new.jpg", 1));
        auto &text = fixture.library->textIndex();
        QVERIFY(text.find("old").value().empty());
        QCOMPARE(text.find("new").value().size(), std::size_t{1});
        must(text.rebuild());
        QCOMPARE(text.find("new").value().size(), std::size_t{1});
    }

    void spacesAndSettingsAreKept() {
        LibraryFixture fixture;
        auto &catalog = fixture.library->catalog();
        QVERIFY(!catalog.activeSpace().value());
        must(catalog.activateSpace(fixture.space));
        QVERIFY(!catalog.activateSpace(SpaceId{77}));
        must(catalog.setSetting("model", "fovea-starter"));
        fixture.reopen();
        QCOMPARE(fixture.library->catalog().activeSpace().value()->key, std::string("test-key"));
        QCOMPARE(fixture.library->catalog().setting("model").value().value(),
                 std::string("fovea-starter"));
        QVERIFY(!fixture.library->catalog().setting("nothing").value());
        QVERIFY(!fixture.library->catalog().ensureSpace({"test", "test-key", 99, 0}));
    }

    void thumbnailsAreKeptAndAThrownAwayFileIsNoLoss() {
        LibraryFixture fixture;
        const std::vector<std::pair<PhotoId, std::vector<std::uint8_t>>> thumbnails{
            {PhotoId{1}, {1, 2, 3}}, {PhotoId{2}, {4}}};
        must(fixture.library->thumbnails().put(thumbnails));
        QCOMPARE(fixture.library->thumbnails().get(PhotoId{1}).value(), thumbnails[0].second);
        QVERIFY(fixture.library->thumbnails().contains(PhotoId{2}).value());
        QVERIFY(fixture.library->thumbnails().get(PhotoId{3}).value().empty());
        fixture.library.reset();
        std::ofstream(fixture.libraryFolder() / "thumbnails.db") << "this is not a database at all";
        fixture.reopen();
        QVERIFY(!fixture.library->thumbnails().contains(PhotoId{1}).value());
        must(fixture.library->thumbnails().put(thumbnails));
    }
};

QTEST_GUILESS_MAIN(TestCatalog)
#include "tst_catalog.moc"
