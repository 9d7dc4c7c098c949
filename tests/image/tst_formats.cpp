#include "engine/image/format.h"
#include "engine/image/orientation.h"
#include "engine/image/photo_reader.h"
#include "image/photo_files.h"

#include <QtTest>

#include <map>

#include <lcms2.h>
#include <vips/vips8>

using namespace fovea;
using namespace fovea::image;
using namespace fovea::test;
using vips::VImage;
using vips::VOption;

namespace {

std::span<const std::byte> view(const FileBytes &file) {
    return std::as_bytes(std::span(file));
}

Result<ReadPhoto> read(const FileBytes &file, int previewSide = -1, DecodeLimits limits = {}) {
    DecodeRequest request;
    request.previewSide = previewSide;
    return readPhoto(view(file), {}, request, limits);
}

VImage toVips(const Image &image) {
    return VImage::new_from_memory(const_cast<std::uint8_t *>(image.pixels.data()),
                                   image.pixels.size(), image.width, image.height, 3,
                                   VIPS_FORMAT_UCHAR)
        .copy(VImage::option()->set("interpretation", VIPS_INTERPRETATION_sRGB))
        .copy_memory();
}

FileBytes save(const VImage &image, const char *suffix, VOption *options = nullptr) {
    void *data = nullptr;
    std::size_t size = 0;
    image.write_to_buffer(suffix, &data, &size, options);
    const std::unique_ptr<void, void (*)(void *)> owner(data, g_free);
    const auto *bytes = static_cast<const std::uint8_t *>(data);
    return {bytes, bytes + size};
}

// A profile whose red and green are swapped: what went through it shows.
FileBytes swappedProfile() {
    const cmsCIExyY white{0.3127, 0.3290, 1};
    const cmsCIExyYTRIPLE primaries{{0.30, 0.60, 1}, {0.64, 0.33, 1}, {0.15, 0.06, 1}};
    cmsToneCurve *curve = cmsBuildGamma(nullptr, 2.2);
    cmsToneCurve *curves[3] = {curve, curve, curve};
    cmsHPROFILE profile = cmsCreateRGBProfile(&white, &primaries, curves);
    cmsUInt32Number size = 0;
    cmsSaveProfileToMem(profile, nullptr, &size);
    FileBytes bytes(size);
    cmsSaveProfileToMem(profile, bytes.data(), &size);
    cmsCloseProfile(profile);
    cmsFreeToneCurve(curve);
    return bytes;
}

Image swapped(Image image) {
    for (std::size_t i = 0; i < image.pixels.size(); i += 3) {
        std::swap(image.pixels[i], image.pixels[i + 1]);
    }
    return image;
}

VImage withProfile(const VImage &image) {
    const FileBytes profile = swappedProfile();
    VImage copy = image.copy();
    void *data = g_memdup2(profile.data(), profile.size());
    copy.set(
        VIPS_META_ICC_NAME,
        [](void *memory, void *) {
            g_free(memory);
            return 0;
        },
        data, profile.size());
    return copy;
}

// A bitmap of 24 bits, bottom up, as every program writes it.
FileBytes bmpFile(const Image &image) {
    FileBytes file{'B', 'M', 0, 0, 0, 0, 0, 0, 0, 0, 54, 0, 0, 0, 40, 0, 0, 0};
    const auto put = [&file](int value, int bytes) {
        for (int i = 0; i < bytes; ++i) {
            file.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
        }
    };
    put(image.width, 4);
    put(image.height, 4);
    put(1, 2);
    put(24, 2);
    file.resize(54);
    for (int y = image.height - 1; y >= 0; --y) {
        const auto row = image.row(y);
        for (std::size_t x = 0; x < row.size(); x += 3) {
            file.insert(file.end(), {row[x + 2], row[x + 1], row[x]});
        }
        file.resize(file.size() + (4 - row.size() % 4) % 4);
    }
    return file;
}

// A DNG with raw data that nobody can use and a JPEG preview in its first directory.
FileBytes dngFile(const FileBytes &preview, int width, int height, int orientation) {
    FileBytes file{'I', 'I', 42, 0, 8, 0, 0, 0};
    const auto put = [&file](std::uint32_t value, int bytes) {
        for (int i = 0; i < bytes; ++i) {
            file.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
        }
    };
    struct Entry {
        std::uint32_t tag, type, count, value;
    };
    const auto directory = [&](const std::vector<Entry> &entries) {
        put(static_cast<std::uint32_t>(entries.size()), 2);
        for (const Entry &entry : entries) {
            put(entry.tag, 2);
            put(entry.type, 2);
            put(entry.count, 4);
            put(entry.value, 4);
        }
        put(0, 4);
    };
    constexpr std::uint32_t kMain = 14;
    const std::uint32_t sub = 8 + 2 + kMain * 12 + 4;
    constexpr std::uint32_t kRaw = 10;
    const std::uint32_t make = sub + 2 + kRaw * 12 + 4;
    const std::uint32_t model = make + 8;
    const std::uint32_t jpeg = model + 8;
    const auto jpegBytes = static_cast<std::uint32_t>(preview.size());
    const auto w = static_cast<std::uint32_t>(width);
    const auto h = static_cast<std::uint32_t>(height);
    directory({{254, 4, 1, 1},
               {256, 4, 1, w},
               {257, 4, 1, h},
               {258, 3, 1, 8},
               {259, 3, 1, 7},
               {262, 3, 1, 6},
               {271, 2, 6, make},
               {272, 2, 6, model},
               {273, 4, 1, jpeg},
               {274, 3, 1, static_cast<std::uint32_t>(orientation)},
               {277, 3, 1, 3},
               {279, 4, 1, jpegBytes},
               {330, 4, 1, sub},
               {50706, 1, 4, 0x00000401}});
    directory({{254, 4, 1, 0},
               {256, 4, 1, w},
               {257, 4, 1, h},
               {258, 3, 1, 16},
               {259, 3, 1, 1},
               {262, 3, 1, 32803},
               {273, 4, 1, jpeg + jpegBytes},
               {277, 3, 1, 1},
               {279, 4, 1, w * h * 2},
               {33421, 3, 2, 0x00020002}});
    for (const char *name : {"Fovea\0\0\0", "Test1\0\0\0"}) {
        file.insert(file.end(), name, name + 8);
    }
    file.insert(file.end(), preview.begin(), preview.end());
    file.resize(
        file.size() + static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 2, 40);
    return file;
}

} // namespace

