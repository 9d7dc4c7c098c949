#pragma once

#include "app/session.h"
#include "engine/core/error.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace fovea::app {

struct AlbumsCommand {
    enum class Action { List, Create, Add, Remove, Rename, Delete, Show };
    Action action = Action::List;
    std::string name;
    std::string newName;
    std::vector<std::string> photos; ///< files, folders and ids
    std::string query;               ///< what a search finds goes in as well
    std::int64_t limit = 20;         ///< of that search
    bool json = false;
};
Result<int> runAlbums(const CommonOptions &common, const AlbumsCommand &command);

struct CaptionCommand {
    std::vector<std::string> words; ///< the photo, unless an album is named; then the captions
    std::string album;              ///< its photos instead of one
    std::filesystem::path data;     ///< take captions over from a table, COCO file or folder
    bool clear = false;
    bool confirm = false;
    bool json = false;
};
Result<int> runCaption(const CommonOptions &common, const CaptionCommand &command);

} // namespace fovea::app
