#include "engine/core/atomic_file.h"
#include "engine/core/bounded_queue.h"
#include "engine/core/content_hash.h"
#include "engine/core/half.h"
#include "engine/core/mapped_file.h"

#include <QtTest>

#include <cmath>
#include <fstream>
#include <limits>
#include <thread>

using namespace fovea;

class TestCore : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyHalfSurvivesTheWayThroughFloat() {
        for (std::uint32_t bits = 0; bits < 0x10000U; ++bits) {
            const auto half = static_cast<Half>(bits);
            const float value = toFloat(half);
            if (!std::isnan(value)) {
                QCOMPARE(toHalf(value), half);
            }
        }
    }

    void halfRoundsToNearestEven() {
        QCOMPARE(toHalf(1.0F + 0x1p-11F), toHalf(1.0F));
        QCOMPARE(toHalf(1.0F + 3 * 0x1p-11F), toHalf(1.0F + 0x1p-9F));
        QCOMPARE(toHalf(65519.0F), toHalf(65504.0F));
        QCOMPARE(toHalf(65520.0F), Half{0x7c00});
        QVERIFY(std::isnan(toFloat(toHalf(std::numeric_limits<float>::quiet_NaN()))));
    }

    void spansConvertAsSingleValuesDo() {
        std::vector<float> values;
        for (int i = 0; i < 1003; ++i) {
            values.push_back(std::sin(static_cast<float>(i)) *
                             std::pow(10.0F, static_cast<float>(i % 11 - 6)));
        }
        std::vector<Half> halves(values.size());
        toHalf(values, halves);
        std::vector<float> back(values.size());
        toFloat(halves, back);
        for (std::size_t i = 0; i < values.size(); ++i) {
            QCOMPARE(halves[i], toHalf(values[i]));
            QCOMPARE(back[i], toFloat(halves[i]));
        }
    }

    void hashIsTheCanonicalXxh3() {
        QCOMPARE(toHex(hashContent({})), std::string("99aa06d3014798d86001c324468d497f"));
    }

    void mappedFileHoldsTheBytesOfTheFile() {
        QTemporaryDir dir;
        const std::filesystem::path path = dir.filePath(QStringLiteral("ä b.bin")).toStdString();
        std::ofstream(path) << "photo";
        const auto file = MappedFile::open(path);
        QVERIFY(file.has_value());
        QCOMPARE(file->bytes().size(), std::size_t{5});
        QVERIFY(
            MappedFile::open(dir.path().toStdString()).error().message.find("not a regular file") !=
            std::string::npos);
        QCOMPARE(MappedFile::open(path.string() + ".none").error().code, ErrorCode::NotFound);
    }

    void failedWriteLeavesTheOldFile() {
        QTemporaryDir dir;
        const std::filesystem::path path = dir.filePath(QStringLiteral("index")).toStdString();
        const std::string old = "old";
        QVERIFY(writeFileAtomically(path, std::as_bytes(std::span(old))).has_value());
        const auto result = writeFileAtomically(path, [](std::ostream &out) -> Result<void> {
            out << "half of the new";
            return fail(ErrorCode::Stopped, "stopped");
        });
        QCOMPARE(result.error().code, ErrorCode::Stopped);
        std::string contents;
        std::ifstream(path) >> contents;
        QCOMPARE(contents, old);
        QCOMPARE(QDir(dir.path()).entryList(QDir::Files).size(), 1);
    }

    void queueHandsOverAllItemsAndEnds() {
        BoundedQueue<int> queue(3);
        std::jthread producer([&queue] {
            for (int i = 0; i < 1000; ++i) {
                queue.push(i);
            }
            queue.close();
        });
        int next = 0;
        while (const auto item = queue.pop()) {
            QCOMPARE(*item, next++);
        }
        QCOMPARE(next, 1000);
        QVERIFY(!queue.push(1));
    }
};

QTEST_GUILESS_MAIN(TestCore)
#include "tst_core.moc"
