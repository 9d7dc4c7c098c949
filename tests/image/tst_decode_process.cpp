#include "engine/image/decode_process.h"
#include "image/photo_files.h"

#include <QtTest>

#include <sys/stat.h>

using namespace fovea;
using namespace fovea::image;
using namespace fovea::test;

class TestDecodeProcess : public QObject {
    Q_OBJECT

    QTemporaryDir m_dir;
    std::unique_ptr<DecodePool> m_pool;

    static DecodePoolOptions options() {
        DecodePoolOptions options;
        options.command = {FOVEA_DECODE_WORKER};
        return options;
    }
    std::filesystem::path path(const char *name) const {
        return m_dir.filePath(QString::fromUtf8(name)).toStdString();
    }
    Result<DecodedPhoto> decode(const char *name) {
        DecodeRequest request;
        request.file = path(name);
        request.encoderInput.size = 64;
        request.thumbnailSide = 100;
        request.previewSide = -1;
        return m_pool->decode(request);
    }

private Q_SLOTS:
    void initTestCase() {
        auto pool = DecodePool::start(options());
        QVERIFY2(pool.has_value(), pool ? "" : pool.error().message.c_str());
        m_pool = std::move(*pool);
        qInfo("sandbox: %s",
              m_pool->sandboxNote().empty() ? "whole" : m_pool->sandboxNote().c_str());
    }

    void everythingComesBackFromOneReading() {
        const Image picture = quarters(320, 192);
        const FileBytes file = jpegFile(picture);
        writeFile(path("a.jpg"), file);
        const auto photo = decode("a.jpg");
        QVERIFY2(photo.has_value(), photo ? "" : photo.error().message.c_str());
        QCOMPARE(photo->width, 320);
        QCOMPARE(photo->height, 192);
        QCOMPARE(photo->contentHash, hashContent(std::as_bytes(std::span(file))));
        QVERIFY(meanDifference(photo->preview, picture) < 2);
        QCOMPARE(photo->encoderInput.width, 64);
        QCOMPARE(photo->encoderInput.height, 64);
        QVERIFY(photo->thumbnailJpeg.size() > 100);
    }

    void refusalsNameTheFileAndTheReason_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("reason");
        QTest::newRow("not there") << "none.jpg"
                                   << "No such file";
        QTest::newRow("a folder") << "folder.jpg"
                                  << "not a regular file";
        QTest::newRow("a pipe") << "pipe.jpg"
                                << "not a regular file";
        QTest::newRow("empty") << "empty.jpg"
                               << "empty";
        QTest::newRow("no picture") << "text.jpg"
                                    << "no format";
        QTest::newRow("a header and no more") << "cut.jpg"
                                              << "JPEG";
    }
    void refusalsNameTheFileAndTheReason() {
        QFETCH(QString, name);
        QFETCH(QString, reason);
        std::filesystem::create_directory(path("folder.jpg"));
        ::mkfifo(path("pipe.jpg").c_str(), 0600);
        writeFile(path("empty.jpg"), {});
        writeFile(path("text.jpg"), {'h', 'e', 'l', 'l', 'o'});
        FileBytes cut = jpegFile(quarters(64, 64));
        cut.resize(20);
        writeFile(path("cut.jpg"), cut);
        const auto photo = decode(qPrintable(name));
        QVERIFY(!photo.has_value());
        QVERIFY2(photo.error().message.find(name.toStdString()) != std::string::npos,
                 photo.error().message.c_str());
        QVERIFY2(photo.error().message.find(reason.toStdString()) != std::string::npos,
                 photo.error().message.c_str());
    }
};

QTEST_GUILESS_MAIN(TestDecodeProcess)
#include "tst_decode_process.moc"
