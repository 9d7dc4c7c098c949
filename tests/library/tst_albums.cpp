#include "engine/library/database.h"
#include "engine/library/schema.h"
#include "library/library_fixture.h"

#include <QtTest>

using namespace fovea;
using namespace fovea::library;
using fovea::test::LibraryFixture;
using fovea::test::must;

class TestAlbums : public QObject {
    Q_OBJECT

private:
    /// Photos 1 to `count`, a day apart, the highest number the newest.
    static std::vector<PhotoId> photosIn(LibraryFixture &fixture, int count) {
        std::vector<PhotoId> photos;
        for (int i = 1; i <= count; ++i) {
            auto file = fixture.file(std::to_string(i) + ".jpg", i);
            file.metadata.takenLocalMs = i * 86'400'000LL;
            fixture.commit(file);
            photos.push_back(fixture.photoAt(std::to_string(i) + ".jpg"));
        }
        return photos;
    }

private Q_SLOTS:
    void albumKeepsItsOrderAndItsTimelineIsNewestFirst() {
        LibraryFixture fixture;
        const auto photos = photosIn(fixture, 4);
        const std::vector<PhotoId> wanted{photos[2], photos[0], photos[2], PhotoId{999}, photos[3]};
        const AlbumId album = fixture.library->albums().create(" Fido \n", wanted).value();
        fixture.reopen();
        AlbumTable &albums = fixture.library->albums();
        const auto all = albums.all().value();
        QCOMPARE(all.size(), std::size_t{1});
        QCOMPARE(all[0].id, album);
        QCOMPARE(all[0].name, std::string("Fido"));
        QCOMPARE(all[0].photoCount, 3);
        QVERIFY(all[0].createdMs > 1'600'000'000'000);
        QCOMPARE(albums.photos(album).value(),
                 (std::vector<PhotoId>{photos[2], photos[0], photos[3]}));
        const auto timeline = albums.timeline(album).value();
        QCOMPARE(timeline.size(), std::size_t{3});
        QCOMPARE(timeline[0].id, photos[3]);
        QCOMPARE(timeline[2].id, photos[0]);
        QCOMPARE(timeline[0].aspect, 1.5F);
        QCOMPARE(albums.addPhotos(album, photos).value(), (std::vector<PhotoId>{photos[1]}));
    }

    void namesThatAreRefused_data() {
        QTest::addColumn<QByteArray>("name");
        QTest::newRow("none") << QByteArray();
        QTest::newRow("blank") << QByteArray(" \t\xC2\xA0\n");
        QTest::newRow("taken") << QByteArray("Zoë im Garten");
        QTest::newRow("taken in other case") << QByteArray("ZOË IM garten");
        QTest::newRow("taken, composed otherwise") << QByteArray("Zoe\xCC\x88 im Garten");
        QTest::newRow("too long") << QByteArray(201, 'a');
    }

    void namesThatAreRefused() {
        QFETCH(QByteArray, name);
        LibraryFixture fixture;
        AlbumTable &albums = fixture.library->albums();
        const AlbumId known = albums.create("Zoë im Garten").value();
        const AlbumId other = albums.create("Other").value();
        const auto created = albums.create(name.toStdString());
        QVERIFY(!created);
        QCOMPARE(created.error().code, ErrorCode::BadUsage);
        QVERIFY(!albums.rename(other, name.toStdString()));
        QCOMPARE(albums.all().value().size(), std::size_t{2});
        must(albums.rename(known, "zoë im garten")); // its own name in other case is not taken
        QCOMPARE(albums.find("ZOË IM GARTEN").value()->name, std::string("zoë im garten"));
    }

    void brokenUtf8InANameIsKeptReadable() {
        LibraryFixture fixture;
        const AlbumId album = fixture.library->albums().create("caf\xE9\x01 x").value();
        QCOMPARE(fixture.library->albums().find(album).value()->name,
                 std::string("caf\xEF\xBF\xBD  x"));
    }

    void removedPhotosGoBackToTheirPlaces() {
        LibraryFixture fixture;
        const auto photos = photosIn(fixture, 5);
        AlbumTable &albums = fixture.library->albums();
        const AlbumId album = albums.create("A", photos).value();
        const std::vector<PhotoId> some{photos[3], photos[1], PhotoId{999}};
        const auto removed = albums.removePhotos(album, some).value();
        QCOMPARE(removed.size(), std::size_t{2});
        QCOMPARE(albums.photos(album).value(),
                 (std::vector<PhotoId>{photos[0], photos[2], photos[4]}));
        must(albums.putBack(album, removed));
        QCOMPARE(albums.photos(album).value(), photos);
    }

