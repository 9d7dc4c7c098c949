#pragma once

#include <string>
#include <string_view>

namespace fovea::clip {

/// UTF-8 as OpenCLIP's tokenizer sees it: ftfy.fix_text with its defaults, html.unescape twice,
/// runs of white space to one space, lower case.
///
/// Left out is ftfy's repair of wrongly decoded text (its option fix_encoding: "schÃ¶n" stays as it
/// is), a heuristic over tables of characters that belong together, which text that was typed does
/// not need. Entities that were escaped more than 64 times over are not followed to the end.
std::u32string cleanText(std::string_view text);

/// UTF-8 as Hugging Face's CLIP tokenizer sees it: NFC, then lower case, character by character.
std::u32string normalizeText(std::string_view text);

} // namespace fovea::clip
