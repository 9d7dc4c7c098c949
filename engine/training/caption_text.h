#pragma once

#include "engine/core/error.h"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace fovea::training {

/// UTF-8 of a text file's bytes: a byte order mark goes, UTF-16 with one is converted, and what is
/// no UTF-8 is read as Windows-1252, which old Windows programs wrote.
std::string decodeText(std::string_view bytes);

/// One caption as it is learned: decoded, on one line, single spaces, no controls.
std::string cleanCaption(std::string_view bytes);

/// A whole text file, decoded. Fails on what is no file, or is larger than any text of ours.
Result<std::string> readTextFile(const std::filesystem::path &file);

/// The lines of a text file without white space at their ends; empty ones are left out.
Result<std::vector<std::string>> readLines(const std::filesystem::path &file);

/// The lines of a decoded text without their ends ("\n", "\r\n", "\r").
std::vector<std::string> linesOf(std::string_view text);

} // namespace fovea::training
