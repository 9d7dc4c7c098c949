#include "engine/library/caption_table.h"

#include "engine/clip/unicode.h"
#include "engine/library/database.h"
#include "engine/library/photo_rows.h"

namespace fovea::library {
namespace {

constexpr const char *kWhiteSpace = " \t\r\n\f\v";

/// Valid UTF-8 without white space at its ends.
std::string cleaned(const std::string &text) {
    const auto begin = text.find_first_not_of(kWhiteSpace);
    if (begin == std::string::npos) {
        return {};
    }
    std::u32string characters = clip::fromUtf8(
        std::string_view(text).substr(begin, text.find_last_not_of(kWhiteSpace) - begin + 1));
    for (char32_t &c : characters) {
        if (c == 0 || (c >= 0xD800 && c <= 0xDFFF)) {
            c = 0xFFFD;
        }
    }
    return clip::toUtf8(characters);
}

std::vector<Caption> captionsOf(Database &database, PhotoId photo) {
    std::vector<Caption> captions;
    auto select = database.cached(
        "SELECT text, source, confirmed FROM captions WHERE photo_id = ? ORDER BY id");
    select->bind(1, photo.value);
    while (select->executeStep()) {
        captions.push_back({select->getColumn(0).getString(), select->getColumn(1).getString(),
                            select->getColumn(2).getInt() != 0});
    }
    return captions;
}

bool isKnown(Database &database, PhotoId photo) {
    auto select = database.cached("SELECT 1 FROM photos WHERE id = ?");
    select->bind(1, photo.value);
    return select->executeStep();
}

void replace(Database &database, const PhotoCaptions &photo) {
    auto remove = database.cached("DELETE FROM captions WHERE photo_id = ?");
    remove->bind(1, photo.photo.value);
    remove->exec();
    for (const Caption &caption : photo.captions) {
        const std::string text = cleaned(caption.text);
        if (text.empty()) {
            continue;
        }
        // Proposed and confirmed at once is confirmed.
        auto insert = database.cached(
            "INSERT INTO captions(photo_id, text, source, confirmed) VALUES (?, ?, ?, ?) "
            "ON CONFLICT (photo_id, text) DO UPDATE SET confirmed = "
            "max(confirmed, excluded.confirmed)");
        insert->bind(1, photo.photo.value);
        insert->bind(2, text);
        insert->bind(3, caption.source);
        insert->bind(4, caption.confirmed ? 1 : 0);
        insert->exec();
    }
    writePhotoText(database, photo.photo);
}

} // namespace

Result<std::vector<PhotoCaptions>> CaptionTable::get(std::span<const PhotoId> photos) {
    return m_database.guarded([&]() -> Result<std::vector<PhotoCaptions>> {
        std::vector<PhotoCaptions> found;
        found.reserve(photos.size());
        for (const PhotoId photo : photos) {
            found.push_back({photo, captionsOf(m_database, photo)});
        }
        return found;
    });
}

Result<std::vector<PhotoCaptions>> CaptionTable::set(std::span<const PhotoCaptions> photos) {
    return m_database.inTransaction([&]() -> Result<std::vector<PhotoCaptions>> {
        std::vector<PhotoCaptions> before;
        before.reserve(photos.size());
        for (const PhotoCaptions &photo : photos) {
            if (isKnown(m_database, photo.photo)) {
                before.push_back({photo.photo, captionsOf(m_database, photo.photo)});
                replace(m_database, photo);
            }
        }
        return before;
    });
}

Result<std::int64_t> CaptionTable::confirm(std::span<const PhotoId> photos) {
    return m_database.inTransaction([&]() -> Result<std::int64_t> {
        std::int64_t confirmed = 0;
        for (const PhotoId photo : photos) {
            auto update = m_database.cached(
                "UPDATE captions SET confirmed = 1 WHERE photo_id = ? AND confirmed = 0");
            update->bind(1, photo.value);
            if (const int count = update->exec(); count > 0) {
                confirmed += count;
                writePhotoText(m_database, photo);
            }
        }
        return confirmed;
    });
}

Result<std::vector<PhotoId>> CaptionTable::captioned() {
    return m_database.guarded([&]() -> Result<std::vector<PhotoId>> {
        std::vector<PhotoId> photos;
        auto select = m_database.cached(
            "SELECT DISTINCT photo_id FROM captions WHERE confirmed = 1 ORDER BY photo_id");
        while (select->executeStep()) {
            photos.push_back(PhotoId{select->getColumn(0).getInt64()});
        }
        return photos;
    });
}

} // namespace fovea::library
