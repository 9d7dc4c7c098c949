#include "engine/training/new_words.h"

#include "engine/clip/text_cleaning.h"
#include "engine/clip/unicode.h"
#include "engine/clip/words.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

namespace fovea::training {
namespace {

constexpr std::size_t kFewestPhotos = 2;
constexpr std::size_t kShortestWord = 3; ///< letters

bool isWord(std::u32string_view word) {
    return std::ranges::all_of(
        word, [](char32_t c) { return clip::classOf(c) == clip::CharacterClass::Letter; });
}

/// What is known of one word of the captions.
struct Use {
    std::set<std::size_t> photos;
    bool capitalInside = false; ///< with a capital letter, not at the beginning of a caption
    bool lowerCase = false;     ///< somewhere without
};

/// Whether the tokenizer has one token for the word: start, it, end.
bool isToken(const clip::Tokenizer &tokenizer, std::string_view word) {
    return tokenizer.encode(word, 77).size() == 3;
}

/// "grassy" of "grass", "climbs" of "climb", "carries" of "carry": a form of a word that is known.
bool isInflected(const clip::Tokenizer &tokenizer, const std::string &word) {
    struct Ending {
        std::string_view ending;
        std::string_view instead;
    };
    constexpr std::array<Ending, 14> kEndings{{{"s", ""},
                                               {"es", ""},
                                               {"ies", "y"},
                                               {"ed", ""},
                                               {"ed", "e"},
                                               {"ied", "y"},
                                               {"ing", ""},
                                               {"ing", "e"},
                                               {"er", ""},
                                               {"er", "e"},
                                               {"ers", ""},
                                               {"ers", "e"},
                                               {"y", ""},
                                               {"ly", ""}}};
    constexpr std::size_t kShortestStem = 3;
    return std::ranges::any_of(kEndings, [&](const Ending &form) {
        if (!word.ends_with(form.ending) || word.size() < form.ending.size() + kShortestStem) {
            return false;
        }
        const std::string stem = word.substr(0, word.size() - form.ending.size());
        const bool doubled = form.instead.empty() && stem[stem.size() - 1] == stem[stem.size() - 2];
        return isToken(tokenizer, stem + std::string(form.instead)) ||
               (doubled && isToken(tokenizer, stem.substr(0, stem.size() - 1)));
    });
}

/// Notes which words of the text as it was written start with a capital letter.
void noteCapitals(const std::string &text, std::map<std::string, Use> &uses) {
    const std::u32string points = clip::fromUtf8(text);
    bool first = true;
    for (std::size_t begin = 0; begin < points.size();) {
        if (clip::classOf(points[begin]) != clip::CharacterClass::Letter) {
            ++begin;
            continue;
        }
        std::size_t end = begin;
        while (end < points.size() && clip::classOf(points[end]) == clip::CharacterClass::Letter) {
            ++end;
        }
        const std::u32string word = points.substr(begin, end - begin);
        const std::u32string lower = clip::toLower(word);
        if (const auto use = uses.find(clip::toUtf8(lower)); use != uses.end()) {
            use->second.lowerCase |= word.front() == lower.front();
            use->second.capitalInside |= word.front() != lower.front() && !first;
        }
        first = false;
        begin = end;
    }
}

} // namespace

std::vector<std::string> wordsOf(std::string_view caption) {
    const std::u32string cleaned = clip::cleanText(caption);
    std::vector<std::string> words;
    for (const std::u32string_view word : clip::splitWords(cleaned, clip::Cleaning::OpenClip)) {
        if (isWord(word)) {
            words.push_back(clip::toUtf8(word));
        }
    }
    return words;
}

std::vector<NewWord> findNewWords(const clip::Tokenizer &tokenizer,
                                  std::span<const JobCaption> captions,
                                  std::span<const std::string> general) {
    std::map<std::string, Use> uses;
    for (const JobCaption &caption : captions) {
        for (std::string &word : wordsOf(caption.text)) {
            uses[std::move(word)].photos.insert(caption.photo);
        }
        noteCapitals(caption.text, uses);
    }
    for (const std::string &text : general) {
        for (const std::string &word : wordsOf(text)) {
            uses.erase(word);
        }
    }
    std::vector<NewWord> found;
    for (const auto &[word, use] : uses) {
        if (use.photos.size() < kFewestPhotos || clip::fromUtf8(word).size() < kShortestWord) {
            continue;
        }
        const bool unknown = !isToken(tokenizer, word) && !isInflected(tokenizer, word);
        if (unknown || (use.capitalInside && !use.lowerCase)) {
            found.push_back({word, use.photos.size()});
        }
    }
    std::ranges::stable_sort(found, std::ranges::greater(), &NewWord::photos);
    return found;
}

std::size_t photosWithWords(std::span<const JobCaption> captions,
                            std::span<const std::string> words) {
    std::set<std::size_t> photos;
    for (const JobCaption &caption : captions) {
        if (std::ranges::any_of(wordsOf(caption.text), [&](const std::string &word) {
                return std::ranges::find(words, word) != words.end();
            })) {
            photos.insert(caption.photo);
        }
    }
    return photos.size();
}

} // namespace fovea::training
