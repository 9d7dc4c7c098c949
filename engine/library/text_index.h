#pragma once

#include "engine/core/error.h"
#include "engine/core/ids.h"

#include <string_view>
#include <vector>

namespace fovea::library {

class Database;

/// Full text search (FTS5) over file names, captions and keywords. Thread: as Catalog.
class TextIndex {
public:
    explicit TextIndex(Database &database);

    /// Photos in which the words of `text` stand next to each other, in no particular order of
    /// photos. Case and diacritics do not count.
    Result<std::vector<PhotoId>> find(std::string_view text);
    /// Makes the whole index again from the photos.
    Result<void> rebuild();

private:
    Database &m_database;
};

} // namespace fovea::library
