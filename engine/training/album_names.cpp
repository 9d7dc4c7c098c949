#include "engine/training/album_names.h"

#include "engine/training/new_words.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <unordered_map>
#include <unordered_set>
#include <utility>

namespace fovea::training {
namespace {

constexpr std::size_t kMostNames = 64;
constexpr std::size_t kLongestName = 4;
constexpr double kHardlyAlone = .8; ///< share of a word's captions in which it stands in the name

/// Words that begin and end no name.
constexpr std::array<std::string_view, 60> kFunctionWords = {
    "a",     "an",    "the",   "and",  "or",    "of",      "in",   "on",     "at",      "to",
    "by",    "with",  "for",   "from", "into",  "is",      "are",  "was",    "be",      "as",
    "it",    "its",   "his",   "her",  "their", "he",      "she",  "they",   "this",    "that",
    "while", "over",  "under", "up",   "down",  "through", "near", "behind", "before",  "out",
    "off",   "next",  "front", "who",  "which", "some",    "two",  "three",  "four",    "several",
    "one",   "there", "has",   "have", "my",    "our",     "your", "s",      "against", "around"};

bool isFunctionWord(const std::string &word) {
    return std::ranges::find(kFunctionWords, word) != kFunctionWords.end();
}

/// What is known of one word of the album.
struct WordUse {
    std::set<std::size_t> photos;
    std::size_t captions = 0;
};

using WordUses = std::map<std::string, WordUse>;

struct Caption {
    std::size_t photo = 0;
    std::vector<std::string> words;
};

std::vector<Caption> cut(std::span<const JobCaption> captions) {
    std::vector<Caption> cutCaptions;
    for (const JobCaption &caption : captions) {
        cutCaptions.push_back({caption.photo, wordsOf(caption.text)});
    }
    return cutCaptions;
}

WordUses countWords(std::span<const Caption> captions) {
    WordUses uses;
    for (const Caption &caption : captions) {
        for (const std::string &word :
             std::set<std::string>(caption.words.begin(), caption.words.end())) {
            WordUse &use = uses[word];
            use.photos.insert(caption.photo);
            ++use.captions;
        }
    }
    return uses;
}

/// Single words and neighbors of the general captions.
struct GeneralVocabulary {
    std::unordered_set<std::string> words;
    std::unordered_set<std::string> pairs;
};

GeneralVocabulary generalVocabulary(std::span<const std::string> captions) {
    GeneralVocabulary vocabulary;
    for (const std::string &caption : captions) {
        std::string before;
        for (const std::string &word : wordsOf(caption)) {
            vocabulary.words.insert(word);
            if (!before.empty()) {
                vocabulary.pairs.insert(before + ' ' + word);
            }
            before = word;
        }
    }
    return vocabulary;
}

/// Collects names and the photos that have them.
class NameFinder {
public:
    NameFinder(std::span<const Caption> captions, const WordUses &uses,
               const GeneralVocabulary &general, std::span<const std::string> newWords)
        : m_captions(captions)
        , m_uses(uses)
        , m_general(general)
        , m_newWords(newWords.begin(), newWords.end()) {}

    std::vector<AlbumName> find();

private:
    struct Run {
        std::set<std::size_t> photos;
        std::size_t captions = 0;
        std::vector<std::string> words;
    };
    void addNewWords();
    void addRuns();
    void addCommonWords();
    bool isName(const Run &run) const;
    void add(const Run &run, bool newWords);

