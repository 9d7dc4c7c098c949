#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace fovea::image {

/// Degrees, WGS 84: north and east are positive.
struct Place {
    double latitude = 0;
    double longitude = 0;

    bool operator==(const Place &) const = default;
};

/// What a photo file and its sidecar say of it. Empty strings and nullopt where they say nothing.
struct Metadata {
    /// Wall-clock time where the photo was taken, as milliseconds since 1970-01-01 00:00 on that
    /// clock.
    std::optional<std::int64_t> takenLocalMs;
    std::optional<int> utcOffsetMinutes;
    std::string cameraMake;
    std::string cameraModel;
    std::string lens;
    std::optional<Place> place;
    std::optional<int> rating; ///< 0 to 5; -1 rejected
    std::string caption;
    std::vector<std::string> keywords;

    bool operator==(const Metadata &) const = default;
};

} // namespace fovea::image
