#include "engine/clip/unicode.h"

#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <stdexcept>

namespace fovea::clip {
namespace {

/// Every character that has a second one when lowered by itself.
constexpr char32_t kCapitalDottedI = 0x130;
constexpr char32_t kReplacement = 0xFFFD;

std::u16string toUtf16(std::u32string_view text) {
    std::u16string out;
    out.reserve(text.size());
    for (const char32_t c : text) {
        if (c < 0x10000) {
            out += static_cast<char16_t>(c);
        } else {
            out += static_cast<char16_t>(0xD7C0 + (c >> 10));
            out += static_cast<char16_t>(0xDC00 + (c & 0x3FF));
        }
    }
    return out;
}

std::u32string fromUtf16(std::u16string_view text) {
    std::u32string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        char32_t c = text[i];
        if (c >= 0xD800 && c < 0xDC00 && i + 1 < text.size()) {
            c = (c << 10) + text[++i] - ((0xD800U << 10) + 0xDC00U - 0x10000U);
        }
        out += c;
    }
    return out;
}

/// Calls an ICU function on UTF-16, with as large a buffer as it asks for.
template <typename Function>
std::u32string convert(std::u32string_view text, Function function) {
    const std::u16string from = toUtf16(text);
    std::u16string to(from.size() + from.size() / 2 + 16, u'\0');
    while (true) {
        UErrorCode error = U_ZERO_ERROR;
        const std::int32_t length = function(from, to, &error);
        to.resize(static_cast<std::size_t>(std::max(length, 0)));
        if (U_SUCCESS(error)) {
            return fromUtf16(to);
        }
        if (error != U_BUFFER_OVERFLOW_ERROR) {
            throw std::runtime_error(u_errorName(error)); // out of memory, or ICU without its data
        }
    }
}

std::u32string normalize(std::u32string_view text, const UNormalizer2 *form) {
    return convert(text, [form](const std::u16string &from, std::u16string &to, UErrorCode *error) {
        return unorm2_normalize(form, from.data(), static_cast<std::int32_t>(from.size()),
                                to.data(), static_cast<std::int32_t>(to.size()), error);
    });
}

/// How many bytes follow the first byte of a sequence; -1 where none can begin with it.
int followers(unsigned char first) {
    if (first < 0x80) {
        return 0;
    }
    if (first >= 0xC2 && first <= 0xDF) {
        return 1;
    }
    if (first >= 0xE0 && first <= 0xEF) {
        return 2;
    }
    return first >= 0xF0 && first <= 0xF4 ? 3 : -1;
}

/// The smallest and largest second byte, which keep overlong forms and too large numbers out.
bool isSecond(unsigned char first, unsigned char second) {
    const unsigned char least = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
    const unsigned char most = first == 0xF4 ? 0x8F : 0xBF;
    return second >= least && second <= most;
}

} // namespace

std::u32string fromUtf8(std::string_view text) {
    std::u32string out;
    out.reserve(text.size());
    std::size_t i = 0;
    while (i < text.size()) {
        const auto first = static_cast<unsigned char>(text[i++]);
        const int count = followers(first);
        if (count <= 0) {
            out += count == 0 ? static_cast<char32_t>(first) : kReplacement;
            continue;
        }
        char32_t c = first & (0x3FU >> count);
        int seen = 0;
        for (; seen < count && i < text.size(); ++seen, ++i) {
            const auto next = static_cast<unsigned char>(text[i]);
            if (seen == 0 ? !isSecond(first, next) : (next & 0xC0U) != 0x80U) {
                break;
            }
            c = (c << 6) | (next & 0x3FU);
        }
        out += seen == count ? c : kReplacement;
    }
    return out;
}

std::string toUtf8(std::u32string_view text) {
    std::string out;
    out.reserve(text.size());
    const auto append = [&out](char32_t bits) { out += static_cast<char>(bits); };
    for (const char32_t c : text) {
        if (c < 0x80) {
            append(c);
            continue;
        }
        if (c < 0x800) {
            append(0xC0 | (c >> 6));
        } else {
            if (c < 0x10000) {
                append(0xE0 | (c >> 12));
            } else {
                append(0xF0 | (c >> 18));
                append(0x80 | ((c >> 12) & 0x3F));
            }
            append(0x80 | ((c >> 6) & 0x3F));
        }
        append(0x80 | (c & 0x3F));
    }
    return out;
}

std::u32string toNfc(const std::u32string &text) {
    // Nothing below U+0300 combines.
    if (std::ranges::all_of(text, [](char32_t c) { return c < 0x300; })) {
        return text;
    }
    UErrorCode error = U_ZERO_ERROR;
    return normalize(text, unorm2_getNFCInstance(&error));
}

std::u32string toNfkc(char32_t character) {
    UErrorCode error = U_ZERO_ERROR;
    return normalize(std::u32string_view(&character, 1), unorm2_getNFKCInstance(&error));
}

std::u32string toLower(const std::u32string &text) {
    return convert(text, [](const std::u16string &from, std::u16string &to, UErrorCode *error) {
        return u_strToLower(to.data(), static_cast<std::int32_t>(to.size()), from.data(),
                            static_cast<std::int32_t>(from.size()), "", error);
    });
}

std::u32string toLowerEach(std::u32string_view text) {
    std::u32string out;
    out.reserve(text.size());
    for (const char32_t c : text) {
        if (c == kCapitalDottedI) {
            out += U"i\u0307";
        } else {
            out += static_cast<char32_t>(u_tolower(static_cast<UChar32>(c)));
        }
    }
    return out;
}

CharacterClass classOf(char32_t character) {
    const auto point = static_cast<UChar32>(character);
    const auto mask = U_GET_GC_MASK(point);
    if ((mask & U_GC_L_MASK) != 0) {
        return CharacterClass::Letter;
    }
    if ((mask & U_GC_N_MASK) != 0) {
        return CharacterClass::Number;
    }
    return u_isUWhiteSpace(point) != 0 ? CharacterClass::Space : CharacterClass::Other;
}

char32_t windows1252(char32_t character) {
    constexpr std::array<char32_t, 32> kTable = {
        0x20AC, 0x81,   0x201A, 0x192,  0x201E, 0x2026, 0x2020, 0x2021, 0x2C6,  0x2030, 0x160,
        0x2039, 0x152,  0x8D,   0x17D,  0x8F,   0x90,   0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
        0x2013, 0x2014, 0x2DC,  0x2122, 0x161,  0x203A, 0x153,  0x9D,   0x17E,  0x178};
    return character >= 0x80 && character <= 0x9F ? kTable[character - 0x80] : character;
}

bool isDecimalDigit(char32_t character) {
    return u_charType(static_cast<UChar32>(character)) == U_DECIMAL_DIGIT_NUMBER;
}

} // namespace fovea::clip
