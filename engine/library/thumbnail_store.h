#pragma once

#include "engine/core/error.h"
#include "engine/core/ids.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <utility>
#include <vector>

namespace fovea::library {

class Database;

/// JPEG thumbnails in a database of their own: a cache that can be thrown away.
/// Thread: as Catalog.
class ThumbnailStore {
public:
    enum class Mode { ReadWrite, ReadOnly };
    /// A file that is damaged or of another version is made anew; in ReadOnly the store is empty
    /// then.
    static Result<std::unique_ptr<ThumbnailStore>> open(const std::filesystem::path &file,
                                                        Mode mode = Mode::ReadWrite);
    ~ThumbnailStore();

    /// In one transaction.
    Result<void> put(std::span<const std::pair<PhotoId, std::vector<std::uint8_t>>> thumbnails);
    Result<std::vector<std::uint8_t>> get(PhotoId photo); ///< empty where there is none
    Result<bool> contains(PhotoId photo);
    Result<void> remove(std::span<const PhotoId> photos);

private:
    explicit ThumbnailStore(std::unique_ptr<Database> database);
    std::unique_ptr<Database> m_database;
};

} // namespace fovea::library
