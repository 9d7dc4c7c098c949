// Which shards a person means.
#include "engine/training/tar_shards.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <system_error>

namespace fovea::training {
namespace {

constexpr std::size_t kMostShards = 1'000'000;

std::optional<std::uint64_t> numberOf(std::string_view text) {
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc() && end == text.data() + text.size() && !text.empty()
               ? std::optional(number)
               : std::nullopt;
}

/// What stands for "000..009" or "a,b"; nothing where it is neither.
std::vector<std::string> alternatives(std::string_view inside) {
    std::vector<std::string> values;
    if (const auto dots = inside.find(".."); dots != std::string_view::npos) {
        const auto first = numberOf(inside.substr(0, dots));
        const auto last = numberOf(inside.substr(dots + 2));
        if (!first || !last || *last < *first || *last - *first >= kMostShards) {
            return values;
        }
        for (std::uint64_t number = *first; number <= *last; ++number) {
            std::string text = std::to_string(number);
            text.insert(0, dots > text.size() ? dots - text.size() : 0, '0');
            values.push_back(std::move(text));
        }
        return values;
    }
    while (inside.find(',') != std::string_view::npos) {
        values.emplace_back(inside.substr(0, inside.find(',')));
        inside.remove_prefix(inside.find(',') + 1);
        if (inside.find(',') == std::string_view::npos) {
            values.emplace_back(inside);
        }
    }
    return values;
}

/// All that the pattern stands for; the pattern itself where it has no braces.
Result<std::vector<std::string>> expand(const std::string &pattern) {
    std::vector<std::string> done;
    std::vector<std::string> open{pattern};
    while (!open.empty()) {
        const std::string next = std::move(open.back());
        open.pop_back();
        const auto begin = next.find('{');
        const auto end = next.find('}', begin == std::string::npos ? 0 : begin);
        if (begin == std::string::npos || end == std::string::npos) {
            done.push_back(next);
            continue;
        }
        auto values = alternatives(std::string_view(next).substr(begin + 1, end - begin - 1));
        if (values.empty() || open.size() + done.size() + values.size() > kMostShards) {
            return fail(ErrorCode::BadUsage,
                        "The braces in " + pattern + " name no shards: write {000..009} or {a,b}.");
        }
        for (auto value = values.rbegin(); value != values.rend(); ++value) {
            open.push_back(next.substr(0, begin) + *value + next.substr(end + 1));
        }
    }
    return done;
}

} // namespace

bool hasShardExtension(const std::filesystem::path &file) {
    static constexpr std::array kEndings{".tar",     ".tar.gz", ".tgz",
                                         ".tar.bz2", ".tar.xz", ".tar.zst"};
    std::string name = file.filename().string();
    std::ranges::transform(name, name.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    return std::ranges::any_of(kEndings,
                               [&](const char *ending) { return name.ends_with(ending); });
}

Result<std::vector<std::filesystem::path>> findShards(const std::filesystem::path &pattern) {
    std::vector<std::filesystem::path> shards;
    std::error_code error;
    if (std::filesystem::is_directory(pattern, error)) {
        for (auto entry = std::filesystem::directory_iterator(pattern, error);
             !error && entry != std::filesystem::directory_iterator(); entry.increment(error)) {
            std::error_code ignored;
            if (hasShardExtension(entry->path()) && entry->is_regular_file(ignored)) {
                shards.push_back(entry->path());
            }
        }
        if (error) {
            return fail(ErrorCode::NoPermission, "Cannot list the folder " + pattern.string() +
                                                     ": " + error.message() + ".");
        }
        if (shards.empty()) {
            return fail(ErrorCode::NotFound,
                        "There is no tar file in the folder " + pattern.string() + ".");
        }
        std::ranges::sort(shards);
        return shards;
    }
    std::vector<std::string> names{pattern.string()};
    if (!std::filesystem::exists(pattern, error)) { // a file may have braces in its name
        auto expanded = expand(pattern.string());
        if (!expanded) {
            return fail(expanded.error());
        }
        names = std::move(*expanded);
    }
    for (const std::string &name : names) {
        if (!std::filesystem::exists(name, error)) {
            return fail(ErrorCode::NotFound, "There is no archive " + name + ".");
        }
        shards.emplace_back(name);
    }
    return shards;
}

} // namespace fovea::training