    std::span<const Caption> m_captions;
    const WordUses &m_uses;
    const GeneralVocabulary &m_general;
    std::unordered_set<std::string> m_newWords;
    std::map<std::string, AlbumName> m_names;
};

std::string joined(std::span<const std::string> words) {
    std::string text;
    for (const std::string &word : words) {
        text += (text.empty() ? "" : " ") + word;
    }
    return text;
}

void NameFinder::add(const Run &run, bool newWords) {
    AlbumName name{joined(run.words), {run.photos.begin(), run.photos.end()}, newWords};
    m_names.emplace(name.text, std::move(name));
}

/// New words that stand side by side are one name.
void NameFinder::addNewWords() {
    std::map<std::string, Run> runs;
    for (const Caption &caption : m_captions) {
        std::vector<std::string> words;
        const auto close = [&] {
            if (!words.empty()) {
                Run &run = runs[joined(words)];
                run.photos.insert(caption.photo);
                run.words = words;
                words.clear();
            }
        };
        for (const std::string &word : caption.words) {
            if (m_newWords.contains(word)) {
                words.push_back(word);
            } else {
                close();
            }
        }
        close();
    }
    for (const auto &[text, run] : runs) {
        if (run.photos.size() >= 2) {
            add(run, true);
        }
    }
}

bool NameFinder::isName(const Run &run) const {
    if (run.photos.size() < 2 || isFunctionWord(run.words.front()) ||
        isFunctionWord(run.words.back())) {
        return false;
    }
    double mostBound = 0;
    for (const std::string &word : run.words) {
        if (m_newWords.contains(word)) {
            return false; // a name already
        }
        if (!isFunctionWord(word)) {
            mostBound = std::max(mostBound, static_cast<double>(run.captions) /
                                                static_cast<double>(m_uses.at(word).captions));
        }
    }
    return mostBound >= kHardlyAlone;
}

/// Runs of several words; of one within another with as many captions only the longer is kept.
void NameFinder::addRuns() {
    std::map<std::string, Run> runs;
    for (const Caption &caption : m_captions) {
        std::set<std::string> counted;
        for (std::size_t first = 0; first < caption.words.size(); ++first) {
            std::vector<std::string> words{caption.words[first]};
            for (std::size_t next = first + 1;
                 next < caption.words.size() && words.size() < kLongestName; ++next) {
                const std::string &word = caption.words[next];
                if (m_general.pairs.contains(words.back() + ' ' + word)) {
                    break;
                }
                words.push_back(word);
                Run &run = runs[joined(words)];
                run.photos.insert(caption.photo);
                run.captions += counted.insert(joined(words)).second ? 1 : 0;
                run.words = words;
            }
        }
    }
    std::erase_if(runs, [this](const auto &entry) { return !isName(entry.second); });
    for (const auto &[text, run] : runs) {
        const bool within = std::ranges::any_of(runs, [&](const auto &other) {
            return other.first.size() > text.size() && other.second.captions >= run.captions &&
                   (' ' + other.first + ' ').find(' ' + text + ' ') != std::string::npos;
        });
        if (!within) {
            add(run, false);
        }
    }
}

void NameFinder::addCommonWords() {
    for (const auto &[word, use] : m_uses) {
        const bool inName = std::ranges::any_of(m_names, [&word = word](const auto &name) {
            return (' ' + name.first + ' ').find(' ' + word + ' ') != std::string::npos;
        });
        if (use.photos.size() >= 3 && 2 * use.captions >= m_captions.size() && !inName &&
            !m_general.words.contains(word) && !isFunctionWord(word)) {
            add({use.photos, use.captions, {word}}, false);
        }
    }
}

std::vector<AlbumName> NameFinder::find() {
    addNewWords();
    addRuns();
    addCommonWords();
    std::vector<AlbumName> names;
    for (auto &[text, name] : m_names) {
        names.push_back(std::move(name));
    }
    std::ranges::stable_sort(names, [](const AlbumName &a, const AlbumName &b) {
        return a.newWords != b.newWords ? a.newWords : a.photos.size() > b.photos.size();
    });
    names.resize(std::min(names.size(), kMostNames));
    return names;
}

} // namespace

std::vector<AlbumName> findAlbumNames(std::span<const JobCaption> captions,
                                      std::span<const std::string> newWords,
                                      std::span<const std::string> general) {
    const std::vector<Caption> cutCaptions = cut(captions);
    const WordUses uses = countWords(cutCaptions);
    const GeneralVocabulary vocabulary = generalVocabulary(general);
    return NameFinder(cutCaptions, uses, vocabulary, newWords).find();
}

} // namespace fovea::training