    void deletedAlbumComesBackWhole() {
        LibraryFixture fixture;
        const auto photos = photosIn(fixture, 3);
        AlbumTable &albums = fixture.library->albums();
        const AlbumId album = albums.create("A", photos).value();
        const auto deleted = albums.remove(album).value();
        QVERIFY(albums.all().value().empty());
        QVERIFY(!albums.remove(album));
        QVERIFY(!albums.addPhotos(album, photos));
        QVERIFY(!albums.rename(album, "B"));
        QCOMPARE(fixture.photoCount(), 3);
        must(albums.restore(deleted));
        QCOMPARE(albums.find("a").value()->id, album);
        QCOMPARE(albums.photos(album).value(), photos);
        // Once its name has gone to another it cannot.
        const auto again = albums.remove(album).value();
        QVERIFY(albums.create("a"));
        const auto restored = albums.restore(again);
        QVERIFY(!restored);
        QCOMPARE(restored.error().code, ErrorCode::BadUsage);
    }

    void forgottenPhotoLeavesAlbumAndCaptions() {
        LibraryFixture fixture;
        const auto photos = photosIn(fixture, 2);
        const AlbumId album = fixture.library->albums().create("A", photos).value();
        const PhotoCaptions caption{photos[0], {{"a dog", "person", true}}};
        QVERIFY(fixture.library->captions().set(std::span(&caption, 1)));
        fixture.commit(fixture.file("1.jpg", 77)); // other pixels under its name
        QCOMPARE(fixture.library->albums().photos(album).value(),
                 (std::vector<PhotoId>{photos[1]}));
        QVERIFY(fixture.library->captions().captioned().value().empty());
        QVERIFY(fixture.library->catalog().checkIntegrity().value().empty());
    }

    void captionsAreFoundByTextOnceConfirmed() {
        LibraryFixture fixture;
        const auto photos = photosIn(fixture, 2);
        CaptionTable &captions = fixture.library->captions();
        TextIndex &text = fixture.library->textIndex();
        const std::vector<PhotoCaptions> written{
            {photos[0],
             {{"  our zorbo\n", "person", true}, {"our zorbo", "csv", true}, {" ", "", true}}},
            {photos[1], {{"zorbo asleep", "similar", false}}},
            {PhotoId{999}, {{"nobody", "person", true}}}};
        const auto before = captions.set(written).value();
        QCOMPARE(before.size(), std::size_t{2});
        QVERIFY(before[0].captions.empty());
        QCOMPARE(captions.get(photos).value()[0].captions,
                 (std::vector<Caption>{{"our zorbo", "person", true}}));
        QCOMPARE(text.find("zorbo").value(), (std::vector<PhotoId>{photos[0]}));
        QCOMPARE(captions.captioned().value(), (std::vector<PhotoId>{photos[0]}));
        QCOMPARE(captions.confirm(photos).value(), 1);
        QCOMPARE(text.find("ZORBO").value().size(), std::size_t{2});
        // The index is made again with them.
        must(text.rebuild());
        QCOMPARE(text.find("zorbo asleep").value(), (std::vector<PhotoId>{photos[1]}));
        // A file that is committed again keeps them; taking them back takes them out.
        fixture.commit(fixture.file("1.jpg", 1));
        QCOMPARE(text.find("our zorbo").value(), (std::vector<PhotoId>{photos[0]}));
        const auto undone = captions.set(before).value();
        QCOMPARE(undone[0].captions.size(), std::size_t{1});
        QVERIFY(text.find("zorbo").value().empty());
        must(captions.set(undone).map([](const auto &) {}));
        QCOMPARE(text.find("zorbo").value().size(), std::size_t{2});
    }

    void historyOfTrainings() {
        LibraryFixture fixture;
        TrainingRunTable &runs = fixture.library->trainingRuns();
        TrainingRun run{0, "fido", "fovea-starter", "names", 1000, {}, "{}"};
        const auto first = runs.start(run).value();
        QVERIFY(!runs.latestOf("fido").value());
        must(runs.finish(first, 2000, R"({"r10":0.9})"));
        const auto second = runs.start(run).value();
        QCOMPARE(runs.latestOf("fido").value()->id, first);
        QCOMPARE(runs.latestOf("fido").value()->figures, std::string(R"({"r10":0.9})"));
        const auto all = runs.all().value();
        QCOMPARE(all.size(), std::size_t{2});
        QCOMPARE(all[0].id, second);
        QVERIFY(!all[0].finishedMs);
        QVERIFY(!runs.finish(99, 1, "{}"));
    }

    void libraryOfTheFirstSchemaIsBroughtForwardEvenForReading() {
        QTemporaryDir directory;
        const std::filesystem::path folder = directory.path().toStdString();
        {
            auto database =
                Database::open(folder / "catalog.db", Database::Mode::ReadWrite).value();
            must(upgradeSchema(*database, catalogMigrations().first(1), kCatalogApplicationId));
            auto thumbnails =
                Database::open(folder / "thumbnails.db", Database::Mode::ReadWrite).value();
            must(upgradeSchema(*thumbnails, thumbnailMigrations(), kThumbnailApplicationId));
        }
        auto library = Library::open(folder, Library::Mode::ReadOnly).value();
        QVERIFY(library->albums().all().value().empty());
        QVERIFY(std::filesystem::exists(folder / "catalog.db.v1.backup"));
    }
};

QTEST_GUILESS_MAIN(TestAlbums)
#include "tst_albums.moc"
