#include "engine/clip/merges_file.h"

#include "engine/core/system_error.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <string_view>

namespace fovea::clip {
namespace {

constexpr std::size_t kMostBytes = std::size_t{64} << 20;

/// "e l</w>" as its two pieces.
std::optional<Merge> parseMerge(std::string_view line) {
    const std::size_t space = line.find(' ');
    if (space == 0 || space == std::string_view::npos || space + 1 == line.size() ||
        line.find(' ', space + 1) != std::string_view::npos) {
        return std::nullopt;
    }
    return Merge(line.substr(0, space), line.substr(space + 1));
}

} // namespace

Result<std::string> readTextFile(const std::filesystem::path &file) {
    errno = 0;
    const std::unique_ptr<gzFile_s, int (*)(gzFile)> stream(gzopen(file.c_str(), "rbe"),
                                                            &gzclose_r);
    if (stream == nullptr) {
        return fail(systemError("Cannot open " + file.string()));
    }
    std::string text;
    std::array<char, 1 << 16> buffer;
    while (true) {
        const int count = gzread(stream.get(), buffer.data(), buffer.size());
        if (count > 0) {
            text.append(buffer.data(), static_cast<std::size_t>(count));
        }
        int code = Z_OK;
        const char *why = gzerror(stream.get(), &code);
        if (count < 0 || (code != Z_OK && code != Z_STREAM_END)) {
            return fail(ErrorCode::Damaged, file.string() + " cannot be read (" + why +
                                                "); it may be cut off: download it again");
        }
        if (text.size() > kMostBytes) {
            return fail(ErrorCode::TooLarge,
                        file.string() + " holds over 64 MiB, far more than a vocabulary");
        }
        if (count == 0) {
            return text;
        }
    }
}

Result<std::vector<Merge>> readMerges(const std::filesystem::path &file, std::size_t most) {
    const auto text = readTextFile(file);
    if (!text) {
        return fail(text.error());
    }
    std::vector<Merge> merges;
    merges.reserve(
        std::min(most, text->size() / 4)); // a merge and its end of line: four bytes and more
    std::string_view rest = *text;
    for (std::size_t number = 1; !rest.empty() && merges.size() < most; ++number) {
        const std::size_t end = rest.find('\n');
        std::string_view line = rest.substr(0, end);
        rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
        if (line.ends_with('\r')) {
            line.remove_suffix(1);
        }
        if (number == 1 || (line.empty() && rest.empty())) {
            continue; // the version
        }
        auto merge = parseMerge(line);
        if (!merge) {
            return fail(ErrorCode::Damaged,
                        file.string() + ", line " + std::to_string(number) +
                            ": two pieces with a space between them were expected");
        }
        merges.push_back(std::move(*merge));
    }
    return merges;
}

} // namespace fovea::clip
