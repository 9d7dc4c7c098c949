#include "engine/image/decode_process.h"
#include "image/photo_files.h"

#include <QtTest>

#include <atomic>
#include <thread>

#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

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

    static std::unique_ptr<DecodePool> misbehaving(const char *mode,
                                                   std::chrono::milliseconds limit) {
        DecodePoolOptions options;
        options.command = {FOVEA_MISBEHAVING_WORKER, mode};
        options.timeLimit = limit;
        return DecodePool::start(options).value();
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

    void bytesAreReadAsAFileIs() {
        const FileBytes file = jpegFile(quarters(300, 100));
        DecodeRequest request;
        request.file = "shard.tar/7.jpg";
        request.encoderInput = {50, ResizeMode::Whole, Interpolation::Bicubic, {}};
        const auto photo = m_pool->decode(request, std::as_bytes(std::span(file)));
        QVERIFY2(photo.has_value(), photo ? "" : photo.error().message.c_str());
        QCOMPARE(photo->encoderInput.width, 150); // nothing is cut off
        QCOMPARE(photo->encoderInput.height, 50);
        const auto broken = m_pool->decode(request, std::as_bytes(std::span("no photo")));
        QVERIFY(!broken);
        QVERIFY(broken.error().message.starts_with("Cannot read shard.tar/7.jpg: "));
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

    void brokenWorkersGiveAReasonAndAreReplaced_data() {
        QTest::addColumn<QString>("reason");
        QTest::newRow("crashes") << "crashed (signal 11)";
        QTest::newRow("exits") << "gave up";
        QTest::newRow("hangs") << "longer than 200 ms";
        for (const char *nonsense :
             {"claims-pixels-it-has-not", "negative-size", "another-size", "huge-metadata",
              "empty-output", "old-answer", "unknown-error"}) {
            QTest::newRow(nonsense) << "nonsense";
        }
        QTest::newRow("short-message") << "crashed or killed";
    }
    void brokenWorkersGiveAReasonAndAreReplaced() {
        QFETCH(QString, reason);
        const bool hangs = QLatin1String(QTest::currentDataTag()) == QLatin1String("hangs");
        auto pool =
            misbehaving(QTest::currentDataTag(), std::chrono::milliseconds(hangs ? 200 : 20000));
        writeFile(path("b.jpg"), {1});
        DecodeRequest request;
        request.file = path("b.jpg");
        request.encoderInput.size = 8;
        request.previewSide = -1;
        for (int i = 0; i < 2; ++i) { // the second goes to another worker
            const auto photo = pool->decode(request);
            QVERIFY(!photo.has_value());
            const std::string &message = photo.error().message;
            QVERIFY2(message.find("b.jpg") != std::string::npos, message.c_str());
            if (reason != QLatin1String("crashed or killed")) {
                QVERIFY2(message.find(reason.toStdString()) != std::string::npos, message.c_str());
            }
        }
    }

    void workerThatNeverStartsFailsTheStart() {
        DecodePoolOptions broken;
        broken.command = {FOVEA_MISBEHAVING_WORKER, "never-starts"};
        QVERIFY(!DecodePool::start(broken).has_value());
        broken.command = {"/nonexistent/fovea", "decode-worker"};
        const auto pool = DecodePool::start(broken);
        QVERIFY(!pool.has_value());
        QVERIFY(pool.error().message.find("/nonexistent/fovea") != std::string::npos);
    }

    void thousandCrashesLeaveNothingBehind() {
#ifdef __SANITIZE_ADDRESS__
        constexpr int kCrashes = 20; // each costs a third of a second
#else
        constexpr int kCrashes = 1000;
#endif
        const auto descriptors = [] {
            return QDir(QStringLiteral("/proc/self/fd")).entryList().size();
        };
        auto pool = misbehaving("crashes", std::chrono::seconds(10));
        writeFile(path("b.jpg"), {1});
        DecodeRequest request;
        request.file = path("b.jpg");
        static_cast<void>(pool->decode(request));
        const auto before = descriptors();
        for (int i = 0; i < kCrashes; ++i) {
            QVERIFY(!pool->decode(request).has_value());
        }
        QCOMPARE(descriptors(), before);
        pool.reset();
        m_pool.reset();
        QVERIFY(::waitpid(-1, nullptr, WNOHANG) < 0); // no child is left, dead or alive
        m_pool = DecodePool::start(options()).value();
    }

    void workersThatDieWhileIdleCostNoPhoto() {
        writeFile(path("a.jpg"), jpegFile(quarters(64, 64)));
        QVERIFY(decode("a.jpg").has_value());
        QCOMPARE(
            ::system(qPrintable(
                QStringLiteral("kill -9 $(ps -o pid= --ppid %1 | head -n 1)").arg(::getpid()))),
            0);
        QVERIFY(decode("a.jpg").has_value());
    }

    void callsFromManyThreadsAllGetTheirOwnPhoto() {
        DecodePoolOptions two = options();
        two.workers = 2;
        auto pool = DecodePool::start(two).value();
        for (int side = 32; side < 40; ++side) {
            writeFile(path(qPrintable(QString::number(side))), jpegFile(quarters(side, 32)));
        }
        std::atomic<int> right = 0;
        {
            std::vector<std::jthread> threads;
            for (int thread = 0; thread < 4; ++thread) {
                threads.emplace_back([&, thread] {
                    for (int i = 0; i < 8; ++i) {
                        const int side = 32 + (i + thread) % 8;
                        DecodeRequest request;
                        request.file = path(qPrintable(QString::number(side)));
                        const auto photo = pool->decode(request);
                        right += photo && photo->width == side ? 1 : 0;
                    }
                });
            }
        }
        QCOMPARE(right.load(), 32);
    }

    void bombsAreRefusedByTheirHeader() {
        // A PNG that claims 40,000 x 40,000 pixels and is 60 bytes long.
        FileBytes png{0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 0,    0, 0,    13,
                      'I',  'H', 'D', 'R', 0,    0,    0x9c, 0x40, 0,    0, 0x9c, 0x40,
                      8,    2,   0,   0,   0,    0x34, 0x0f, 0x5c, 0x4d, 0, 0,    0,
                      0,    'I', 'D', 'A', 'T',  0x35, 0xaf, 0x06, 0x1e};
        writeFile(path("bomb.png"), png);
        const auto photo = decode("bomb.png");
        QVERIFY(!photo.has_value());
        QVERIFY2(photo.error().message.find("bomb.png") != std::string::npos,
                 photo.error().message.c_str());
        QVERIFY(decode("a.jpg").has_value());
    }
};

QTEST_GUILESS_MAIN(TestDecodeProcess)
#include "tst_decode_process.moc"
