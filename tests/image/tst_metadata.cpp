#include "engine/image/capture_time.h"
#include "engine/image/decode_protocol.h"
#include "engine/image/metadata_reader.h"
#include "engine/image/metadata_text.h"
#include "image/photo_files.h"

#include <QtTest>

#include <algorithm>

#include <exiv2/exiv2.hpp>

using namespace fovea;
using namespace fovea::image;
using namespace fovea::test;

namespace {

// A JPEG with these tags; keys are exiv2's.
FileBytes tagged(const std::vector<std::pair<const char *, const char *>> &tags) {
    const FileBytes jpeg = jpegFile(quarters(32, 32));
    const auto image = Exiv2::ImageFactory::open(jpeg.data(), static_cast<long>(jpeg.size()));
    image->readMetadata();
    for (const auto &[key, value] : tags) {
        const std::string_view name(key);
        if (name.starts_with("Exif")) {
            image->exifData()[key] = std::string(value);
        } else if (name.starts_with("Iptc")) {
            Exiv2::Iptcdatum datum{Exiv2::IptcKey(key)};
            datum.setValue(std::string(value));
            image->iptcData().add(datum);
        } else {
            image->xmpData()[key] = std::string(value);
        }
    }
    image->writeMetadata();
    Exiv2::BasicIo &io = image->io();
    FileBytes file(io.size());
    io.seek(0, Exiv2::BasicIo::beg);
    io.read(file.data(), static_cast<long>(file.size()));
    return file;
}

Metadata metadataOf(const FileBytes &file, std::string_view sidecar = {}) {
    return readMetadata(std::as_bytes(std::span(file)), std::as_bytes(std::span(sidecar))).metadata;
}

std::int64_t ms(const char *time) {
    return parseCaptureTime(time)->localMs;
}

} // namespace

