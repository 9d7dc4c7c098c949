#include "engine/training/caption_text.h"

#include "engine/clip/unicode.h"
#include "engine/core/mapped_file.h"
#include "engine/image/decode_protocol.h"

#include <algorithm>

namespace fovea::training {
namespace {

constexpr std::size_t kLargestText = 1ULL << 30;

std::string fromUtf16(std::string_view bytes, bool bigEndian) {
    std::u32string text;
    const auto unit = [&](std::size_t at) {
        const auto first = static_cast<unsigned char>(bytes[at]);
        const auto second = static_cast<unsigned char>(bytes[at + 1]);
        return static_cast<char32_t>(bigEndian ? first << 8U | second : second << 8U | first);
    };
    for (std::size_t i = 0; i + 1 < bytes.size(); i += 2) {
        char32_t c = unit(i);
        if (c >= 0xD800 && c < 0xDC00 && i + 3 < bytes.size() && unit(i + 2) >= 0xDC00 &&
            unit(i + 2) < 0xE000) {
            c = 0x10000 + ((c - 0xD800) << 10U) + (unit(i + 2) - 0xDC00);
            i += 2;
        } else if (c >= 0xD800 && c < 0xE000) {
            c = 0xFFFD;
        }
        text += c;
    }
    return clip::toUtf8(text);
}

} // namespace

std::string decodeText(std::string_view bytes) {
    if (bytes.starts_with("\xEF\xBB\xBF")) {
        bytes.remove_prefix(3);
    } else if (bytes.starts_with("\xFF\xFE") || bytes.starts_with("\xFE\xFF")) {
        return fromUtf16(bytes.substr(2), bytes.front() == '\xFE');
    }
    if (image::isValidUtf8(bytes)) {
        return std::string(bytes);
    }
    std::u32string text;
    for (const char c : bytes) {
        text += clip::windows1252(static_cast<unsigned char>(c));
    }
    return clip::toUtf8(text);
}

std::string cleanCaption(std::string_view bytes) {
    std::u32string cleaned;
    for (const char32_t c : clip::fromUtf8(decodeText(bytes))) {
        const bool isSpace =
            c < 0x20 || c == 0x7F || clip::classOf(c) == clip::CharacterClass::Space;
        if (!isSpace) {
            cleaned += c;
        } else if (!cleaned.empty() && cleaned.back() != U' ') {
            cleaned += U' ';
        }
    }
    if (!cleaned.empty() && cleaned.back() == U' ') {
        cleaned.pop_back();
    }
    return clip::toUtf8(cleaned);
}

Result<std::string> readTextFile(const std::filesystem::path &file) {
    const auto mapped = MappedFile::open(file);
    if (!mapped) {
        return fail(mapped.error());
    }
    const auto bytes = mapped->bytes();
    if (bytes.size() > kLargestText) {
        return fail(ErrorCode::TooLarge,
                    file.string() + " is too large for a file of text. Choose another one.");
    }
    return decodeText({reinterpret_cast<const char *>(bytes.data()), bytes.size()});
}

Result<std::vector<std::string>> readLines(const std::filesystem::path &file) {
    const auto text = readTextFile(file);
    if (!text) {
        return fail(text.error());
    }
    std::vector<std::string> lines;
    for (const std::string &line : linesOf(*text)) {
        if (auto cleaned = cleanCaption(line); !cleaned.empty()) {
            lines.push_back(std::move(cleaned));
        }
    }
    return lines;
}

std::vector<std::string> linesOf(std::string_view text) {
    std::vector<std::string> lines;
    while (!text.empty()) {
        const auto end = std::min(text.find_first_of("\r\n"), text.size());
        lines.emplace_back(text.substr(0, end));
        const bool isPair = text.substr(end).starts_with("\r\n");
        text.remove_prefix(std::min(end + (isPair ? 2 : 1), text.size()));
    }
    return lines;
}

} // namespace fovea::training
