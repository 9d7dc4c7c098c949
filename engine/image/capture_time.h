#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace fovea::image {

/// A point on the clock where a photo was taken.
struct CaptureTime {
    std::int64_t localMs = 0; ///< since 1970-01-01 00:00 on that clock
    std::optional<int> utcOffsetMinutes;

    bool operator==(const CaptureTime &) const = default;
};

/// Reads EXIF's "2020:05:17 14:03:09", XMP's ISO 8601 ("2020-05-17T14:03:09.25+02:00", "2020-05",
/// "2020") and IPTC's "20200517". Nothing where it is no date of the calendar, as cameras without a
/// set clock write.
std::optional<CaptureTime> parseCaptureTime(std::string_view text);

/// "+02:00", "-0330", "Z" -> minutes east of UTC.
std::optional<int> parseUtcOffset(std::string_view text);

/// The fraction of a second that EXIF keeps apart ("25" is .25 s) -> ms.
int parseSubSecondsMs(std::string_view digits);

} // namespace fovea::image
