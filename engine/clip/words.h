#pragma once

#include "engine/clip/tokenizer.h"

#include <string_view>
#include <vector>

namespace fovea::clip {

/// The words that are encoded one by one, of a cleaned text: special tokens, 's 't 're 've 'm 'll
/// 'd, runs of letters, single numbers, runs of anything else that is not white space.
std::vector<std::u32string_view> splitWords(std::u32string_view text, Cleaning cleaning);

} // namespace fovea::clip
