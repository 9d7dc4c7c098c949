#include "engine/training/new_words.h"

#include "engine/clip/text_cleaning.h"
#include "engine/clip/unicode.h"
#include "engine/clip/words.h"
#include "engine/core/resources.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

namespace fovea::training {
namespace {

constexpr std::size_t kFewestPhotos = 2;
constexpr std::size_t kFewestOfWeakSigns = 3;
constexpr std::size_t kShortestWord = 3; ///< letters, unless it is written with a capital
constexpr double kMostlyBare = .9;
constexpr std::size_t kRarestOfWeakSigns =
    100; ///< of a word that CLIP knows: in so many photos one
constexpr int kClipVocabulary = 49408;
/// After these, and at the beginning, a name stands where another noun has an article before it.
constexpr std::array<std::string_view, 16> kBeforeBareNames = {
    "of",     "with", "and", "from", "for", "by",  "near", "beside",
    "behind", "meet", "as",  "is",   "to",  "pet", "our",  "my"};

bool isWord(std::u32string_view word) {
    return std::ranges::all_of(
        word, [](char32_t c) { return clip::classOf(c) == clip::CharacterClass::Letter; });
}

struct CasedWord {
    std::string text; ///< lower case
    std::size_t letters = 0;
    bool capital = false;
};

std::vector<CasedWord> casedWords(const std::string &text) {
    const std::u32string points = clip::fromUtf8(text);
    const auto isLetter = [](char32_t c) {
        return clip::classOf(c) == clip::CharacterClass::Letter;
    };
    std::vector<CasedWord> words;
    for (auto begin = points.begin(); begin != points.end();) {
        begin = std::find_if(begin, points.end(), isLetter);
        const auto end = std::find_if_not(begin, points.end(), isLetter);
        if (begin != end) {
            const std::u32string lower = clip::toLower(std::u32string(begin, end));
            words.push_back({clip::toUtf8(lower), lower.size(), lower.front() != *begin});
        }
        begin = end;
    }
    return words;
}

/// What is known of one word of the captions.
struct Use {
    std::set<std::size_t> photos;
    std::size_t letters = 0;
    std::size_t times = 0;
    std::size_t bare = 0;       ///< times without an article or another noun before
    bool capitalInside = false; ///< with a capital letter, not at the beginning of a caption
    bool capital = false;
    bool lowerCase = false;         ///< somewhere without
    std::set<std::string> capitals; ///< words with a capital beside it
};

using Uses = std::map<std::string, Use>;

void note(const JobCaption &caption, Uses &uses) {
    const std::vector<CasedWord> words = casedWords(caption.text);
    // Where all words have a capital ("Rex In The Snow") it says nothing.
    const bool telling = words.size() == 1 || !std::ranges::all_of(words, &CasedWord::capital);
    for (std::size_t i = 0; i < words.size(); ++i) {
        Use &use = uses[words[i].text];
        use.photos.insert(caption.photo);
        use.letters = words[i].letters;
        ++use.times;
        use.bare += i == 0 || std::ranges::find(kBeforeBareNames, words[i - 1].text) !=
                                  kBeforeBareNames.end()
                        ? 1
                        : 0;
        if (!telling) {
            continue;
        }
        use.lowerCase |= !words[i].capital;
        use.capital |= words[i].capital;
        use.capitalInside |= words[i].capital && i > 0;
        if (i > 0 && words[i].capital && words[i - 1].capital) {
            use.capitals.insert(words[i - 1].text);
            uses[words[i - 1].text].capitals.insert(words[i].text);
        }
    }
}

/// Whether a word is a form of another, as "climber" of "climbing": all but their ends are equal.
bool sameStem(std::string_view a, std::string_view b) {
    constexpr std::size_t kShortestStem = 4;
    constexpr std::size_t kLongestEnd = 4;
    const auto [inA, inB] = std::ranges::mismatch(a, b);
    const auto common = static_cast<std::size_t>(inA - a.begin());
    return common >= kShortestStem && common + 2 >= std::min(a.size(), b.size()) &&
           common + kLongestEnd >= std::max(a.size(), b.size());
}

/// The words of the general captions, by their beginnings.
class KnownWords {
public:
    explicit KnownWords(std::span<const std::string> captions) {
        for (const std::string &caption : captions) {
            for (std::string &word : wordsOf(caption)) {
                m_words.insert(std::move(word));
            }
        }
    }
    bool has(const std::string &word) const {
        if (m_words.contains(word)) {
            return true;
        }
        const std::string beginning = word.substr(0, 4);
        for (auto at = m_words.lower_bound(beginning);
             at != m_words.end() && at->starts_with(beginning); ++at) {
            if (sameStem(*at, word)) {
                return true;
            }
        }
        return false;
    }

private:
    std::set<std::string> m_words;
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

/// "surfboard": two words that are known.
bool isCompound(const clip::Tokenizer &tokenizer, const std::string &word) {
    constexpr std::size_t kShortestPart = 4;
    for (std::size_t at = kShortestPart; at + kShortestPart <= word.size(); ++at) {
        if (isToken(tokenizer, word.substr(0, at)) && isToken(tokenizer, word.substr(at))) {
            return true;
        }
    }
    return false;
}

/// Tells names from words that a small vocabulary merely lacks.
class NewWordTest {
public:
    NewWordTest(const clip::Tokenizer &tokenizer, std::size_t photos)
        : m_tokenizer(tokenizer)
        , m_photos(photos)
        , m_clip(clip::Tokenizer::fromMerges(resourceFolder() / "bpe_simple_vocab_16e6.txt.gz",
                                             kClipVocabulary)) {}

