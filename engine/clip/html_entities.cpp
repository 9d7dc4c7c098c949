#include "engine/clip/html_entities.h"

#include "engine/clip/unicode.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <span>

namespace fovea::clip {
namespace {

struct Entity {
    std::string_view name;
    std::u32string_view characters;
};

#include "engine/clip/html_entities.inc"

/// The longest that html.unescape and ftfy look for.
constexpr std::size_t kLongestName = 32;
constexpr std::size_t kLongestFtfyName = 24;

std::u32string_view find(std::span<const Entity> entities, std::string_view name) {
    const auto at = std::ranges::lower_bound(entities, name, {}, &Entity::name);
    return at != entities.end() && at->name == name ? at->characters : std::u32string_view();
}

bool isAsciiDigit(char32_t c) {
    return c >= U'0' && c <= U'9';
}

bool isAsciiLetter(char32_t c) {
    return (c >= U'a' && c <= U'z') || (c >= U'A' && c <= U'Z');
}

std::optional<unsigned> hexDigit(char32_t c) {
    if (isAsciiDigit(c)) {
        return static_cast<unsigned>(c - U'0');
    }
    const char32_t lower = c | 0x20U;
    if (lower >= U'a' && lower <= U'f') {
        return static_cast<unsigned>(lower - U'a') + 10;
    }
    return std::nullopt;
}

/// A reference to a control or to a place that holds no character, which is dropped.
bool isInvalid(std::uint32_t number) {
    return (number >= 0x1 && number <= 0x8) || number == 0xB || (number >= 0xE && number <= 0x1F) ||
           (number >= 0x7F && number <= 0x9F) || (number >= 0xFDD0 && number <= 0xFDEF) ||
           (number & 0xFFFEU) == 0xFFFE;
}

void appendNumber(std::u32string &out, std::uint32_t number) {
    if (number >= 0x80 && number <= 0x9F) {
        // Browsers take these for Windows-1252, and so does Python.
        out += windows1252(static_cast<char32_t>(number));
    } else if (number == 0 || (number >= 0xD800 && number <= 0xDFFF) || number > 0x10FFFF) {
        out += U'\uFFFD';
    } else if (!isInvalid(number)) {
        out += static_cast<char32_t>(number);
    }
}

struct Number {
    std::uint32_t value = 0;
    std::size_t length = 0; ///< from the # on, without a semicolon
};

/// "#123" or "#x1F600" at the start of `text`.
std::optional<Number> parseNumber(std::u32string_view text) {
    if (text.size() < 2 || text[0] != U'#') {
        return std::nullopt;
    }
    const bool hex = text[1] == U'x' || text[1] == U'X';
    const std::size_t first = hex ? 2 : 1;
    Number number{0, first};
    for (; number.length < text.size(); ++number.length) {
        const auto digit = hexDigit(text[number.length]);
        if (!digit || (!hex && *digit > 9)) {
            break;
        }
        // Beyond Unicode it only has to stay beyond.
        number.value = std::min<std::uint32_t>(number.value * (hex ? 16 : 10) + *digit, 0x110000);
    }
    if (number.length == first) {
        return std::nullopt;
    }
    return number;
}

/// The ASCII letters and digits at the start of `text`, at most `most` of all characters.
std::string asciiName(std::u32string_view text, std::size_t most) {
    std::string name;
    for (const char32_t c : text.substr(0, most)) {
        if (!isAsciiDigit(c) && !isAsciiLetter(c)) {
            break;
        }
        name += static_cast<char>(c);
    }
    return name;
}

/// Appends what the named reference after an & stands for; gives the characters used, 0 for none.
std::size_t appendNamed(std::u32string &out, std::u32string_view text) {
    std::string name = asciiName(text, kLongestName);
    if (name.size() < text.size() && text[name.size()] == U';') {
        name += ';';
    }
    // The longest beginning that is an entity: "&notit" is "¬it". A single letter is none.
    for (; name.size() > 1; name.pop_back()) {
        const auto characters = htmlEntity(name);
        if (!characters.empty()) {
            out += characters;
            return name.size();
        }
    }
    return 0;
}

} // namespace

std::u32string_view htmlEntity(std::string_view name) {
    return find(kHtml5Entities, name);
}

std::u32string_view capitalEntity(std::string_view name) {
    return find(kCapitalEntities, name);
}

std::u32string htmlUnescape(std::u32string_view text) {
    std::u32string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != U'&') {
            out += text[i];
            continue;
        }
        const std::u32string_view rest = text.substr(i + 1);
        if (const auto number = parseNumber(rest)) {
            appendNumber(out, number->value);
            i += number->length;
            if (i + 1 < text.size() && text[i + 1] == U';') {
                ++i;
            }
        } else if (const std::size_t used = appendNamed(out, rest); used > 0) {
            i += used;
        } else {
            out += U'&';
        }
    }
    return out;
}

std::u32string ftfyUnescape(std::u32string_view text) {
    std::u32string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        out += text[i];
        if (text[i] != U'&') {
            continue;
        }
        const std::u32string_view rest = text.substr(i + 1);
        if (rest.starts_with(U'#')) {
            const auto number = parseNumber(rest);
            if (number && number->length <= kLongestFtfyName + 1 && number->length < rest.size() &&
                rest[number->length] == U';' && number->value != U';') {
                out.pop_back();
                appendNumber(out, number->value);
                i += number->length + 1;
            }
            continue;
        }
        std::string name = asciiName(rest, kLongestFtfyName);
        if (name.size() < rest.size() && rest[name.size()] == U';') {
            name += ';';
            auto characters = htmlEntity(name);
            characters = characters.empty() ? capitalEntity(name) : characters;
            if (!characters.empty()) {
                out.pop_back();
                out += characters;
                i += name.size();
            }
        }
    }
    return out;
}

} // namespace fovea::clip
