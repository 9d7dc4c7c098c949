#include "engine/training/folder_captions.h"

#include "engine/clip/unicode.h"
#include "engine/training/caption_text.h"

#include <algorithm>
#include <array>
#include <vector>

namespace fovea::training {
namespace {

/// DCF's rule for cameras: three digits and five characters ("100CANON", "101_PANA", "100MEDIA").
bool isCameraFolder(std::string_view name) {
    const auto isDigit = [](char c) { return c >= '0' && c <= '9'; };
    const auto isFree = [&](char c) { return isDigit(c) || (c >= 'A' && c <= 'Z') || c == '_'; };
    return name.size() == 8 && std::all_of(name.begin(), name.begin() + 3, isDigit) &&
           name[0] != '0' && std::all_of(name.begin() + 3, name.end(), isFree);
}

constexpr std::array<std::u32string_view, 46> kSayNothing{
    U"dcim",       U"camera",       U"camera roll",
    U"misc",       U"photo",        U"photos",
    U"picture",    U"pictures",     U"image",
    U"images",     U"img",          U"pic",
    U"pics",       U"foto",         U"fotos",
    U"bilder",     U"bild",         U"kamera",
    U"new folder", U"neuer ordner", U"untitled folder",
    U"untitled",   U"unsorted",     U"sorted",
    U"album",      U"albums",       U"download",
    U"downloads",  U"export",       U"exports",
    U"import",     U"imports",      U"raw",
    U"jpg",        U"jpeg",         U"png",
    U"tmp",        U"temp",         U"train",
    U"training",   U"test",         U"val",
    U"valid",      U"dev",          U"data",
    U"dataset"};

constexpr std::array<std::u32string_view, 24> kMonths{
    U"january",   U"february", U"march",    U"april",    U"may",    U"june",    U"july", U"august",
    U"september", U"october",  U"november", U"december", U"januar", U"februar", U"märz", U"mai",
    U"juni",      U"juli",     U"oktober",  U"dezember", U"jan",    U"feb",     U"okt",  U"dez"};

bool isSeparator(char32_t c) {
    return c == U'_' || c == U'-' || c == U'.' || c == U',' || c == U'(' || c == U')' ||
           c == U'[' || c == U']' || c == U'#' || c == U'+' ||
           clip::classOf(c) == clip::CharacterClass::Space;
}

/// The words of the name that are neither numbers nor dates.
std::vector<std::u32string> wordsOf(const std::u32string &name) {
    std::vector<std::u32string> words;
    std::u32string word;
    bool wasNumber = false;
    const auto flush = [&] {
        const bool hasDigit = std::ranges::any_of(word, clip::isDecimalDigit);
        const bool hasLetter = std::ranges::any_of(
            word, [](char32_t c) { return clip::classOf(c) == clip::CharacterClass::Letter; });
        // "R2D2" is a name and "20190714T1205" is none: mostly digits is a number.
        const auto digits = std::ranges::count_if(word, clip::isDecimalDigit);
        const bool isNumber = hasDigit && 2 * digits > static_cast<std::ptrdiff_t>(word.size());
        const bool isMonth =
            std::ranges::find(kMonths, std::u32string_view(clip::toLower(word))) != kMonths.end();
        if (hasLetter && !isNumber && !(isMonth && wasNumber)) {
            words.push_back(word);
        }
        wasNumber = isNumber || (wasNumber && word.empty());
        word.clear();
    };
    for (const char32_t c : name) {
        if (isSeparator(c)) {
            if (!word.empty()) {
                flush();
            }
        } else {
            word += c;
        }
    }
    if (!word.empty()) {
        flush();
    }
    return words;
}

} // namespace

std::string folderCaption(std::string_view name) {
    if (isCameraFolder(name)) {
        return {};
    }
    std::u32string caption;
    for (const std::u32string &word : wordsOf(clip::fromUtf8(cleanCaption(name)))) {
        caption += (caption.empty() ? U"" : U" ") + word;
    }
    const std::u32string lower = clip::toLower(caption);
    return std::ranges::find(kSayNothing, std::u32string_view(lower)) != kSayNothing.end()
               ? std::string()
               : clip::toUtf8(caption);
}

std::string folderCaption(const std::filesystem::path &picture, const std::filesystem::path &root,
                          bool rootToo) {
    auto folder = picture.parent_path();
    while (folder.has_relative_path()) {
        const bool isRoot = folder == root;
        if (isRoot && !rootToo) {
            break;
        }
        if (auto caption = folderCaption(std::string_view(folder.filename().native()));
            !caption.empty()) {
            return caption;
        }
        if (isRoot) {
            break;
        }
        folder = folder.parent_path();
    }
    return {};
}

} // namespace fovea::training
