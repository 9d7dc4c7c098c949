#pragma once

#include "engine/core/error.h"

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace fovea::clip {

/// Two neighbouring pieces of a word that become one, in the letters that stand for bytes.
using Merge = std::pair<std::string, std::string>;

/// All of a text file, gzip or plain. At most 64 MiB.
Result<std::string> readTextFile(const std::filesystem::path &file);

/// The merges of a file that begins with a version line; at most `most` of them.
Result<std::vector<Merge>> readMerges(const std::filesystem::path &file, std::size_t most);

} // namespace fovea::clip