class TestFormats : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() {
        // Files are made before the readers close what they do not need.
        QCOMPARE(vips_init("test"), 0);
        QVERIFY(startDecoders().has_value());
    }

    void everyFormatGivesItsPixels_data() {
        QTest::addColumn<QByteArray>("file");
        QTest::addColumn<int>("format");
        QTest::addColumn<double>("tolerance");
        const Image picture = quarters(96, 64);
        const VImage image = toVips(picture);
        const auto row = [](const char *name, const FileBytes &file, Format format,
                            double tolerance) {
            QTest::newRow(name) << QByteArray(reinterpret_cast<const char *>(file.data()),
                                              static_cast<qsizetype>(file.size()))
                                << static_cast<int>(format) << tolerance;
        };
        const auto lossless = [] { return VImage::option()->set("lossless", true); };
        row("JPEG", jpegFile(picture), Format::Jpeg, 4);
        row("progressive JPEG",
            save(image, ".jpg", VImage::option()->set("interlace", true)->set("Q", 95)),
            Format::Jpeg, 4);
        row("PNG", save(image, ".png"), Format::Png, 0);
        row("16-bit PNG", save(image.colourspace(VIPS_INTERPRETATION_RGB16), ".png"), Format::Png,
            1);
        row("WebP", save(image, ".webp", lossless()), Format::WebP, 0);
        row("TIFF", save(image, ".tif"), Format::Tiff, 0);
        row("floating-point TIFF", save(image.colourspace(VIPS_INTERPRETATION_scRGB), ".tif"),
            Format::Tiff, 1);
        row("LAB TIFF", save(image.colourspace(VIPS_INTERPRETATION_LAB), ".tif"), Format::Tiff, 2);
        row("GIF", save(image, ".gif"), Format::Gif, 6);
        row("JPEG XL", save(image, ".jxl", lossless()), Format::Jxl, 1);
        row("JPEG 2000", save(image, ".jp2", lossless()), Format::Jp2, 1);
        row("HEIC", save(image, ".heic", VImage::option()->set("Q", 95)), Format::Heic, 6);
        row("AVIF", save(image, ".avif", VImage::option()->set("Q", 95)), Format::Avif, 6);
        row("BMP", bmpFile(picture), Format::Bmp, 0);
    }
    void everyFormatGivesItsPixels() {
        QFETCH(QByteArray, file);
        QFETCH(int, format);
        QFETCH(double, tolerance);
        const FileBytes bytes(file.begin(), file.end());
        QCOMPARE(static_cast<int>(detectFormat(view(bytes).first(32))), format);
        const auto photo = read(bytes);
        QVERIFY2(photo.has_value(), photo ? "" : photo.error().message.c_str());
        QCOMPARE(photo->photo.width, 96);
        const double difference = meanDifference(photo->photo.preview, quarters(96, 64));
        QVERIFY2(difference <= tolerance, qPrintable(QString::number(difference)));
    }

    void cutFilesNeverThrow_data() { everyFormatGivesItsPixels_data(); }
    void cutFilesNeverThrow() {
        QFETCH(QByteArray, file);
        for (int part = 0; part < 16; ++part) {
            FileBytes bytes(file.begin(), file.begin() + file.size() * part / 16);
            static_cast<void>(read(bytes)); // a photo or an Error
            bytes.assign(file.begin(), file.end());
            bytes[bytes.size() * static_cast<std::size_t>(part) / 16] ^= 0x5a;
            static_cast<void>(read(bytes));
        }
    }

    void halfAJpegIsShownHalf() {
        FileBytes jpeg = jpegFile(quarters(256, 256));
        jpeg.resize(jpeg.size() * 3 / 4);
        const auto photo = read(jpeg);
        QVERIFY2(photo.has_value(), photo ? "" : photo.error().message.c_str());
        QVERIFY(std::abs(photo->photo.preview.row(20)[30] - 220) < 20);
    }

    void allOrientationsStandUpright_data() {
        QTest::addColumn<int>("orientation");
        for (int orientation = 1; orientation <= 8; ++orientation) {
            QTest::addRow("%d", orientation) << orientation;
        }
    }
    void allOrientationsStandUpright() {
        QFETCH(int, orientation);
        // The inverse of each orientation is itself, but for the two quarter turns.
        const int inverse = orientation == 6 ? 8 : orientation == 8 ? 6 : orientation;
        const Image upright = quarters(96, 64);
        const auto photo =
            read(withOrientation(jpegFile(makeUpright(upright, inverse)), orientation));
        QVERIFY(photo.has_value());
        QCOMPARE(photo->photo.width, 96);
        QCOMPARE(photo->photo.height, 64);
        QVERIFY(meanDifference(photo->photo.preview, upright) < 4);
    }

    void profilesAreObeyed_data() {
        QTest::addColumn<QString>("suffix");
        for (const char *suffix : {".jpg", ".png", ".tif", ".webp"}) {
            QTest::newRow(suffix) << QString::fromLatin1(suffix);
        }
    }
    void profilesAreObeyed() {
        QFETCH(QString, suffix);
        const Image picture = quarters(96, 64);
        const auto photo = read(save(withProfile(toVips(picture)), qPrintable(suffix)));
        QVERIFY(photo.has_value());
        const double difference = meanDifference(photo->photo.preview, swapped(picture));
        QVERIFY2(difference < 8, qPrintable(QString::number(difference)));
    }

    void brokenProfileIsNoProfile() {
        const Image picture = quarters(96, 64);
        FileBytes icc(600, 0x41);
        constexpr std::string_view kHead("ICC_PROFILE\0\1\1", 14);
        std::copy(kHead.begin(), kHead.end(), icc.begin());
        const auto photo = read(withSegment(jpegFile(picture), 0xe2, icc));
        QVERIFY(photo.has_value());
        QVERIFY(meanDifference(photo->photo.preview, picture) < 4);
    }

    void cmykAndGrayBecomeRgb() {
        const Image picture = quarters(96, 64);
        const auto gray = read(save(toVips(picture).colourspace(VIPS_INTERPRETATION_B_W), ".jpg"));
        QVERIFY(gray.has_value());
        const auto row = gray->photo.preview.row(5);
        QVERIFY(row[0] == row[1] && row[1] == row[2]);
        const auto cmyk = read(save(toVips(picture).colourspace(VIPS_INTERPRETATION_CMYK), ".jpg",
                                    VImage::option()->set("Q", 95)));
        QVERIFY(cmyk.has_value());
        const double difference = meanDifference(cmyk->photo.preview, picture);
        QVERIFY2(difference < 45,
                 qPrintable(QString::number(difference))); // inks reach fewer colors
        const auto red = cmyk->photo.preview.row(5);
        QVERIFY(red[0] > red[1] + 80 && red[0] > red[2] + 80);
    }

    void transparencyIsWhite_data() {
        QTest::addColumn<QString>("suffix");
        for (const char *suffix : {".png", ".webp", ".tif", ".avif"}) {
            QTest::newRow(suffix) << QString::fromLatin1(suffix);
        }
    }
    void transparencyIsWhite() {
        QFETCH(QString, suffix);
        const auto photo = read(save(toVips(quarters(64, 64)).bandjoin(0), qPrintable(suffix)));
        QVERIFY2(photo.has_value(), photo ? "" : photo.error().message.c_str());
        const auto row = photo->photo.preview.row(30);
        QVERIFY(row[0] >= 254 && row[1] >= 254 && row[2] >= 254);
    }

    void rawFilesShowTheirPreview() {
        const Image picture = quarters(640, 480);
        const auto photo = read(dngFile(jpegFile(makeUpright(picture, 8)), 480, 640, 6));
        QVERIFY2(photo.has_value(), photo ? "" : photo.error().message.c_str());
        QCOMPARE(photo->photo.width, 640);
        QCOMPARE(photo->photo.height, 480);
        QVERIFY(meanDifference(photo->photo.preview, picture) < 4);
    }

    void scaledDecodingIsCloseToFull() {
        const FileBytes jpeg = jpegFile(quarters(2048, 1536));
        DecodeRequest request;
        request.encoderInput.size = 128;
        const auto scaled = readPhoto(view(jpeg), {}, request, {});
        request.previewSide = -1;
        const auto full = readPhoto(view(jpeg), {}, request, {});
        QVERIFY(scaled && full);
        QCOMPARE(scaled->photo.width, 2048);
        QVERIFY(meanDifference(scaled->photo.encoderInput, full->photo.encoderInput) < 1);
        QCOMPARE(scaled->photo.pixelHash, full->photo.pixelHash);
    }

    void metadataEditsKeepThePixelHash() {
        const FileBytes jpeg = jpegFile(quarters(96, 64));
        const auto before = read(jpeg);
        const auto after = read(withOrientation(withSegment(jpeg, 0xfe, {'h', 'i'}), 6));
        QVERIFY(before && after);
        QCOMPARE(after->photo.pixelHash, before->photo.pixelHash);
        QVERIFY(after->photo.contentHash != before->photo.contentHash);
        const auto other = read(jpegFile(quarters(96, 64), 80));
        QVERIFY(other->photo.pixelHash != before->photo.pixelHash);
    }

    void moreThanTheLimitIsRefused() {
        for (const char *suffix : {".jpg", ".png", ".webp", ".tif", ".heic"}) {
            const auto photo =
                read(save(toVips(quarters(200, 100)), suffix), -1, DecodeLimits{19999});
            QVERIFY(!photo.has_value());
            QCOMPARE(photo.error().code, ErrorCode::TooLarge);
        }
    }
};

QTEST_GUILESS_MAIN(TestFormats)
#include "tst_formats.moc"
