#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace fovea::training {

/// UTF-8 of a text file's bytes: a byte order mark goes, UTF-16 with one is converted, and what is
/// no UTF-8 is read as Windows-1252, which old Windows programs wrote.
std::string decodeText(std::string_view bytes);

/// One caption as it is learned: decoded, on one line, single spaces, no controls.
std::string cleanCaption(std::string_view bytes);

/// The lines of a decoded text without their ends ("\n", "\r\n", "\r").
std::vector<std::string> linesOf(std::string_view text);

} // namespace fovea::training
