#pragma once

#include "engine/core/half.h"
#include "engine/core/ids.h"
#include "engine/image/metadata.h"
#include "engine/library/catalog.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace fovea::library {

class Database;

// How photos stand in their rows. Throw what SQLiteCpp throws: call within Database::guarded().

/// The columns of metadata in the order that bindMetadata() and readMetadata() use.
#define FOVEA_METADATA_COLUMNS                                                                     \
    "taken_local_ms, utc_offset_minutes, camera_make, camera_model, lens, latitude, longitude, "   \
    "rating, caption, keywords"
constexpr int kMetadataColumnCount = 10;

void bindMetadata(SQLite::Statement &statement, int first, const image::Metadata &metadata);
image::Metadata readMetadata(SQLite::Statement &statement, int first);

/// Of the columns id, width, height, sort_ms.
Catalog::PhotoSummary readSummary(SQLite::Statement &row);

/// Writes the photo's row of the text index from its files, captions and keywords.
void writePhotoText(Database &database, PhotoId photo);

/// A BLOB of halves; the bytes of a column may lie at any address, hence a copy.
void bindHalves(SQLite::Statement &statement, int index, std::span<const Half> halves);
void readHalves(const SQLite::Column &column, std::vector<Half> &halves);

/// The file's time on this machine's wall clock, in ms, as a date taken would be.
std::int64_t wallClockMs(std::int64_t modifiedNs);
/// Since 1970-01-01 UTC.
std::int64_t nowMs();

} // namespace fovea::library
