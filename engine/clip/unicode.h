#pragma once

#include <string>
#include <string_view>

namespace fovea::clip {

/// The code points of UTF-8. A broken sequence becomes one U+FFFD. Surrogates that were encoded one
/// by one (CESU-8) come through as they are.
std::u32string fromUtf8(std::string_view text);

/// UTF-8 of code points. REQUIRES: no surrogates.
std::string toUtf8(std::u32string_view text);

/// Normalization form C. REQUIRES: no surrogates.
std::u32string toNfc(const std::u32string &text);

/// Normalization form KC of one character.
std::u32string toNfkc(char32_t character);

/// Python's str.lower(): special casing and the final sigma, no language. REQUIRES: no surrogates.
std::u32string toLower(const std::u32string &text);

/// Rust's char::to_lowercase() on each character: special casing, and no final sigma.
std::u32string toLowerEach(std::u32string_view text);

enum class CharacterClass { Letter, Number, Space, Other }; ///< \p{L}, \p{N}, White_Space
CharacterClass classOf(char32_t character);

/// Windows-1252 for the controls U+0080 to U+009F, where it has a character; all else as it is.
char32_t windows1252(char32_t character);

bool isDecimalDigit(char32_t character); ///< Nd

} // namespace fovea::clip
