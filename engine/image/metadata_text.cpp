#include "engine/image/metadata_text.h"

#include "engine/image/decode_protocol.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cmath>

namespace fovea::image {

namespace {

bool isBlank(char c) {
    return c == '\0' || std::isspace(static_cast<unsigned char>(c)) != 0;
}

std::string_view trim(std::string_view text) {
    while (!text.empty() && isBlank(text.front())) {
        text.remove_prefix(1);
    }
    while (!text.empty() && isBlank(text.back())) {
        text.remove_suffix(1);
    }
    return text;
}

void appendUtf8(std::string &out, char32_t point) {
    const auto put = [&out](char32_t bits) {
        out += static_cast<char>(static_cast<unsigned char>(bits));
    };
    if (point < 0x80) {
        put(point);
    } else if (point < 0x800) {
        put(0xc0U | (point >> 6U));
        put(0x80U | (point & 0x3fU));
    } else if (point < 0x10000) {
        put(0xe0U | (point >> 12U));
        put(0x80U | ((point >> 6U) & 0x3fU));
        put(0x80U | (point & 0x3fU));
    } else {
        put(0xf0U | (point >> 18U));
        put(0x80U | ((point >> 12U) & 0x3fU));
        put(0x80U | ((point >> 6U) & 0x3fU));
        put(0x80U | (point & 0x3fU));
    }
}

std::optional<double> takeDouble(std::string_view &text) {
    double value = 0;
    const auto [end, error] =
        std::from_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed);
    if (error != std::errc()) {
        return std::nullopt;
    }
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    return value;
}

} // namespace

std::string tidyText(std::string_view text) {
    // Fields of fixed length are padded, and what follows a zero is left from before.
    text = text.substr(0, text.find('\0'));
    text = trim(text);
    if (isValidUtf8(text)) {
        return std::string(text);
    }
    std::string converted;
    for (const char c : text) {
        appendUtf8(converted, static_cast<unsigned char>(c));
    }
    return converted;
}

std::string utf16ToUtf8(std::span<const std::uint8_t> bytes) {
    std::string text;
    for (std::size_t i = 0; i + 1 < bytes.size(); i += 2) {
        const auto unit = static_cast<char32_t>(bytes[i] | bytes[i + 1] << 8);
        if (unit == 0) {
            break;
        }
        const bool high = unit >= 0xd800 && unit < 0xdc00;
        const char32_t next = high && i + 3 < bytes.size()
                                  ? static_cast<char32_t>(bytes[i + 2] | bytes[i + 3] << 8)
                                  : 0;
        if (next >= 0xdc00 && next < 0xe000) {
            appendUtf8(text, 0x10000 + ((unit - 0xd800) << 10U) + (next - 0xdc00));
            i += 2;
        } else {
            appendUtf8(text, unit >= 0xd800 && unit < 0xe000 ? U'\xfffd' : unit);
        }
    }
    return text;
}

bool isCameraJunk(std::string_view caption) {
    static constexpr std::array kWhole{
        std::string_view("ASCII"),        std::string_view("UNICODE"),
        std::string_view("JIS"),          std::string_view("DCIM"),
        std::string_view("CAMERA"),       std::string_view("DEFAULT"),
        std::string_view("IMAGE"),        std::string_view("PHOTO"),
        std::string_view("UNTITLED"),     std::string_view("EXIF_JPEG_PICTURE"),
        std::string_view("JPEG"),         std::string_view("DSC"),
        std::string_view("MINOLTA DSC"),  std::string_view("SONY DSC"),
        std::string_view("PENTAX IMAGE"), std::string_view("SAMSUNG"),
        std::string_view("CASIO"),
    };
    std::string upper(trim(caption));
    std::transform(upper.begin(), upper.end(), upper.begin(),
                   [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    const bool hasWord = std::any_of(upper.begin(), upper.end(), [](unsigned char c) {
        return std::isalnum(c) != 0 || c >= 0x80;
    });
    // "OLYMPUS DIGITAL CAMERA", "KONICA MINOLTA DIGITAL CAMERA", "<Digimax i50 MP3, Samsung #1
    // MP3>"
    return !hasWord || std::find(kWhole.begin(), kWhole.end(), upper) != kWhole.end() ||
           upper.ends_with("DIGITAL CAMERA") || upper.starts_with("<DIGIMAX") ||
           upper.starts_with("<KENOX") || upper.starts_with("<SAMSUNG");
}

std::optional<double> parseXmpAngle(std::string_view text) {
    text = trim(text);
    if (text.empty()) {
        return std::nullopt;
    }
    const char direction = static_cast<char>(std::toupper(static_cast<unsigned char>(text.back())));
    if (std::string_view("NSEW").find(direction) == std::string_view::npos) {
        return std::nullopt;
    }
    text.remove_suffix(1);
    double angle = 0;
    double unit = 1;
    for (int part = 0; part < 3 && !text.empty(); ++part, unit /= 60) {
        const auto value = takeDouble(text);
        if (!value || *value < 0) {
            return std::nullopt;
        }
        angle += *value * unit;
        if (text.starts_with(',')) {
            text.remove_prefix(1);
        }
    }
    return text.empty() ? std::optional(direction == 'S' || direction == 'W' ? -angle : angle)
                        : std::nullopt;
}

std::optional<int> parseRating(std::string_view text) {
    text = trim(text);
    const auto value = takeDouble(text);
    if (!value || !(*value >= -1 && *value <= 5)) {
        return std::nullopt;
    }
    return static_cast<int>(std::lround(*value));
}

std::optional<int> ratingFromPercent(long percent) {
    if (percent < 0 || percent > 100) {
        return std::nullopt;
    }
    return percent == 0 ? 0 : static_cast<int>((percent + 12) / 25) + 1;
}

void KeywordList::add(std::string_view keyword, std::string_view separators) {
    while (!keyword.empty()) {
        const std::size_t end = std::min(keyword.find_first_of(separators), keyword.size());
        std::string word = tidyText(keyword.substr(0, end));
        if (!word.empty() && m_seen.insert(word).second) {
            m_keywords.push_back(std::move(word));
        }
        keyword.remove_prefix(std::min(end + 1, keyword.size()));
    }
}

} // namespace fovea::image
