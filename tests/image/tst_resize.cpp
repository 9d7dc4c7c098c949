#include "engine/image/resize.h"
#include "engine/image/resize_kernels.h"

#include <QtTest>

#include <QCryptographicHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <random>

using namespace fovea::image;

namespace {

// The picture of make_resize.py.
Image noise(int width, int height) {
    Image image{width, height, {}};
    image.pixels.resize(static_cast<std::size_t>(height) * image.rowBytes());
    auto state = static_cast<std::uint32_t>(width) * 65536U + static_cast<std::uint32_t>(height);
    for (std::uint8_t &sample : image.pixels) {
        state = state * 1664525U + 1013904223U;
        sample = static_cast<std::uint8_t>(state >> 24U);
    }
    return image;
}

QString sha256(const Image &image) {
    const QByteArrayView bytes(image.pixels.data(), static_cast<qsizetype>(image.pixels.size()));
    return QString::fromLatin1(QCryptographicHash::hash(bytes, QCryptographicHash::Sha256).toHex());
}

Interpolation interpolationNamed(const QString &name) {
    return name == QLatin1String("bilinear") ? Interpolation::Bilinear : Interpolation::Bicubic;
}

} // namespace

class TestResize : public QObject {
    Q_OBJECT

    QJsonObject m_goldens;

    void addRows(const char *list) {
        QTest::addColumn<QJsonObject>("golden");
        for (const auto &value : m_goldens[QLatin1String(list)].toArray()) {
            const QJsonObject golden = value.toObject();
            const QJsonArray from = golden[QLatin1String("from")].toArray();
            QTest::addRow("%dx%d to %dx%d %s %s", from[0].toInt(), from[1].toInt(),
                          golden[QLatin1String("width")].toInt(),
                          golden[QLatin1String("height")].toInt(),
                          qPrintable(golden[QLatin1String("mode")].toString()),
                          qPrintable(golden[QLatin1String("filter")].toString()))
                << golden;
        }
    }
    static Image source(const QJsonObject &golden) {
        const QJsonArray from = golden[QLatin1String("from")].toArray();
        return noise(from[0].toInt(), from[1].toInt());
    }

private Q_SLOTS:
    void initTestCase() {
        QFile file(QStringLiteral(FOVEA_SOURCE_DIR "/tests/goldens/resize.json"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        m_goldens = QJsonDocument::fromJson(file.readAll()).object();
        QVERIFY(!m_goldens.isEmpty());
    }

    void resizeIsPillows_data() { addRows("resize"); }
    void resizeIsPillows() {
        QFETCH(QJsonObject, golden);
        const Image result = resize(source(golden), golden[QLatin1String("width")].toInt(),
                                    golden[QLatin1String("height")].toInt(),
                                    interpolationNamed(golden[QLatin1String("filter")].toString()));
        QCOMPARE(sha256(result), golden[QLatin1String("sha256")].toString());
    }

    void encoderInputIsOpenClips_data() { addRows("input"); }
    void encoderInputIsOpenClips() {
        QFETCH(QJsonObject, golden);
        EncoderInput input;
        input.size = golden[QLatin1String("width")].toInt();
        input.interpolation = interpolationNamed(golden[QLatin1String("filter")].toString());
        const QString mode = golden[QLatin1String("mode")].toString();
        input.mode = mode == QLatin1String("squash")    ? ResizeMode::Squash
                     : mode == QLatin1String("longest") ? ResizeMode::Longest
                                                        : ResizeMode::Shortest;
        input.fill = {10, 20, 30};
        const Image result = toEncoderInput(source(golden), input);
        QCOMPARE(result.width, input.size);
        QCOMPARE(result.height, input.size);
        QCOMPARE(sha256(result), golden[QLatin1String("sha256")].toString());
    }

    // A strip as long as a header may claim costs what its crop costs.
    void longStripGivesASmallSquare() {
        Image strip{4'000'000, 1, std::vector<std::uint8_t>(12'000'000, 77)};
        const Image square = toEncoderInput(
            strip, EncoderInput{260, ResizeMode::Shortest, Interpolation::Bicubic, {}});
        QCOMPARE(square.width, 260);
        QCOMPARE(square.pixels, std::vector<std::uint8_t>(260 * 260 * 3, 77));
    }

    void fastKernelsAreThePlainOnes() {
        std::mt19937 random(7);
        const Image image = noise(301, 40);
        for (int round = 0; round < 300; ++round) {
            const int count = 1 + static_cast<int>(random() % 39);
            std::vector<std::int32_t> weights(static_cast<std::size_t>(count));
            for (std::int32_t &weight : weights) {
                weight = (static_cast<std::int32_t>(random() % (1U << 23U)) - (1 << 21)) /
                         count; // no sum overflows
            }
            std::vector<ResizeWindow> windows;
            for (int x = 0; x < 50; ++x) {
                windows.push_back({static_cast<int>(random() % static_cast<unsigned>(302 - count)),
                                   count, weights.data()});
            }
            std::vector<std::uint8_t> plain(150);
            std::vector<std::uint8_t> fast(150);
            plainKernels().horizontal(image.row(3).data(), true, windows.data(), 50, plain.data());
            bestKernels().horizontal(image.row(3).data(), true, windows.data(), 50, fast.data());
            QCOMPARE(fast, plain);
            const std::size_t bytes = 1 + random() % 150;
            const ResizeWindow window{0, count, weights.data()};
            plainKernels().vertical(image.pixels.data(), image.rowBytes(), window, bytes,
                                    plain.data());
            bestKernels().vertical(image.pixels.data(), image.rowBytes(), window, bytes,
                                   fast.data());
            QCOMPARE(fast, plain);
        }
    }

    void fitInsideNeverEnlarges() {
        QCOMPARE(fitInside(noise(30, 20), 100), noise(30, 20));
        const Image small = fitInside(noise(3000, 2), 100);
        QCOMPARE(small.width, 100);
        QCOMPARE(small.height, 1);
    }
};

QTEST_GUILESS_MAIN(TestResize)
#include "tst_resize.moc"
