#include "app/catalog_service.h"
#include "app/paths.h"
#include "app/photo_folder.h"

#include <QSignalSpy>
#include <QTest>

using namespace fovea;
using namespace fovea::app;
using fovea::test::PhotoFolder;

namespace {

constexpr int kPatienceMs = 30'000;

} // namespace

class TestCatalogService : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void emptyLibrary() {
        PhotoFolder folder;
        CatalogService service(toPath(folder.library()));
        const LibraryOverview overview = overviewOf(service);
        QVERIFY(overview.folders.isEmpty());
        QCOMPARE(overview.photos, 0);
        QCOMPARE(overview.activeModel, QString());
    }

    void tellsWhatIsThere() {
        PhotoFolder folder;
        folder.addMany(4);
        folder.addBroken(QStringLiteral("torn.jpg"));
        QCOMPARE(folder.index(), 0);
        CatalogService service(toPath(folder.library()));
        const LibraryOverview overview = overviewOf(service);
        QCOMPARE(overview.folders.size(), 1);
        QCOMPARE(overview.folders[0].path, folder.photos());
        QCOMPARE(overview.folders[0].name, QStringLiteral("photos"));
        QCOMPARE(overview.folders[0].photoCount, 4);
        QVERIFY(overview.folders[0].online);
        QCOMPARE(overview.failures.size(), 1);
        QVERIFY(overview.failures[0].path.endsWith(QStringLiteral("torn.jpg")));
        QCOMPARE(overview.photos, 4);
        QCOMPARE(overview.searchable, 4);
        QCOMPARE(overview.activeModel, QStringLiteral("fovea-starter"));
    }

    void newestTimelineWins() {
        PhotoFolder folder;
        folder.addMany(3);
        QCOMPARE(folder.index(), 0);
        CatalogService service(toPath(folder.library()));
        const FolderId root = overviewOf(service).folders[0].id;
        QList<std::pair<ui::Place, qsizetype>> answers;
        connect(&service, &CatalogService::timelineRead, this,
                [&](ui::Place place, const QList<ui::PhotoItem> &photos) {
                    answers.append({place, photos.size()});
                });
        for (int i = 0; i < 10; ++i) {
            service.readTimeline({});
        }
        service.readTimeline({root, {}});
        overviewOf(service); // behind it in the same thread
        QCOMPARE(answers.size(), 1);
        QCOMPARE(answers[0].first.folder, root);
        QCOMPARE(answers[0].second, 3);
    }

    void albumsAreMadeFilledAndEmptied() {
        PhotoFolder folder;
        folder.addMany(4);
        QCOMPARE(folder.index(), 0);
        CatalogService service(toPath(folder.library()));
        const FolderId root = overviewOf(service).folders[0].id;
        AlbumId album;
        std::vector<library::AlbumEntry> taken;
        connect(&service, &CatalogService::albumCreated, this,
                [&album](AlbumId made) { album = made; });
        connect(&service, &CatalogService::photosTakenOut, this,
                [&taken](AlbumId, const auto &entries) { taken = entries; });
        service.createAlbum(QStringLiteral("Luna"), {}, root);
        // Each change is told by an overview of its own too, so an answer may be that of one
        // before.
        LibraryOverview overview;
        const auto overviewHas = [&](int photos, const QString &name) {
            overview = overviewOf(service);
            const ui::AlbumEntry first = overview.albums.value(0);
            return first.photoCount == photos && first.name == name;
        };
        const QString luna = QStringLiteral("Luna");
        QTRY_VERIFY(overviewHas(4, luna));
        QCOMPARE(overview.albums.size(), 1);
        QCOMPARE(overview.albums[0].id, album);

        service.takeOutOfAlbum(album, {PhotoId{1}, PhotoId{2}});
        QTRY_VERIFY(overviewHas(2, luna));
        QCOMPARE(taken.size(), size_t(2));
        service.putBack(album, taken);
        service.renameAlbum(album, QStringLiteral("Luna and Bruno"));
        QTRY_VERIFY(overviewHas(4, QStringLiteral("Luna and Bruno")));

        service.removeAlbum(album);
        QTRY_VERIFY(overviewHas(0, QString()));
        QVERIFY(overview.albums.isEmpty());
        QCOMPARE(overview.photos, 4);
    }

    void describesAPhoto() {
        PhotoFolder folder;
        QDir(folder.photos()).mkdir(QStringLiteral("trip"));
        const QString path = folder.file(QStringLiteral("trip/a.jpg"));
        QVERIFY(PhotoFolder::picture(1).save(path));
        QCOMPARE(folder.index(), 0);
        CatalogService service(toPath(folder.library()));
        QList<ui::PhotoDetails> details;
        connect(&service, &CatalogService::detailsRead, this,
                [&](const ui::PhotoDetails &read) { details.append(read); });
        service.readDetails(PhotoId{1});
        QTRY_COMPARE_WITH_TIMEOUT(details.size(), 1, kPatienceMs);
        QCOMPARE(details[0].fileName, QStringLiteral("a.jpg"));
        QCOMPARE(details[0].folder, QStringLiteral("photos/trip"));
        QVERIFY(details[0].fileFacts.startsWith(QStringLiteral("320 × 240 · ")));
        QCOMPARE(details[0].offlineNote, QString());
        QCOMPARE(service.urlsOf({PhotoId{1}}), QList{QUrl::fromLocalFile(path)});
    }

    void removesAFolderAndItsPhotos() {
        PhotoFolder folder;
        folder.addMany(3);
        QCOMPARE(folder.index(), 0);
        CatalogService service(toPath(folder.library()));
        const FolderId root = overviewOf(service).folders[0].id;
        QSignalSpy removed(&service, &CatalogService::folderRemoved);
        service.removeFolder(root);
        QTRY_COMPARE_WITH_TIMEOUT(removed.size(), 1, kPatienceMs);
        const LibraryOverview overview = overviewOf(service);
        QVERIFY(overview.folders.isEmpty());
        QCOMPARE(overview.photos, 0);
        QVERIFY(QFile::exists(folder.file(QStringLiteral("photo_001.jpg"))));
    }

    void triesAFileAgain() {
        PhotoFolder folder;
        folder.addMany(1);
        const QString torn = folder.addBroken(QStringLiteral("torn.jpg"));
        QCOMPARE(folder.index(), 0);
        CatalogService service(toPath(folder.library()));
        QSignalSpy willRead(&service, &CatalogService::willReadAgain);
        service.readAgain({torn});
        QTRY_COMPARE_WITH_TIMEOUT(willRead.size(), 1, kPatienceMs);
        QCOMPARE(overviewOf(service).failures.size(), 1); // until it was read
        QCOMPARE(folder.index(), 0);
        auto library = library::Library::open(toPath(folder.library()));
        library::KnownFile known;
        QVERIFY((*library)->catalog().forEachFile(FolderId{1}, [&](const library::KnownFile &file) {
            if (toQString(file.path) == torn) {
                known = file;
            }
        }));
        QCOMPARE(known.stamp.sizeBytes, QFileInfo(torn).size()); // it was read once more
    }

private:
    static LibraryOverview overviewOf(CatalogService &service) {
        std::optional<LibraryOverview> overview;
        const auto connection = connect(&service, &CatalogService::overviewRead, &service,
                                        [&](const LibraryOverview &read) { overview = read; });
        service.readOverview();
        [&] { QTRY_VERIFY_WITH_TIMEOUT(overview.has_value(), kPatienceMs); }();
        disconnect(connection);
        return overview.value_or(LibraryOverview());
    }
};

QTEST_GUILESS_MAIN(TestCatalogService)
#include "tst_catalog_service.moc"