class TestMetadata : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { startMetadataReader(); }

    void datesAreRead_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<qint64>("expected");
        QTest::addColumn<int>("offset");
        const qint64 noon = 1589716989000; // 2020-05-17 12:03:09
        QTest::newRow("EXIF") << "2020:05:17 12:03:09" << noon << -9999;
        QTest::newRow("XMP") << "2020-05-17T12:03:09.25+02:00" << noon + 250 << 120;
        QTest::newRow("UTC") << "2020-05-17T12:03:09Z" << noon << 0;
        QTest::newRow("west") << "2020-05-17T12:03:09-03:30" << noon << -210;
        QTest::newRow("day") << "20200517" << qint64{1589673600000} << -9999;
        QTest::newRow("year") << "1970" << qint64{0} << -9999;
        QTest::newRow("before 1970") << "1969:12:31 23:59:59" << qint64{-1000} << -9999;
        QTest::newRow("clock never set") << "0000:00:00 00:00:00" << qint64{-1} << -1;
        QTest::newRow("no such day") << "2021:02:29 10:00:00" << qint64{-1} << -1;
        QTest::newRow("blank") << "    :  :     :  :  " << qint64{-1} << -1;
        QTest::newRow("no such hour") << "2021:02:27 25:00:00" << qint64{-1} << -1;
    }
    void datesAreRead() {
        QFETCH(QString, text);
        QFETCH(qint64, expected);
        QFETCH(int, offset);
        const auto time = parseCaptureTime(text.toStdString());
        QCOMPARE(time.has_value(), offset != -1);
        if (time) {
            QCOMPARE(qint64{time->localMs}, expected);
            QCOMPARE(time->utcOffsetMinutes.value_or(-9999), offset);
        }
    }

    void theMomentOfTheShutterComesFirst() {
        std::vector<std::pair<const char *, const char *>> tags{
            {"Exif.Image.DateTime", "2020:01:06 00:00:00"},
            {"Exif.GPSInfo.GPSDateStamp", "2020:01:05"},
            {"Exif.GPSInfo.GPSTimeStamp", "0/1 0/1 0/1"},
            {"Iptc.Application2.DateCreated", "2020-01-04"},
            {"Xmp.photoshop.DateCreated", "2020-01-03T00:00:00"},
            {"Exif.Photo.DateTimeDigitized", "2020:01:02 00:00:00"},
            {"Exif.Photo.DateTimeOriginal", "2020:01:01 00:00:00"}};
        for (int day = 1; !tags.empty(); ++day, tags.pop_back()) {
            const auto taken = metadataOf(tagged(tags)).takenLocalMs;
            QVERIFY(taken.has_value());
            QCOMPARE(*taken, ms(qPrintable(QStringLiteral("2020-01-0%1").arg(std::min(day, 6)))));
        }
    }

    void fractionsAndOffsetsBelongToTheirTime() {
        const Metadata metadata =
            metadataOf(tagged({{"Exif.Photo.DateTimeOriginal", "2020:05:17 12:03:09"},
                               {"Exif.Photo.SubSecTimeOriginal", "5"},
                               {"Exif.Photo.OffsetTimeOriginal", "+05:30"}}));
        QCOMPARE(metadata.takenLocalMs.value(), ms("2020-05-17T12:03:09.5"));
        QCOMPARE(metadata.utcOffsetMinutes.value(), 330);
    }

    void placesAreSaneOrNone_data() {
        QTest::addColumn<QString>("latitude");
        QTest::addColumn<QString>("reference");
        QTest::addColumn<double>("expected");
        QTest::newRow("north") << "52/1 30/1 36/1"
                               << "N" << 52.51;
        QTest::newRow("south") << "33/1 3051/100 0/1"
                               << "S" << -33.5085;
        QTest::newRow("no seconds") << "10/1 30/1 0/0"
                                    << "N" << 10.5;
        QTest::newRow("empty") << "0/0 0/0 0/0"
                               << "N" << 1000.0;
        QTest::newRow("off the earth") << "91/1 0/1 0/1"
                                       << "N" << 1000.0;
    }
    void placesAreSaneOrNone() {
        QFETCH(QString, latitude);
        QFETCH(QString, reference);
        QFETCH(double, expected);
        const Metadata metadata =
            metadataOf(tagged({{"Exif.GPSInfo.GPSLatitude", qPrintable(latitude)},
                               {"Exif.GPSInfo.GPSLatitudeRef", qPrintable(reference)},
                               {"Exif.GPSInfo.GPSLongitude", "13/1 24/1 0/1"},
                               {"Exif.GPSInfo.GPSLongitudeRef", "W"}}));
        QCOMPARE(metadata.place.has_value(), expected < 1000);
        if (metadata.place) {
            QVERIFY(std::abs(metadata.place->latitude - expected) < 1e-9);
            QVERIFY(std::abs(metadata.place->longitude + 13.4) < 1e-9);
        }
    }

    void nullIslandIsNoPlace() {
        QVERIFY(!metadataOf(tagged({{"Exif.GPSInfo.GPSLatitude", "0/1 0/1 0/1"},
                                    {"Exif.GPSInfo.GPSLongitude", "0/1 0/1 0/1"}}))
                     .place.has_value());
        QCOMPARE(parseXmpAngle("52,30.6N").value(), 52.51);
        QCOMPARE(parseXmpAngle("13,24,0W").value(), -13.4);
        QVERIFY(!parseXmpAngle("13,24").has_value());
    }

    void ratings() {
        QCOMPARE(metadataOf(tagged({{"Xmp.xmp.Rating", "4"}, {"Exif.Image.Rating", "2"}}))
                     .rating.value(),
                 4);
        QCOMPARE(metadataOf(tagged({{"Exif.Image.Rating", "2"}})).rating.value(), 2);
        QCOMPARE(metadataOf(tagged({{"Exif.Image.RatingPercent", "75"}})).rating.value(), 4);
        QCOMPARE(metadataOf(tagged({{"Xmp.xmp.Rating", "-1"}})).rating.value(), -1);
        QVERIFY(!metadataOf(tagged({{"Xmp.xmp.Rating", "17"}})).rating.has_value());
        QVERIFY(!metadataOf(tagged({})).rating.has_value());
    }

    void captionsAreWhatPeopleWrote() {
        QCOMPARE(
            metadataOf(tagged({{"Exif.Image.ImageDescription", "OLYMPUS DIGITAL CAMERA         "}}))
                .caption,
            std::string());
        QCOMPARE(metadataOf(tagged({{"Exif.Image.ImageDescription", "SONY DSC"},
                                    {"Iptc.Application2.Caption", "Grandma"}}))
                     .caption,
                 std::string("Grandma"));
        QCOMPARE(
            metadataOf(tagged({{"Xmp.dc.description", "lang=\"x-default\" Fünf Äpfel"}})).caption,
            std::string("Fünf Äpfel"));
        QCOMPARE(metadataOf(tagged({{"Exif.Image.ImageDescription", "Z\xfcrich"}})).caption,
                 std::string("Zürich"));
    }

    void keywordsComeOnceAndByLevel() {
        const Metadata metadata =
            metadataOf(tagged({{"Iptc.Application2.Keywords", "dog"},
                               {"Iptc.Application2.Keywords", "beach"},
                               {"Xmp.lr.hierarchicalSubject", "Animals|dog"}}));
        QCOMPARE(metadata.keywords, (std::vector<std::string>{"dog", "beach", "Animals"}));
    }

    void sidecarHasTheLastWord() {
        constexpr std::string_view sidecar =
            "<x:xmpmeta xmlns:x='adobe:ns:meta/'><rdf:RDF "
            "xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'>"
            "<rdf:Description rdf:about='' xmlns:xmp='http://ns.adobe.com/xap/1.0/' "
            "xmp:Rating='5'/></rdf:RDF></x:xmpmeta>";
        const FileBytes file = tagged({{"Xmp.xmp.Rating", "1"}, {"Exif.Image.Make", "Nikon"}});
        QCOMPARE(metadataOf(file, sidecar).rating.value(), 5);
        QCOMPARE(metadataOf(file, sidecar).cameraMake, std::string("Nikon"));
        QCOMPARE(metadataOf(file, "<not xml").rating.value(), 1);
    }

    void packingKeepsAllAndDamageIsFound() {
        Metadata metadata;
        metadata.takenLocalMs = -5;
        metadata.utcOffsetMinutes = 60;
        metadata.cameraModel = "X100";
        metadata.place = Place{1.5, -2.5};
        metadata.rating = -1;
        metadata.caption = "Ein Satz\nund noch einer";
        metadata.keywords = {"a", "ü"};
        const auto packed = packMetadata(metadata);
        QCOMPARE(unpackMetadata(packed).value(), metadata);
        for (std::size_t size = 0; size < packed.size(); ++size) {
            QVERIFY(!unpackMetadata(std::span(packed).first(size)).has_value());
        }
        QCOMPARE(cleanText("a\xff\x01"
                           "b",
                           100),
                 std::string("a\xef\xbf\xbd b"));
        QCOMPARE(cleanText("\xc3\xa4\xc3\xa4", 3), std::string("\xc3\xa4"));
    }
};

QTEST_GUILESS_MAIN(TestMetadata)
#include "tst_metadata.moc"
