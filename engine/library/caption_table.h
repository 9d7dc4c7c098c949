#pragma once

#include "engine/core/error.h"
#include "engine/core/ids.h"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace fovea::library {

class Database;

/// A caption that was written in Fovea or taken over into it; what a file says of itself is in its
/// metadata.
struct Caption {
    std::string text;
    std::string source = "person"; ///< who wrote it: "person", "similar", "folders", "table"…
    bool confirmed = true;         ///< false while it is only proposed

    bool operator==(const Caption &) const = default;
};

struct PhotoCaptions {
    PhotoId photo;
    std::vector<Caption> captions; ///< in the order they were written

    bool operator==(const PhotoCaptions &) const = default;
};

/// Captions of photos, several for each if need be. The text index follows those that are
/// confirmed. Each call is one transaction. Thread: as Catalog.
class CaptionTable {
public:
    explicit CaptionTable(Database &database)
        : m_database(database) {}

    /// In the order given; photos without captions come with none.
    Result<std::vector<PhotoCaptions>> get(std::span<const PhotoId> photos);
    /// Replaces all captions of each of these photos and returns what they were before, for Undo.
    /// White space at their ends goes, empty and repeated ones are left out, and so are photos that
    /// the library does not know.
    Result<std::vector<PhotoCaptions>> set(std::span<const PhotoCaptions> photos);
    /// Makes what is proposed for these photos their own. Returns how many captions that were.
    Result<std::int64_t> confirm(std::span<const PhotoId> photos);
    /// Photos with at least one confirmed caption, in ascending order.
    Result<std::vector<PhotoId>> captioned();

private:
    Database &m_database;
};

} // namespace fovea::library
