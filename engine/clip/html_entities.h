#pragma once

#include <string>
#include <string_view>

namespace fovea::clip {

/// The characters for what stands between & and ; inclusive of the ; ("eacute;", and for a few old
/// ones without it: "eacute"), by the list of HTML 5. Empty where there is no such entity.
std::u32string_view htmlEntity(std::string_view name);

/// Entities that only ftfy knows: names of lower case letters in capitals, "EACUTE;".
std::u32string_view capitalEntity(std::string_view name);

/// Python's html.unescape, once: every named and numeric reference, also without its semicolon.
std::u32string htmlUnescape(std::u32string_view text);

/// ftfy's unescape_html, once: only whole references that end in a semicolon, and capitalEntity().
std::u32string ftfyUnescape(std::u32string_view text);

} // namespace fovea::clip
