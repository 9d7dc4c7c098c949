#include "engine/training/caption_csv.h"

#include "engine/training/caption_text.h"

#include <algorithm>
#include <array>
#include <optional>
#include <span>
#include <string_view>

namespace fovea::training {
namespace {

/// Reads the records of a table one by one.
class CsvReader {
public:
    CsvReader(std::string_view text, char separator)
        : m_text(text)
        , m_separator(separator) {}

    std::optional<std::vector<std::string>> next() {
        if (m_at >= m_text.size()) {
            return std::nullopt;
        }
        std::vector<std::string> fields;
        std::string field;
        bool quoted = false;
        for (; m_at < m_text.size(); ++m_at) {
            const char c = m_text[m_at];
            if (quoted) {
                if (c != '"') {
                    field += c;
                } else if (m_at + 1 < m_text.size() && m_text[m_at + 1] == '"') {
                    field += '"';
                    ++m_at;
                } else {
                    quoted = false;
                }
            } else if (c == '"' && field.empty()) {
                quoted = true;
            } else if (c == m_separator) {
                fields.push_back(std::move(field));
                field.clear();
            } else if (c == '\n' || c == '\r') {
                const bool isPair = c == '\r' && m_text.substr(m_at + 1).starts_with('\n');
                m_at += isPair ? 2 : 1;
                break;
            } else {
                field += c;
            }
        }
        fields.push_back(std::move(field));
        return fields;
    }

private:
    std::string_view m_text;
    char m_separator;
    std::size_t m_at = 0;
};

constexpr std::array<std::string_view, 6> kFileColumns{"file",     "filename", "file_name",
                                                       "filepath", "path",     "image"};
constexpr std::array<std::string_view, 3> kCaptionColumns{"caption", "text", "title"};

std::optional<std::size_t> columnOf(const std::vector<std::string> &header,
                                    std::span<const std::string_view> names) {
    for (const std::string_view name : names) {
        for (std::size_t i = 0; i < header.size(); ++i) {
            std::string column = cleanCaption(header[i]);
            std::ranges::transform(column, column.begin(), [](char c) {
                return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
            });
            if (column == name) {
                return i;
            }
        }
    }
    return std::nullopt;
}

} // namespace

Result<std::vector<CaptionRow>> readCaptionCsv(const std::filesystem::path &csv,
                                               const std::filesystem::path &images) {
    const auto text = readTextFile(csv);
    if (!text) {
        return fail(text.error());
    }
    std::error_code ignored;
    const auto folder = images.empty() ? std::filesystem::absolute(csv, ignored).parent_path()
                                       : std::filesystem::absolute(images, ignored);
    for (const char separator : {',', ';', '\t'}) {
        CsvReader reader(*text, separator);
        const auto header = reader.next().value_or(std::vector<std::string>{});
        const auto file = columnOf(header, kFileColumns);
        const auto caption = columnOf(header, kCaptionColumns);
        if (!file || !caption) {
            continue;
        }
        std::vector<CaptionRow> rows;
        for (std::size_t number = 2; auto record = reader.next(); ++number) {
            if (record->size() == 1 && record->front().empty()) {
                continue;
            }
            if (record->size() <= std::max(*file, *caption)) {
                return fail(ErrorCode::Damaged, "Record " + std::to_string(number) + " of " +
                                                    csv.string() + " has too few columns.");
            }
            rows.push_back(
                {(folder / (*record)[*file]).lexically_normal(), std::move((*record)[*caption])});
        }
        return rows;
    }
    return fail(ErrorCode::Damaged, csv.string() + " needs a first line that names the columns "
                                                   "`file` and `caption`.");
}

} // namespace fovea::training
