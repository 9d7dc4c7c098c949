#include "engine/library/text_index.h"

#include "engine/library/database.h"
#include "engine/library/photo_rows.h"

namespace fovea::library {
namespace {

/// A phrase of FTS5's query language: whatever stands in `text` is text.
std::string toPhrase(std::string_view text) {
    std::string phrase = "\"";
    for (const char c : text) {
        if (c == '\0') {
            phrase += ' ';
        } else if (c == '"') {
            phrase += "\"\"";
        } else {
            phrase += c;
        }
    }
    return phrase + "\"";
}

} // namespace

TextIndex::TextIndex(Database &database)
    : m_database(database) {}

Result<std::vector<PhotoId>> TextIndex::find(std::string_view text) {
    return m_database.guarded([&]() -> Result<std::vector<PhotoId>> {
        auto select = m_database.cached("SELECT rowid FROM photo_text WHERE photo_text MATCH ?");
        select->bind(1, toPhrase(text));
        std::vector<PhotoId> photos;
        while (select->executeStep()) {
            photos.push_back(PhotoId{select->getColumn(0).getInt64()});
        }
        return photos;
    });
}

Result<void> TextIndex::rebuild() {
    return m_database.inTransaction([&]() -> Result<void> {
        // Not DELETE: that reads the index it is to replace, which may be the broken part.
        m_database.connection().exec("INSERT INTO photo_text(photo_text) VALUES ('rebuild')");
        m_database.connection().exec("DELETE FROM photo_text");
        auto select = m_database.prepare("SELECT id FROM photos ORDER BY id");
        while (select.executeStep()) {
            writePhotoText(m_database, PhotoId{select.getColumn(0).getInt64()});
        }
        return {};
    });
}

} // namespace fovea::library
