#pragma once

#include "app/session.h"
#include "engine/library/library.h"

#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace fovea::app {

// What subcommands name by hand: a library, photos in it, an album.

/// The library alone, for commands that need no model. One that cannot be written is read.
Result<std::unique_ptr<library::Library>> openLibrary(const CommonOptions &common);

/// A photo by its file or by its id; none where neither is in the library.
Result<PhotoId> findPhoto(library::Catalog &catalog, const std::string &text);

/// Photos by files, ids and folders, in the order given; those of a folder in the order of their
/// paths. Each comes once. Fails on the first that is not in the library.
Result<std::vector<PhotoId>> findPhotos(library::Catalog &catalog,
                                        std::span<const std::string> names);

/// Fails with a sentence where there is none of that name.
Result<library::Album> findAlbum(library::Library &library, const std::string &name);

/// "2024-10-03T14:05:09Z"
std::string timeText(std::int64_t sinceEpochMs);

} // namespace fovea::app
