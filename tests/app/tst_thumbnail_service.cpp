#include "app/paths.h"
#include "app/photo_folder.h"
#include "app/thumbnail_service.h"
#include "engine/library/library.h"

#include <QSignalSpy>
#include <QTest>

using namespace fovea;
using namespace fovea::app;
using fovea::test::PhotoFolder;

namespace {

constexpr int kPhotos = 10;
constexpr int kPatienceMs = 30'000;

} // namespace

class TestThumbnailService : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() {
        m_folder.addMany(kPhotos);
        m_large = m_folder.add(50, {3000, 2000});
        QCOMPARE(m_folder.index(), 0);
    }

    void loadsWhatIsOnScreen() {
        auto service = makeService(m_folder);
        const PhotoId photo = idOf(m_folder, QStringLiteral("photo_001.jpg"));
        QVERIFY(service->thumbnail(photo).isNull());
        service->want({photo}, {});
        QTRY_VERIFY_WITH_TIMEOUT(!service->thumbnail(photo).isNull(), kPatienceMs);
        const QImage image = service->thumbnail(photo);
        QCOMPARE(image.size(), QSize(320, 240));
        QVERIFY(closeTo(image.pixelColor(2, 2), PhotoFolder::picture(1).pixelColor(2, 2)));
    }

    void screenComesBeforeWhatIsNext() {
        auto service = makeService(m_folder, 1);
        QList<PhotoId> order;
        connect(service.get(), &ui::ThumbnailSource::ready, this,
                [&](const QList<PhotoId> &photos) { order += photos; });
        QList<PhotoId> soon;
        for (int number = 0; number < kPhotos; ++number) {
            soon.append(idOf(m_folder,
                             QStringLiteral("photo_%1.jpg").arg(number, 3, 10, QLatin1Char('0'))));
        }
        const PhotoId visible = soon.takeLast();
        service->want(soon, {}); // scrolled past before the event loop ran
        service->want({visible}, soon.mid(0, 3));
        QTRY_COMPARE_WITH_TIMEOUT(order.size(), 4, kPatienceMs);
        QCOMPARE(order[0], visible);
    }

    void makesWhatIsMissing() {
        PhotoFolder folder;
        folder.addMany(2);
        QCOMPARE(folder.index(), 0);
        for (const QString &name :
             QDir(folder.library()).entryList({QStringLiteral("thumbnails.db*")})) {
            QVERIFY(QFile::remove(QDir(folder.library()).filePath(name)));
        }
        const PhotoId photo = idOf(folder, QStringLiteral("photo_001.jpg"));
        auto service = makeService(folder);
        service->want({photo}, {});
        QTRY_VERIFY_WITH_TIMEOUT(!service->thumbnail(photo).isNull(), kPatienceMs);
        auto library = library::Library::open(toPath(folder.library()));
        QVERIFY((*library)->thumbnails().contains(photo).value());
    }

    void tellsOfAPhotoWithoutOne() {
        PhotoFolder folder;
        folder.addMany(2);
        QCOMPARE(folder.index(), 0);
        const PhotoId photo = idOf(folder, QStringLiteral("photo_001.jpg"));
        for (const QString &name :
             QDir(folder.library()).entryList({QStringLiteral("thumbnails.db*")})) {
            QVERIFY(QFile::remove(QDir(folder.library()).filePath(name)));
        }
        folder.addBroken(QStringLiteral("photo_001.jpg"));
        auto service = makeService(folder);
        QSignalSpy failed(service.get(), &ui::ThumbnailSource::failed);
        service->want({photo}, {});
        QTRY_COMPARE_WITH_TIMEOUT(failed.size(), 1, kPatienceMs);
        QVERIFY(service->thumbnail(photo).isNull());
    }

    void decodesPreviews_data() {
        QTest::addColumn<QSize>("asked");
        QTest::addColumn<bool>("full");
        QTest::addColumn<QSize>("given");
        QTest::newRow("to the screen") << QSize(900, 600) << false << QSize(900, 600);
        QTest::newRow("never enlarged") << QSize(9000, 6000) << false << QSize(3000, 2000);
        QTest::newRow("full") << QSize(900, 600) << true << QSize(3000, 2000);
    }
    void decodesPreviews() {
        QFETCH(QSize, asked);
        QFETCH(bool, full);
        QFETCH(QSize, given);
        auto service = makeService(m_folder);
        const PhotoId photo = idOf(m_folder, QStringLiteral("photo_050.jpg"));
        QImage preview;
        QSize fullSize;
        connect(service.get(), &ui::ThumbnailSource::previewReady, this,
                [&](PhotoId id, const QImage &image, QSize size) {
                    QCOMPARE(id, photo);
                    preview = image;
                    fullSize = size;
                });
        service->requestPreview(photo, asked, full);
        QTRY_VERIFY_WITH_TIMEOUT(!preview.isNull(), kPatienceMs);
        QCOMPARE(fullSize, QSize(3000, 2000));
        QCOMPARE(preview.size(), given);
        // Again, it is there at once.
        preview = {};
        service->requestPreview(photo, asked, full);
        QCoreApplication::processEvents();
        QCOMPARE(preview.size(), given);
    }

    void tellsWhyThereIsNoPreview() {
        PhotoFolder folder;
        const QString file = folder.add(1);
        QCOMPARE(folder.index(), 0);
        const PhotoId photo = idOf(folder, QStringLiteral("photo_001.jpg"));
        QVERIFY(QFile::remove(file));
        auto service = makeService(folder);
        QSignalSpy failed(service.get(), &ui::ThumbnailSource::previewFailed);
        service->requestPreview(photo, {100, 100}, false);
        QTRY_COMPARE_WITH_TIMEOUT(failed.size(), 1, kPatienceMs);
        QVERIFY(!failed[0][1].toString().isEmpty());
    }

private:
    static bool closeTo(const QColor &a, const QColor &b) {
        return std::abs(a.red() - b.red()) + std::abs(a.green() - b.green()) +
                   std::abs(a.blue() - b.blue()) <
               24;
    }

    static PhotoId idOf(const PhotoFolder &folder, const QString &name) {
        auto library = library::Library::open(toPath(folder.library()));
        const auto id = (*library)->catalog().photoAt(toPath(folder.file(name)));
        return id && *id ? **id : PhotoId();
    }

    static std::unique_ptr<ThumbnailService> makeService(const PhotoFolder &folder,
                                                         int threads = 2) {
        const std::vector<std::string> command{FOVEA_BINARY, "decode-worker"};
        ThumbnailService::Options options;
        options.libraryFolder = toPath(folder.library());
        options.thumbnailDecoders = std::make_shared<Decoders>(command, 1);
        options.previewDecoders = std::make_shared<Decoders>(command, 1);
        options.threads = threads;
        return std::make_unique<ThumbnailService>(std::move(options));
    }

    PhotoFolder m_folder;
    QString m_large;
};

QTEST_GUILESS_MAIN(TestThumbnailService)
#include "tst_thumbnail_service.moc"