    bool operator()(const std::string &word, const Use &use) const {
        if (use.photos.size() < kFewestPhotos) {
            return false;
        }
        const bool always = use.capital && !use.lowerCase && use.letters > 1; // "I"
        const bool often = use.photos.size() >= kFewestOfWeakSigns;
        if (always && (use.capitalInside || often)) {
            return true;
        }
        if (use.letters < kShortestWord || isToken(m_tokenizer, word) ||
            isInflected(m_tokenizer, word)) {
            return false;
        }
        // CLIP's own vocabulary is three times as large as that of a small model.
        const bool common = (m_clip && isToken(*m_clip, word)) || isCompound(m_tokenizer, word);
        const bool bare =
            static_cast<double>(use.bare) >= kMostlyBare * static_cast<double>(use.times);
        return !common || (bare && often && use.photos.size() * kRarestOfWeakSigns >= m_photos);
    }

private:
    const clip::Tokenizer &m_tokenizer;
    std::size_t m_photos;
    Result<clip::Tokenizer> m_clip;
};

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
                                  std::span<const std::string> general,
                                  std::span<const std::string> before) {
    Uses uses;
    for (const JobCaption &caption : captions) {
        note(caption, uses);
    }
    const KnownWords known(general);
    std::set<std::size_t> photos;
    for (const JobCaption &caption : captions) {
        photos.insert(caption.photo);
    }
    const NewWordTest isNew(tokenizer, photos.size());
    std::set<std::string> words;
    for (const auto &[word, use] : uses) {
        const bool again =
            use.photos.size() >= kFewestPhotos && std::ranges::find(before, word) != before.end();
        if (again || (!known.has(word) && isNew(word, use))) {
            words.insert(word);
        }
    }
    // "Captain Noodle": what has a capital beside a new word, and never is without, is of its name.
    for (const std::string &word : std::set<std::string>(words)) {
        for (const std::string &neighbor : uses.at(word).capitals) {
            const Use &use = uses.at(neighbor);
            if (use.capital && !use.lowerCase && use.photos.size() >= kFewestPhotos &&
                use.capitals.contains(word) && use.letters >= kShortestWord &&
                2 * use.photos.size() <= 3 * uses.at(word).photos.size()) {
                words.insert(neighbor);
            }
        }
    }
    std::vector<NewWord> found;
    for (const std::string &word : words) {
        found.push_back({word, uses.at(word).photos.size()});
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
