#include "engine/training/text_captions.h"

#include "engine/training/caption_text.h"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <system_error>
#include <vector>

namespace fovea::training {
namespace {

// Tux Paint's longest, with all its languages, is a tenth of it.
constexpr std::size_t kReadAtMost = 1U << 16;

std::string readBeginning(const std::filesystem::path &file) {
    std::error_code ignored;
    if (!std::filesystem::is_regular_file(file, ignored)) {
        return {};
    }
    std::ifstream in(file, std::ios::binary);
    std::string bytes(kReadAtMost, '\0');
    in.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    bytes.resize(static_cast<std::size_t>(in.gcount()));
    if (bytes.size() == kReadAtMost) {              // a character may be cut in two at the end
        bytes.resize(bytes.find_last_of('\n') + 1); // npos + 1 is 0: one endless line is no caption
    }
    return bytes;
}

/// The text files that may belong to a picture, nearest first.
std::vector<std::filesystem::path> besides(const std::filesystem::path &picture) {
    std::vector<std::filesystem::path> files;
    auto whole = picture;
    whole += ".txt";
    files.push_back(std::filesystem::path(picture).replace_extension(".txt"));
    files.push_back(whole);
    // A stamp that was mirrored by hand is described by its original's text.
    for (const std::string_view suffix : {"_mirror", "_flip"}) {
        const std::string stem = picture.stem().string();
        if (stem.ends_with(suffix)) {
            files.push_back(picture.parent_path() /
                            (stem.substr(0, stem.size() - suffix.size()) + ".txt"));
        }
    }
    return files;
}

/// "de.utf8=Ein Hund" is of "de"; empty where the line is no such line.
std::string_view languageOf(std::string_view line) {
    const auto equals = line.find('=');
    const auto dot = line.substr(0, equals).find(".utf8");
    if (equals == std::string_view::npos || dot == std::string_view::npos || dot == 0 ||
        dot + 5 != equals || line.substr(0, dot).find(' ') != std::string_view::npos) {
        return {};
    }
    return line.substr(0, dot);
}

std::string chooseLine(const std::vector<std::string> &lines, std::string_view language) {
    std::string first;
    std::string general; // "de" where "de_DE" was asked for
    for (const std::string &line : lines) {
        const std::string_view of = languageOf(line);
        if (of.empty()) {
            first = first.empty() ? cleanCaption(line) : first;
            continue;
        }
        const auto caption = cleanCaption(std::string_view(line).substr(line.find('=') + 1));
        if (!language.empty() && of == language && !caption.empty()) {
            return caption;
        }
        if (!language.empty() && of == language.substr(0, language.find('_'))) {
            general = caption;
        }
    }
    return general.empty() ? first : general;
}

} // namespace

std::string textCaption(const std::filesystem::path &picture, std::string_view language) {
    for (const auto &file : besides(picture)) {
        const std::string bytes = readBeginning(file);
        if (!bytes.empty()) {
            if (auto caption = chooseLine(linesOf(decodeText(bytes)), language); !caption.empty()) {
                return caption;
            }
        }
    }
    return {};
}

std::string environmentLanguage() {
    for (const char *name : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
        const char *value = std::getenv(name);
        if (value != nullptr && *value != '\0') {
            std::string language = value;
            language.resize(std::min(language.find_first_of(".@"), language.size()));
            return language == "C" || language == "POSIX" ? std::string() : language;
        }
    }
    return {};
}

} // namespace fovea::training
