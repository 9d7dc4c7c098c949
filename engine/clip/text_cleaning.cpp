#include "engine/clip/text_cleaning.h"

#include "engine/clip/html_entities.h"
#include "engine/clip/unicode.h"

#include <algorithm>

namespace fovea::clip {
namespace {

/// Each pass of the fixers resolves one level of escaped entities.
constexpr int kMostPasses = 64;
/// ftfy fixes a line at a time, and longer ones in pieces of this many characters.
constexpr std::size_t kLongestSegment = 1'000'000;

constexpr char32_t kEscape = 0x1B;
constexpr char32_t kIdeographicSpace = 0x3000;
constexpr char32_t kFirstWidthForm = 0xFF01; // fullwidth !
constexpr char32_t kLastWidthForm = 0xFFEF;

bool isSurrogate(char32_t c) {
    return c >= 0xD800 && c <= 0xDFFF;
}

/// White space by Python's str.split(): White_Space and the four separators of ASCII.
bool isPythonSpace(char32_t c) {
    return (c >= 0x1C && c <= 0x1F) || classOf(c) == CharacterClass::Space;
}

/// The letters of a Latin ligature or digraph; empty for all else.
std::u32string_view splitLigature(char32_t c) {
    switch (c) {
    case 0x132:
        return U"IJ";
    case 0x133:
        return U"ij";
    case 0x149:
        return U"\u02BCn";
    case 0x1C4:
        return U"D\u017D";
    case 0x1C5:
        return U"D\u017E";
    case 0x1C6:
        return U"d\u017E";
    case 0x1C7:
        return U"LJ";
    case 0x1C8:
        return U"Lj";
    case 0x1C9:
        return U"lj";
    case 0x1CA:
        return U"NJ";
    case 0x1CB:
        return U"Nj";
    case 0x1CC:
        return U"nj";
    case 0x1F1:
        return U"DZ";
    case 0x1F2:
        return U"Dz";
    case 0x1F3:
        return U"dz";
    case 0xFB00:
        return U"ff";
    case 0xFB01:
        return U"fi";
    case 0xFB02:
        return U"fl";
    case 0xFB03:
        return U"ffi";
    case 0xFB04:
        return U"ffl";
    case 0xFB05:
        return U"\u017Ft";
    case 0xFB06:
        return U"st";
    default:
        return {};
    }
}

char32_t uncurlQuote(char32_t c) {
    if (c == 0x2BC || (c >= 0x2018 && c <= 0x201B)) {
        return U'\'';
    }
    return c >= 0x201C && c <= 0x201F ? U'"' : c;
}

bool isDroppedControl(char32_t c) {
    return c <= 0x08 || c == 0x0B || (c >= 0x0E && c <= 0x1F) || c == 0x7F ||
           (c >= 0x206A && c <= 0x206F) || c == 0xFEFF || (c >= 0xFFF9 && c <= 0xFFFC);
}

/// The fixers that look at one character: C1 controls, ligatures, widths, quotes, line separators.
std::u32string fixCharacters(std::u32string_view text) {
    std::u32string out;
    out.reserve(text.size());
    const auto append = [&out](char32_t c) {
        c = uncurlQuote(c);
        out += c == 0x2028 || c == 0x2029 ? U'\n' : c;
    };
    for (char32_t c : text) {
        c = windows1252(c);
        const std::u32string_view letters = splitLigature(c);
        if (!letters.empty()) {
            std::ranges::for_each(letters, append);
        } else if (c == kIdeographicSpace) {
            out += U' ';
        } else if (c >= kFirstWidthForm && c <= kLastWidthForm) {
            std::ranges::for_each(toNfkc(c), append);
        } else {
            append(c);
        }
    }
    return out;
}

/// The length of a terminal escape at the start of `text`, such as ESC [ 36 ; 44 m; 0 for none.
std::size_t terminalEscape(std::u32string_view text) {
    if (text.size() < 3 || text[0] != kEscape || text[1] != U'[') {
        return 0;
    }
    std::size_t i = 2;
    while (i < text.size() && (text[i] == U';' || isDecimalDigit(text[i]))) {
        ++i;
    }
    const bool ends = i < text.size() && ((text[i] >= U'a' && text[i] <= U'z') ||
                                          (text[i] >= U'A' && text[i] <= U'Z'));
    return ends ? i + 1 : 0;
}

/// Surrogate pairs to their character, lone ones to U+FFFD; CR LF and CR to LF.
std::u32string fixSequences(std::u32string_view text) {
    std::u32string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char32_t c = text[i];
        const char32_t next = i + 1 < text.size() ? text[i + 1] : 0;
        if (c == U'\r') {
            out += U'\n';
            i += next == U'\n' ? 1 : 0;
        } else if (c >= 0xD800 && c <= 0xDBFF && next >= 0xDC00 && next <= 0xDFFF) {
            out += 0x10000 + ((c - 0xD800) << 10) + (next - 0xDC00);
            ++i;
        } else {
            out += isSurrogate(c) ? U'\uFFFD' : c;
        }
    }
    return out;
}

std::u32string dropControls(std::u32string_view text) {
    std::u32string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (const std::size_t escape = terminalEscape(text.substr(i)); escape > 0) {
            i += escape - 1;
        } else if (!isDroppedControl(text[i])) {
            out += text[i];
        }
    }
    return out;
}

/// ftfy.fix_text on one segment: all fixers in their order, until they change nothing any more.
std::u32string fixSegment(std::u32string text, bool unescape) {
    for (int pass = 0; pass < kMostPasses; ++pass) {
        std::u32string fixed = unescape ? ftfyUnescape(text) : text;
        fixed = toNfc(dropControls(fixSequences(fixCharacters(fixed))));
        if (fixed == text) {
            break;
        }
        text = std::move(fixed);
    }
    return text;
}

std::u32string fixText(std::u32string_view text) {
    std::u32string out;
    out.reserve(text.size());
    // From the first < on it is taken for HTML itself, whose entities are meant.
    bool unescape = true;
    while (!text.empty()) {
        const std::size_t line = std::min(text.find(U'\n'), text.size() - 1) + 1;
        const std::u32string_view segment = text.substr(0, std::min(line, kLongestSegment));
        unescape = unescape && segment.find(U'<') == std::u32string_view::npos;
        out += fixSegment(std::u32string(segment), unescape);
        text.remove_prefix(segment.size());
    }
    return out;
}

std::u32string collapseSpaces(std::u32string_view text) {
    std::u32string out;
    out.reserve(text.size());
    bool pending = false;
    for (const char32_t c : text) {
        if (isPythonSpace(c)) {
            pending = !out.empty();
            continue;
        }
        if (pending) {
            out += U' ';
            pending = false;
        }
        out += c;
    }
    return out;
}

} // namespace

std::u32string cleanText(std::string_view text) {
    const std::u32string fixed = fixText(fromUtf8(text));
    return toLower(collapseSpaces(htmlUnescape(htmlUnescape(fixed))));
}

std::u32string normalizeText(std::string_view text) {
    std::u32string points = fromUtf8(text);
    std::ranges::replace_if(points, isSurrogate, U'\uFFFD');
    return toLowerEach(toNfc(points));
}

} // namespace fovea::clip
