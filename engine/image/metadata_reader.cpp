#include "engine/image/metadata_reader.h"

#include "engine/image/capture_time.h"
#include "engine/image/decode_protocol.h"
#include "engine/image/metadata_text.h"

#include <cmath>
#include <memory>
#include <string>

#include <exiv2/exiv2.hpp>
#include <iconv.h>

namespace fovea::image {

namespace {

// What one place says: the photo's EXIF, IPTC and XMP, or the XMP of its sidecar alone.
struct Source {
    Exiv2::ExifData exif;
    Exiv2::IptcData iptc;
    Exiv2::XmpData xmp;
};

const Exiv2::Value *find(const Exiv2::ExifData &data, const char *key) {
    const auto found = data.findKey(Exiv2::ExifKey(key));
    return found == data.end() || found->count() == 0 ? nullptr : &found->value();
}

const Exiv2::Value *find(const Exiv2::XmpData &data, const char *key) {
    const auto found = data.findKey(Exiv2::XmpKey(key));
    return found == data.end() || found->count() == 0 ? nullptr : &found->value();
}

const Exiv2::Value *find(const Exiv2::IptcData &data, const char *key) {
    const auto found = data.findKey(Exiv2::IptcKey(key));
    return found == data.end() || found->count() == 0 ? nullptr : &found->value();
}

long toLong(const Exiv2::Value &value) {
#if EXIV2_TEST_VERSION(0, 28, 0)
    return static_cast<long>(value.toInt64());
#else
    return value.toLong();
#endif
}

std::string text(const Exiv2::Value *value) {
    if (value == nullptr) {
        return {};
    }
    if (const auto *languages = dynamic_cast<const Exiv2::LangAltValue *>(value)) {
        const auto &texts = languages->value_;
        const auto standard = texts.find("x-default");
        return texts.empty()
                   ? std::string()
                   : tidyText(standard != texts.end() ? standard->second : texts.begin()->second);
    }
    if (const auto *comment = dynamic_cast<const Exiv2::CommentValue *>(value)) {
        return tidyText(comment->comment());
    }
    // A list where one text belongs, as some programs write it: its first entry.
    if (dynamic_cast<const Exiv2::XmpArrayValue *>(value) != nullptr) {
        return tidyText(value->toString(0));
    }
    return tidyText(value->toString());
}

// EXIF's XP… tags: UTF-16 in bytes.
std::string wideText(const Exiv2::Value *value) {
    if (value == nullptr || value->size() < 2 || value->size() > 65536) {
        return {};
    }
    std::vector<Exiv2::byte> bytes(static_cast<std::size_t>(value->size()));
    value->copy(bytes.data(), Exiv2::littleEndian);
    return tidyText(utf16ToUtf8(bytes));
}

template <typename Data>
std::string firstText(const Data &data, std::initializer_list<const char *> keys) {
    for (const char *key : keys) {
        if (std::string found = text(find(data, key)); !found.empty()) {
            return found;
        }
    }
    return {};
}

std::optional<CaptureTime> exifTime(const Exiv2::ExifData &exif, const char *time,
                                    const char *fraction, const char *offset) {
    auto taken = parseCaptureTime(text(find(exif, time)));
    if (taken) {
        taken->localMs += parseSubSecondsMs(text(find(exif, fraction)));
        taken->utcOffsetMinutes = parseUtcOffset(text(find(exif, offset)));
    }
    return taken;
}

std::optional<CaptureTime> iptcTime(const Exiv2::IptcData &iptc) {
    const std::string date = text(find(iptc, "Iptc.Application2.DateCreated"));
    if (date.empty()) {
        return std::nullopt;
    }
    return parseCaptureTime(date + "T" + text(find(iptc, "Iptc.Application2.TimeCreated")));
}

// Satellites tell UTC.
std::optional<CaptureTime> gpsTime(const Exiv2::ExifData &exif) {
    const Exiv2::Value *clock = find(exif, "Exif.GPSInfo.GPSTimeStamp");
    auto taken = parseCaptureTime(text(find(exif, "Exif.GPSInfo.GPSDateStamp")));
    if (!taken || clock == nullptr || clock->count() != 3) {
        return std::nullopt;
    }
    const double seconds =
        clock->toFloat(0) * 3600.0 + clock->toFloat(1) * 60.0 + clock->toFloat(2);
    if (!(seconds >= 0 && seconds < 86401)) {
        return std::nullopt;
    }
    taken->localMs += std::llround(seconds * 1000);
    taken->utcOffsetMinutes = 0;
    return taken;
}

std::optional<CaptureTime> takenTime(const Source &source) {
    const auto &exif = source.exif;
    if (auto time = exifTime(exif, "Exif.Photo.DateTimeOriginal", "Exif.Photo.SubSecTimeOriginal",
                             "Exif.Photo.OffsetTimeOriginal")) {
        return time;
    }
    if (auto time = exifTime(exif, "Exif.Photo.DateTimeDigitized", "Exif.Photo.SubSecTimeDigitized",
                             "Exif.Photo.OffsetTimeDigitized")) {
        return time;
    }
    for (const char *key : {"Xmp.exif.DateTimeOriginal", "Xmp.photoshop.DateCreated",
                            "Xmp.xmp.CreateDate", "Xmp.exif.DateTimeDigitized"}) {
        if (auto time = parseCaptureTime(text(find(source.xmp, key)))) {
            return time;
        }
    }
    if (auto time = iptcTime(source.iptc)) {
        return time;
    }
    if (auto time = gpsTime(exif)) {
        return time;
    }
    if (auto time = parseCaptureTime(text(find(source.xmp, "Xmp.exif.GPSTimeStamp")))) {
        time->utcOffsetMinutes = time->utcOffsetMinutes.value_or(0);
        return time;
    }
    return exifTime(exif, "Exif.Image.DateTime", "Exif.Photo.SubSecTime", "Exif.Photo.OffsetTime");
}

// Degrees, minutes and seconds as three fractions. Nothing where a camera without a fix left them
// empty.
std::optional<double> exifAngle(const Exiv2::Value *value, const std::string &reference,
                                char negative) {
    if (value == nullptr || value->count() < 1 || value->count() > 3) {
        return std::nullopt;
    }
    double angle = 0;
    double unit = 1;
    for (long i = 0; i < static_cast<long>(value->count()); ++i, unit /= 60) {
        const Exiv2::Rational part = value->toRational(i);
        if (part.second == 0) {
            if (i == 0) {
                return std::nullopt;
            }
            continue;
        }
        angle += unit * part.first / part.second;
    }
    return !reference.empty() &&
                   (reference[0] == negative || reference[0] == negative + ('a' - 'A'))
               ? -angle
               : angle;
}

std::optional<Place> sanePlace(std::optional<double> latitude, std::optional<double> longitude) {
    if (!latitude || !longitude || !(std::abs(*latitude) <= 90) || !(std::abs(*longitude) <= 180)) {
        return std::nullopt;
    }
    // Zero and zero is what is written where nothing was known; nobody photographs in that sea.
    if (*latitude == 0 && *longitude == 0) {
        return std::nullopt;
    }
    return Place{*latitude, *longitude};
}

std::optional<Place> takenPlace(const Source &source) {
    const auto &exif = source.exif;
    if (const auto place =
            sanePlace(exifAngle(find(exif, "Exif.GPSInfo.GPSLatitude"),
                                text(find(exif, "Exif.GPSInfo.GPSLatitudeRef")), 'S'),
                      exifAngle(find(exif, "Exif.GPSInfo.GPSLongitude"),
                                text(find(exif, "Exif.GPSInfo.GPSLongitudeRef")), 'W'))) {
        return place;
    }
    return sanePlace(parseXmpAngle(text(find(source.xmp, "Xmp.exif.GPSLatitude"))),
                     parseXmpAngle(text(find(source.xmp, "Xmp.exif.GPSLongitude"))));
}

std::optional<int> ratingOf(const Source &source) {
    if (const auto rating = parseRating(text(find(source.xmp, "Xmp.xmp.Rating")))) {
        return rating;
    }
    if (const auto *value = find(source.exif, "Exif.Image.Rating")) {
        if (const long rating = toLong(*value); rating >= 0 && rating <= 5) {
            return static_cast<int>(rating);
        }
    }
    if (const auto *value = find(source.exif, "Exif.Image.RatingPercent")) {
        return ratingFromPercent(toLong(*value));
    }
    if (const auto *value = find(source.xmp, "Xmp.MicrosoftPhoto.Rating")) {
        return ratingFromPercent(toLong(*value));
    }
    return std::nullopt;
}

std::string captionOf(const Source &source) {
    for (const std::string &caption : {firstText(source.xmp, {"Xmp.dc.description"}),
                                       firstText(source.iptc, {"Iptc.Application2.Caption"}),
                                       firstText(source.exif, {"Exif.Image.ImageDescription"}),
                                       firstText(source.xmp, {"Xmp.dc.title"}),
                                       firstText(source.iptc, {"Iptc.Application2.ObjectName"}),
                                       wideText(find(source.exif, "Exif.Image.XPTitle")),
                                       wideText(find(source.exif, "Exif.Image.XPComment")),
                                       firstText(source.exif, {"Exif.Photo.UserComment"})}) {
        if (!caption.empty() && !isCameraJunk(caption)) {
            return caption;
        }
    }
    return {};
}

void addAll(KeywordList &keywords, const Exiv2::XmpData &xmp, const char *key,
            std::string_view levels) {
    if (const Exiv2::Value *value = find(xmp, key)) {
        for (long i = 0; i < static_cast<long>(value->count()); ++i) {
            keywords.add(value->toString(i), levels);
        }
    }
}

std::vector<std::string> keywordsOf(const Source &source) {
    KeywordList keywords;
    addAll(keywords, source.xmp, "Xmp.dc.subject", "|");
    for (const auto &entry : source.iptc) {
        if (entry.key() == "Iptc.Application2.Keywords") {
            keywords.add(entry.toString(), "|");
        }
    }
    addAll(keywords, source.xmp, "Xmp.lr.hierarchicalSubject", "|");
    addAll(keywords, source.xmp, "Xmp.digiKam.TagsList", "/|");
    addAll(keywords, source.xmp, "Xmp.MicrosoftPhoto.LastKeywordXMP", "/|");
    addAll(keywords, source.xmp, "Xmp.iptcExt.PersonInImage", "");
    keywords.add(wideText(find(source.exif, "Exif.Image.XPKeywords")), ";");
    return keywords.take();
}

std::string lensOf(const Source &source) {
    std::string lens = firstText(source.exif, {"Exif.Photo.LensModel"});
    if (lens.empty()) {
        lens = firstText(source.xmp, {"Xmp.aux.Lens", "Xmp.exifEX.LensModel"});
    }
    if (!lens.empty()) {
        return lens;
    }
    // From the maker's notes; what exiv2 does not know by name it prints as a number, perhaps in
    // parentheses.
    const auto found = Exiv2::lensName(source.exif);
    if (found == source.exif.end()) {
        return {};
    }
    lens = tidyText(found->print(&source.exif));
    const bool named = !lens.empty() && std::isalpha(static_cast<unsigned char>(lens[0])) != 0 &&
                       lens.find(' ') != std::string::npos;
    return named && !lens.starts_with("Unknown") ? lens : std::string();
}

// Each part by itself: one that exiv2 stumbles over does not cost the others.
template <typename Function>
auto fenced(const Function &function) -> decltype(function()) {
    try {
        return function();
    } catch (const std::exception &) {
        return {};
    }
}

Metadata interpret(const Source &source) {
    Metadata metadata;
    if (const auto taken = fenced([&] { return takenTime(source); })) {
        metadata.takenLocalMs = taken->localMs;
        metadata.utcOffsetMinutes = taken->utcOffsetMinutes;
    }
    const auto name = [&source](const char *exif, const char *xmp) {
        return fenced([&] {
            std::string found = firstText(source.exif, {exif});
            return found.empty() ? firstText(source.xmp, {xmp}) : found;
        });
    };
    metadata.cameraMake = name("Exif.Image.Make", "Xmp.tiff.Make");
    metadata.cameraModel = name("Exif.Image.Model", "Xmp.tiff.Model");
    metadata.lens = fenced([&] { return lensOf(source); });
    metadata.place = fenced([&] { return takenPlace(source); });
    metadata.rating = fenced([&] { return ratingOf(source); });
    metadata.caption = fenced([&] { return captionOf(source); });
    metadata.keywords = fenced([&] { return keywordsOf(source); });
    return metadata;
}

// What the sidecar says stands in the place of what the photo says.
void prefer(Metadata &metadata, Metadata &&sidecar) {
    if (sidecar.takenLocalMs) {
        metadata.takenLocalMs = sidecar.takenLocalMs;
        metadata.utcOffsetMinutes = sidecar.utcOffsetMinutes;
    }
    for (std::string Metadata::*name :
         {&Metadata::cameraMake, &Metadata::cameraModel, &Metadata::lens, &Metadata::caption}) {
        if (!(sidecar.*name).empty()) {
            metadata.*name = std::move(sidecar.*name);
        }
    }
    if (sidecar.place) {
        metadata.place = sidecar.place;
    }
    if (sidecar.rating) {
        metadata.rating = sidecar.rating;
    }
    if (!sidecar.keywords.empty()) {
        metadata.keywords = std::move(sidecar.keywords);
    }
}

int orientationOf(const Source &source) {
    const Exiv2::Value *value = find(source.exif, "Exif.Image.Orientation");
    if (value == nullptr) {
        value = find(source.xmp, "Xmp.tiff.Orientation");
    }
    const long orientation = value != nullptr ? toLong(*value) : 1;
    return orientation >= 1 && orientation <= 8 ? static_cast<int>(orientation) : 1;
}

Source readSource(Bytes photo) {
    Source source;
    const auto image = Exiv2::ImageFactory::open(
        reinterpret_cast<const Exiv2::byte *>(photo.data()), static_cast<long>(photo.size()));
    try {
        image->readMetadata();
    } catch (const std::exception &) {
        // What was read before the damage counts.
    }
    source.exif = image->exifData();
    source.iptc = image->iptcData();
    source.xmp = image->xmpData();
    return source;
}

} // namespace

void startMetadataReader() {
    Exiv2::LogMsg::setLevel(Exiv2::LogMsg::mute);
    Exiv2::XmpParser::initialize();
#ifdef EXV_ENABLE_BMFF
    Exiv2::enableBMFF(true);
#endif
    // Converters of character sets are files that are opened late. They stay for as long as they
    // are open.
    for (const char *charset :
         {"ISO-8859-1", "UCS-2BE", "UCS-2LE", "UTF-16", "EUC-JP", "SHIFT-JIS"}) {
        static_cast<void>(::iconv_open("UTF-8", charset));
    }
}

PhotoMetadata readMetadata(Bytes photo, Bytes sidecar) {
    PhotoMetadata result;
    const Source source = fenced([photo] { return readSource(photo); });
    result.metadata = interpret(source);
    result.orientation =
        fenced([&source] { return std::optional(orientationOf(source)); }).value_or(1);
    constexpr std::size_t kMaxSidecarBytes = 16U << 20U;
    if (!sidecar.empty() && sidecar.size() <= kMaxSidecarBytes) {
        Source beside;
        const std::string packet(reinterpret_cast<const char *>(sidecar.data()), sidecar.size());
        const bool read = fenced([&] { return Exiv2::XmpParser::decode(beside.xmp, packet) == 0; });
        if (read) {
            prefer(result.metadata, interpret(beside));
        }
    }
    return result;
}

} // namespace fovea::image
