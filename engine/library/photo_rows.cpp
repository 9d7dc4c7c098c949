#include "engine/library/photo_rows.h"

#include "engine/library/database.h"

#include <nlohmann/json.hpp>

#include <chrono>
#include <cstring>
#include <ctime>

namespace fovea::library {
namespace {

template <typename T>
void bindOptional(SQLite::Statement &statement, int index, const std::optional<T> &value) {
    if (value) {
        statement.bind(index, *value);
    } else {
        statement.bind(index);
    }
}

std::string keywordsToJson(const std::vector<std::string> &keywords) {
    return nlohmann::json(keywords).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::vector<std::string> keywordsFromJson(const std::string &text) {
    std::vector<std::string> keywords;
    const auto json = nlohmann::json::parse(text, nullptr, false);
    if (json.is_array()) {
        for (const auto &keyword : json) {
            if (keyword.is_string()) {
                keywords.push_back(keyword.get<std::string>());
            }
        }
    }
    return keywords;
}

} // namespace

void bindMetadata(SQLite::Statement &statement, int first, const image::Metadata &metadata) {
    bindOptional(statement, first, metadata.takenLocalMs);
    bindOptional(statement, first + 1, metadata.utcOffsetMinutes);
    statement.bind(first + 2, metadata.cameraMake);
    statement.bind(first + 3, metadata.cameraModel);
    statement.bind(first + 4, metadata.lens);
    if (metadata.place) {
        statement.bind(first + 5, metadata.place->latitude);
        statement.bind(first + 6, metadata.place->longitude);
    } else {
        statement.bind(first + 5);
        statement.bind(first + 6);
    }
    bindOptional(statement, first + 7, metadata.rating);
    statement.bind(first + 8, metadata.caption);
    statement.bind(first + 9, keywordsToJson(metadata.keywords));
}

image::Metadata readMetadata(SQLite::Statement &statement, int first) {
    image::Metadata metadata;
    if (!statement.isColumnNull(first)) {
        metadata.takenLocalMs = statement.getColumn(first).getInt64();
    }
    if (!statement.isColumnNull(first + 1)) {
        metadata.utcOffsetMinutes = statement.getColumn(first + 1).getInt();
    }
    metadata.cameraMake = statement.getColumn(first + 2).getString();
    metadata.cameraModel = statement.getColumn(first + 3).getString();
    metadata.lens = statement.getColumn(first + 4).getString();
    if (!statement.isColumnNull(first + 5) && !statement.isColumnNull(first + 6)) {
        metadata.place = image::Place{statement.getColumn(first + 5).getDouble(),
                                      statement.getColumn(first + 6).getDouble()};
    }
    if (!statement.isColumnNull(first + 7)) {
        metadata.rating = statement.getColumn(first + 7).getInt();
    }
    metadata.caption = statement.getColumn(first + 8).getString();
    metadata.keywords = keywordsFromJson(statement.getColumn(first + 9).getString());
    return metadata;
}

Catalog::PhotoSummary readSummary(SQLite::Statement &row) {
    const int width = row.getColumn(1).getInt();
    const int height = row.getColumn(2).getInt();
    const float aspect =
        width > 0 && height > 0 ? static_cast<float>(width) / static_cast<float>(height) : 1.0F;
    return {PhotoId{row.getColumn(0).getInt64()}, aspect, row.getColumn(3).getInt64()};
}

void writePhotoText(Database &database, PhotoId photo) {
    std::string names;
    {
        auto files = database.cached("SELECT path FROM files WHERE photo_id = ? ORDER BY id");
        files->bind(1, photo.value);
        while (files->executeStep()) {
            const std::string path = bytesOf(files->getColumn(0));
            names += path.substr(path.find_last_of('/') + 1) + "\n";
        }
    }
    auto remove = database.cached("DELETE FROM photo_text WHERE rowid = ?");
    remove->bind(1, photo.value);
    remove->exec();
    auto metadata = database.cached("SELECT caption, keywords FROM photos WHERE id = ?");
    metadata->bind(1, photo.value);
    if (!metadata->executeStep()) {
        return;
    }
    std::string keywords;
    for (const std::string &keyword : keywordsFromJson(metadata->getColumn(1).getString())) {
        keywords += keyword + "\n";
    }
    std::string captions = metadata->getColumn(0).getString();
    {
        auto written = database.cached(
            "SELECT text FROM captions WHERE photo_id = ? AND confirmed = 1 ORDER BY id");
        written->bind(1, photo.value);
        while (written->executeStep()) {
            captions.append("\n").append(written->getColumn(0).getString());
        }
    }
    auto insert = database.cached(
        "INSERT INTO photo_text(rowid, names, caption, keywords) VALUES (?, ?, ?, ?)");
    insert->bind(1, photo.value);
    insert->bind(2, names);
    insert->bind(3, captions);
    insert->bind(4, keywords);
    insert->exec();
}

void bindHalves(SQLite::Statement &statement, int index, std::span<const Half> halves) {
    bindBytes(statement, index, std::as_bytes(halves));
}

void readHalves(const SQLite::Column &column, std::vector<Half> &halves) {
    const void *bytes = column.getBlob();
    halves.resize(static_cast<std::size_t>(column.getBytes()) / sizeof(Half));
    if (!halves.empty()) {
        std::memcpy(halves.data(), bytes, halves.size() * sizeof(Half));
    }
}

std::int64_t wallClockMs(std::int64_t modifiedNs) {
    constexpr std::int64_t kNsPerSecond = 1'000'000'000;
    std::time_t seconds = modifiedNs / kNsPerSecond;
    std::int64_t rest = modifiedNs % kNsPerSecond;
    if (rest < 0) {
        rest += kNsPerSecond;
        --seconds;
    }
    std::tm local{};
    if (::localtime_r(&seconds, &local) == nullptr) {
        return modifiedNs / 1'000'000;
    }
    return (seconds + local.tm_gmtoff) * 1000 + rest / 1'000'000;
}

std::int64_t nowMs() {
    return std::chrono::duration_cast<std::chrono::milliseconds>(
               std::chrono::system_clock::now().time_since_epoch())
        .count();
}

} // namespace fovea::library
