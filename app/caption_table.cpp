#include "app/caption_table.h"

#include "app/paths.h"
#include "engine/core/mapped_file.h"

#include <algorithm>
#include <optional>
#include <string_view>

namespace fovea::app {
namespace {

Result<std::string> readText(const std::filesystem::path &file) {
    const auto mapped = MappedFile::open(file);
    if (!mapped) {
        return fail(mapped.error());
    }
    const auto bytes = mapped->bytes();
    std::string_view text(reinterpret_cast<const char *>(bytes.data()), bytes.size());
    if (text.starts_with("\xEF\xBB\xBF")) { // a byte order mark, as spreadsheets write it
        text.remove_prefix(3);
    }
    return std::string(text);
}

/// Reads the records of a CSV text one by one.
class CsvReader {
public:
    explicit CsvReader(std::string_view text)
        : m_text(text) {}

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
            } else if (c == ',') {
                fields.push_back(std::move(field));
                field.clear();
            } else if (c == '\n') {
                ++m_at;
                break;
            } else if (c != '\r') {
                field += c;
            }
        }
        fields.push_back(std::move(field));
        return fields;
    }

private:
    std::string_view m_text;
    std::size_t m_at = 0;
};

} // namespace

Result<std::vector<CaptionRow>> readCaptionTable(const std::filesystem::path &csv) {
    const auto text = readText(csv);
    if (!text) {
        return fail(text.error());
    }
    CsvReader reader(*text);
    const auto header = reader.next().value_or(std::vector<std::string>{});
    const auto file = std::find(header.begin(), header.end(), "file");
    const auto caption = std::find(header.begin(), header.end(), "caption");
    if (file == header.end() || caption == header.end()) {
        return fail(ErrorCode::Damaged, csv.string() + " needs a first line that names the columns "
                                                       "`file` and `caption`.");
    }
    const auto fileColumn = static_cast<std::size_t>(file - header.begin());
    const auto captionColumn = static_cast<std::size_t>(caption - header.begin());
    const auto folder = absolutePath(csv).parent_path();
    std::vector<CaptionRow> rows;
    for (std::size_t number = 2; auto record = reader.next(); ++number) {
        if (record->size() == 1 && record->front().empty()) {
            continue;
        }
        if (record->size() <= std::max(fileColumn, captionColumn)) {
            return fail(ErrorCode::Damaged, "Record " + std::to_string(number) + " of " +
                                                csv.string() + " has too few columns.");
        }
        rows.push_back(
            {absolutePath(folder / (*record)[fileColumn]), std::move((*record)[captionColumn])});
    }
    return rows;
}

Result<std::vector<std::string>> readLines(const std::filesystem::path &file) {
    const auto text = readText(file);
    if (!text) {
        return fail(text.error());
    }
    std::vector<std::string> lines;
    std::string_view rest = *text;
    while (!rest.empty()) {
        const auto end = std::min(rest.find('\n'), rest.size());
        std::string_view line = rest.substr(0, end);
        rest.remove_prefix(std::min(end + 1, rest.size()));
        const auto begin = line.find_first_not_of(" \t\r");
        if (begin != std::string_view::npos) {
            lines.emplace_back(line.substr(begin, line.find_last_not_of(" \t\r") - begin + 1));
        }
    }
    return lines;
}

} // namespace fovea::app
