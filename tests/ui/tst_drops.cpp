// What may be dropped where, by what is dragged.
#include "ui/drop_contents.h"
#include "ui/drop_overlay.h"

#include <QBuffer>
#include <QFile>
#include <QImage>
#include <QTemporaryDir>
#include <QTest>

using namespace fovea;
using namespace fovea::ui;

namespace {

QByteArray png() {
    QImage image(4, 4, QImage::Format_RGB32);
    image.fill(Qt::red);
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    image.save(&buffer, "PNG");
    return bytes;
}

} // namespace

class TestDrops : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void targets_data() {
        QTest::addColumn<QList<QUrl>>("urls");
        QTest::addColumn<QString>("type");
        QTest::addColumn<bool>("similar");
        QTest::addColumn<bool>("library");
        QTest::addColumn<int>("images");
        const QUrl folder = QUrl::fromLocalFile(m_folder.path());
        const auto file = [this](const char *name) {
            return QUrl::fromLocalFile(m_folder.filePath(QLatin1String(name)));
        };
        const QUrl web(QStringLiteral("https://example.org/dog.jpg"));
        const QUrl inlined(QStringLiteral("data:image/png;base64,") +
                           QString::fromLatin1(png().toBase64()));
        QTest::newRow("one photo") << QList<QUrl>{file("a.jpg")} << QString() << true << false << 1;
        QTest::newRow("three photos") << QList<QUrl>{file("a.jpg"), file("b.png"), file("c.webp")}
                                      << QString() << true << false << 3;
        QTest::newRow("a camera's raw file")
            << QList<QUrl>{file("a.nef")} << QString() << true << false << 1;
        QTest::newRow("a folder") << QList<QUrl>{folder} << QString() << false << true << 0;
        QTest::newRow("a folder and a photo")
            << QList<QUrl>{folder, file("a.jpg")} << QString() << true << true << 1;
        QTest::newRow("a text file")
            << QList<QUrl>{file("a.txt")} << QString() << false << false << 0;
        QTest::newRow("a link alone") << QList<QUrl>{web} << QString() << false << false << 0;
        QTest::newRow("a browser's image with its pixels")
            << QList<QUrl>{web} << QStringLiteral("image/png") << true << false << 1;
        QTest::newRow("an image within its address")
            << QList<QUrl>{inlined} << QString() << true << false << 1;
        QTest::newRow("a photo with a preview of it counts once")
            << QList<QUrl>{file("a.jpg")} << QStringLiteral("image/png") << true << false << 1;
    }

    void targets() {
        QFETCH(QList<QUrl>, urls);
        QFETCH(QString, type);
        QFETCH(bool, similar);
        QFETCH(bool, library);
        QFETCH(int, images);
        QMimeData mime;
        mime.setUrls(urls);
        if (!type.isEmpty()) {
            mime.setData(type, png());
        }
        const DropContents contents = readDrop(mime);
        QCOMPARE(contents.imageCount(), images);

        DropOverlay overlay;
        overlay.resize(800, 500);
        overlay.setAreas({224, 0, 576, 468}, {0, 0, 224, 500}, {224, 0, 576, 52});
        overlay.setContents(contents, {});
        using Target = DropOverlay::Target;
        QCOMPARE(overlay.targetAt({500, 300}), similar ? Target::FindSimilar : Target::None);
        QCOMPARE(overlay.targetAt({100, 300}), library ? Target::AddToLibrary : Target::None);
        QVERIFY(!overlay.sentence(Target::FindSimilar).isEmpty());
        QVERIFY(!overlay.sentence(Target::AddToLibrary).isEmpty());
    }

    void aLinkIsRefusedWithItsReason() {
        QMimeData mime;
        mime.setUrls({QUrl(QStringLiteral("https://example.org/dog.jpg"))});
        DropOverlay overlay;
        overlay.setAreas({224, 0, 576, 468}, {0, 0, 224, 500}, {});
        overlay.setContents(readDrop(mime), {});
        QVERIFY(overlay.sentence(DropOverlay::Target::FindSimilar)
                    .contains(QLatin1String("fetches nothing")));
    }

    void theFirstStartTakesFoldersAnywhere() {
        QMimeData mime;
        mime.setUrls({QUrl::fromLocalFile(m_folder.path())});
        DropOverlay overlay;
        overlay.resize(800, 500);
        overlay.setAreas({}, {0, 0, 800, 500}, {});
        overlay.setContents(readDrop(mime), {});
        QCOMPARE(overlay.targetAt({700, 400}), DropOverlay::Target::AddToLibrary);
    }

    void pixelsSurviveAsTheyCame() {
        QMimeData mime;
        mime.setData(QStringLiteral("image/png"), png());
        QCOMPARE(encodedImage(mime), png());
        QMimeData raw;
        raw.setImageData(QImage::fromData(png()));
        QCOMPARE(QImage::fromData(encodedImage(raw)).size(), QSize(4, 4));
    }

    void photosOfOurOwnKeepTheirIds() {
        const QList<PhotoId> photos{PhotoId{3}, PhotoId{7}};
        const std::unique_ptr<QMimeData> mime(
            photosMimeData(photos, {QUrl::fromLocalFile(QStringLiteral("/p/a.jpg"))}));
        QCOMPARE(readDrop(*mime).photos, photos);
        QVERIFY(mime->hasUrls());
    }

private:
    QTemporaryDir m_folder;
};

QTEST_MAIN(TestDrops)
#include "tst_drops.moc"
