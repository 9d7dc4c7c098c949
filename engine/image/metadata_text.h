#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace fovea::image {

/// Text as programs left it in a file -> UTF-8 without blanks and zeros around it. What is not
/// UTF-8 is taken for Latin-1.
std::string tidyText(std::string_view text);

/// Little-endian UTF-16, up to its first zero.
std::string utf16ToUtf8(std::span<const std::uint8_t> bytes);

/// Whether a caption is what a camera writes into every photo: "OLYMPUS DIGITAL CAMERA", "SONY
/// DSC".
bool isCameraJunk(std::string_view caption);

/// XMP's "52,31.5N" or "52,31,30N" -> degrees.
std::optional<double> parseXmpAngle(std::string_view text);

/// "4", "4.0", "-1" -> -1 to 5.
std::optional<int> parseRating(std::string_view text);

/// Windows' 1, 25, 50, 75, 99 -> 1 to 5 stars.
std::optional<int> ratingFromPercent(long percent);

/// Keywords in the order of their first mention, each once.
class KeywordList {
public:
    /// Splits at any of the separators: the levels of a hierarchy are keywords, each.
    void add(std::string_view keyword, std::string_view separators);
    std::vector<std::string> take() { return std::move(m_keywords); }

private:
    std::vector<std::string> m_keywords;
    std::set<std::string> m_seen;
};

} // namespace fovea::image
