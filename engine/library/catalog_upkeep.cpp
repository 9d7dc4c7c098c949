// The part of Catalog that checks the catalog itself.
#include "engine/library/catalog.h"
#include "engine/library/database.h"

#include <sqlite3.h>

namespace fovea::library {
namespace {

constexpr const char *kOrphans =
    "FROM photos WHERE NOT EXISTS (SELECT 1 FROM files WHERE files.photo_id = photos.id)";

std::int64_t count(Database &database, const std::string &fromWhere) {
    return database.connection().execAndGet("SELECT count(*) " + fromWhere).getInt64();
}

/// Whether the text index agrees with itself. It is asked by a write that writes nothing.
bool textIndexIsSound(Database &database) {
    if (database.mode() == Database::Mode::ReadOnly) {
        return true;
    }
    try {
        database.connection().exec("INSERT INTO photo_text(photo_text) VALUES ('integrity-check')");
        return true;
    } catch (const SQLite::Exception &exception) {
        if ((exception.getErrorCode() & 0xff) != SQLITE_CORRUPT) {
            throw;
        }
        return false;
    }
}

} // namespace

Result<std::vector<std::string>> Catalog::checkIntegrity() {
    return m_database.guarded([&]() -> Result<std::vector<std::string>> {
        std::vector<std::string> findings;
        auto integrity = m_database.prepare("PRAGMA integrity_check(20)");
        while (integrity.executeStep()) {
            const std::string line = integrity.getColumn(0).getString();
            if (line != "ok") {
                findings.push_back("The database is damaged: " + line + ".");
            }
        }
        auto keys = m_database.prepare("PRAGMA foreign_key_check");
        while (keys.executeStep()) {
            findings.push_back("A row of " + keys.getColumn(0).getString() + " names a row of " +
                               keys.getColumn(2).getString() + " that is not there.");
        }
        if (const auto orphans = count(m_database, kOrphans); orphans > 0) {
            findings.push_back(std::to_string(orphans) + " photos have no file.");
        }
        const auto untold =
            count(m_database, "FROM embeddings e WHERE NOT EXISTS (SELECT 1 FROM changes c WHERE "
                              "c.space_id = e.space_id AND c.photo_id = e.photo_id)");
        if (untold > 0) {
            findings.push_back(std::to_string(untold) +
                               " embeddings are not in the log of changes.");
        }
        if (!textIndexIsSound(m_database)) {
            findings.emplace_back("The text index is damaged.");
            return findings;
        }
        const auto silent =
            count(m_database, "FROM photos WHERE id NOT IN (SELECT rowid FROM photo_text)");
        if (silent > 0) {
            findings.push_back(std::to_string(silent) + " photos are not in the text index.");
        }
        return findings;
    });
}

Result<std::int64_t> Catalog::removeOrphans() {
    return m_database.inTransaction([&]() -> Result<std::int64_t> {
        return m_database.connection().exec(std::string("DELETE ") + kOrphans);
    });
}

} // namespace fovea::library
