#include "engine/clip/words.h"

#include "engine/clip/unicode.h"

#include <array>

namespace fovea::clip {
namespace {

constexpr std::array<std::u32string_view, 7> kContractions = {U"'s", U"'t",  U"'re", U"'ve",
                                                              U"'m", U"'ll", U"'d"};
constexpr std::array<std::u32string_view, 2> kOpenClipSpecials = {U"<start_of_text>",
                                                                  U"<end_of_text>"};
constexpr std::array<std::u32string_view, 2> kHuggingFaceSpecials = {U"<|startoftext|>",
                                                                     U"<|endoftext|>"};
constexpr char32_t kLongS = 0x17F;
constexpr char32_t kCombiningIota = 0x345;

/// The reference's pattern ignores case, for which the long s is an s.
bool startsWith(std::u32string_view text, std::u32string_view literal, bool ignoreCase) {
    if (text.size() < literal.size()) {
        return false;
    }
    for (std::size_t i = 0; i < literal.size(); ++i) {
        const bool longS = ignoreCase && text[i] == kLongS && literal[i] == U's';
        if (text[i] != literal[i] && !longS) {
            return false;
        }
    }
    return true;
}

/// The combining iota below is, ignoring case, both a letter and none, so that the reference's
/// pattern finds it in no word at all.
CharacterClass classIn(char32_t c, Cleaning cleaning) {
    return cleaning == Cleaning::OpenClip && c == kCombiningIota ? CharacterClass::Space
                                                                 : classOf(c);
}

/// Length of the special token or contraction that `text` starts with, 0 for none.
template <std::size_t N>
std::size_t literalAt(std::u32string_view text, const std::array<std::u32string_view, N> &literals,
                      bool ignoreCase) {
    for (const std::u32string_view literal : literals) {
        if (startsWith(text, literal, ignoreCase)) {
            return literal.size();
        }
    }
    return 0;
}

} // namespace

std::vector<std::u32string_view> splitWords(std::u32string_view text, Cleaning cleaning) {
    const bool openClip = cleaning == Cleaning::OpenClip;
    std::vector<std::u32string_view> words;
    while (!text.empty()) {
        const auto take = [&](std::size_t length) {
            words.push_back(text.substr(0, length));
            text.remove_prefix(length);
        };
        if (openClip) {
            if (const std::size_t special = literalAt(text, kOpenClipSpecials, true); special > 0) {
                take(special);
                continue;
            }
        } else if (const std::size_t special = literalAt(text, kHuggingFaceSpecials, false);
                   special > 0) {
            // True ones were taken out before lower-casing. This one was written in capitals: it
            // ends the run of signs, and a second splitting takes it apart.
            take(2);
            take(special - 4);
            take(2);
            continue;
        }
        if (const std::size_t contraction = literalAt(text, kContractions, openClip);
            contraction > 0) {
            take(contraction);
            continue;
        }
        const CharacterClass kind = classIn(text[0], cleaning);
        if (kind == CharacterClass::Space) {
            text.remove_prefix(1);
            continue;
        }
        std::size_t length = 1;
        while (kind != CharacterClass::Number && length < text.size() &&
               classIn(text[length], cleaning) == kind) {
            ++length;
        }
        take(length);
    }
    return words;
}

} // namespace fovea::clip
