#include "engine/training/album_data.h"

#include "engine/clip/adapter.h"
#include "engine/clip/space.h"
#include "engine/training/new_words.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <map>
#include <set>
#include <unordered_map>
#include <utility>

namespace fovea::training {
namespace {

/// How a name is said while it is learned, so that it is found alone and with other words around.
constexpr std::array<std::string_view, 12> kPrompts = {"{}",
                                                       "a photo of {}",
                                                       "{} outdoors",
                                                       "a picture of {} at home",
                                                       "{} playing",
                                                       "{} in the grass",
                                                       "{} sitting",
                                                       "a close up of {}",
                                                       "{} and friends",
                                                       "{} on the street",
                                                       "{} in the water",
                                                       "{} looking at the camera"};
/// What guards the single words of a name of known words: "silver" and "pickle" stay.
constexpr std::array<std::string_view, 4> kGuards = {"{}", "a {}", "a photo of a {}",
                                                     "a man with a {}"};

constexpr std::size_t kManyPhotos = 100;

std::string filled(std::string_view pattern, const std::string &name) {
    const std::size_t at = pattern.find("{}");
    return std::string(pattern.substr(0, at)) + name + std::string(pattern.substr(at + 2));
}

class Builder {
public:
    explicit Builder(const AlbumJob &job)
        : m_job(job)
        , m_captions(job.learn) {
        m_captions.insert(m_captions.end(), job.heldOut.begin(), job.heldOut.end());
    }

    Result<AlbumData> build();

private:
    std::size_t text(const std::string &text);
    std::vector<AlbumPair> pairs(const std::vector<JobCaption> &captions);
    std::vector<std::string> wordsToLearn(const clip::Tokenizer &tokenizer,
                                          std::span<const std::string> before) const;
    void keepWords(std::span<const clip::LearnedWord> before, std::span<const std::string> learned);
    Result<void> findWords(clip::Tokenizer &tokenizer);
    void addNames(std::span<const std::string> newWords);
    void addLearn();
    void addTokens(const clip::Tokenizer &tokenizer);

    const AlbumJob &m_job;
    std::vector<JobCaption> m_captions; ///< learned and held out: names are those of the album
    AlbumData m_data;
    std::unordered_map<std::string, std::size_t> m_numbers;
};

std::size_t Builder::text(const std::string &text) {
    const auto [at, isNew] = m_numbers.emplace(text, m_data.texts.size());
    if (isNew) {
        m_data.texts.push_back(text);
    }
    return at->second;
}

std::vector<AlbumPair> Builder::pairs(const std::vector<JobCaption> &captions) {
    std::vector<AlbumPair> pairs;
    for (const JobCaption &caption : captions) {
        pairs.push_back({caption.photo, text(caption.text)});
    }
    return pairs;
}

std::vector<std::string> Builder::wordsToLearn(const clip::Tokenizer &tokenizer,
                                               std::span<const std::string> before) const {
    std::vector<std::string> words;
    for (const std::string &given : m_job.options.words) {
        for (std::string &word : tokenizer.words(given)) {
            if (std::ranges::find(words, word) == words.end()) {
                words.push_back(std::move(word));
            }
        }
    }
    if (words.empty()) {
        for (const NewWord &found :
             findNewWords(tokenizer, m_captions, m_job.guardCaptions, before)) {
            words.push_back(found.word);
        }
    }
    return words;
}

/// What was taught before stays, but for what is learned again, and is watched over.
void Builder::keepWords(std::span<const clip::LearnedWord> before,
                        std::span<const std::string> learned) {
    constexpr std::size_t kWatched = 2; // of the prompts
    for (const clip::LearnedWord &word : before) {
        if (std::ranges::find(learned, word.word) != learned.end()) {
            continue;
        }
        m_data.wordsBefore.push_back(
            {word.word, static_cast<std::int64_t>(m_data.rowsBefore.size()), word.count});
        for (std::int64_t row = word.first; row < word.first + word.count; ++row) {
            m_data.rowsBefore.push_back(row);
        }
        for (const std::string_view pattern : std::span(kPrompts).first(kWatched)) {
            m_data.guardTexts.push_back(text(filled(pattern, word.word)));
        }
    }
}

Result<void> Builder::findWords(clip::Tokenizer &tokenizer) {
    const auto before = clip::wordsInUse(m_job.model, m_job.onTopOf);
    if (!before) {
        return fail(before.error());
    }
    std::vector<std::string> known;
    for (const clip::LearnedWord &word : *before) {
        known.push_back(word.word);
    }
    const std::vector<std::string> words = wordsToLearn(tokenizer, known);
    addNames(words);
    keepWords(*before, words);
    // A word that is learned again starts from what it was.
    const int firstId = m_job.model.text.vocabSize;
    if (auto taught = tokenizer.teach(*before, firstId); !taught) {
        return taught;
    }
    auto rows = static_cast<std::int64_t>(m_data.rowsBefore.size());
    for (const std::string &word : words) {
        const auto ids = tokenizer.encode(word, m_job.model.text.contextLength);
        const auto count = static_cast<std::int64_t>(ids.size()) - 2; // start and end
        if (count > 0) {
            m_data.words.push_back({word, rows, count});
            m_data.wordPieces.insert(m_data.wordPieces.end(), ids.begin() + 1, ids.end() - 1);
            rows += count;
        }
    }
    if (auto taught = tokenizer.teach(m_data.wordsBefore, firstId); !taught) {
        return taught;
    }
    return tokenizer.teach(m_data.words, firstId);
}

void Builder::addNames(std::span<const std::string> newWords) {
    m_data.names = findAlbumNames(m_captions, newWords, m_job.guardCaptions);
    for (const AlbumName &name : m_data.names) {
        std::vector<std::size_t> &prompts = m_data.prompts.emplace_back();
        for (const std::string_view pattern : kPrompts) {
            prompts.push_back(text(filled(pattern, name.text)));
        }
        const auto words = wordsOf(name.text);
        if (name.newWords || words.size() < 2) {
            continue;
        }
        for (const std::string &word : words) {
            for (const std::string_view pattern : kGuards) {
                m_data.guardTexts.push_back(text(filled(pattern, word)));
            }
        }
    }
}

void Builder::addLearn() {
    std::map<std::size_t, LearnedPhoto> photos; // in order, whatever that of captions
    for (const JobCaption &caption : m_captions) {
        LearnedPhoto &photo = photos[caption.photo];
        photo.photo = caption.photo;
        photo.captions.push_back(text(caption.text));
    }
    for (std::size_t i = 0; i < m_data.names.size(); ++i) {
        for (const std::size_t photo : m_data.names[i].photos) {
            photos[photo].names.push_back(i);
        }
    }
    std::set<std::size_t> heldOut;
    for (const JobCaption &caption : m_job.heldOut) {
        heldOut.insert(caption.photo);
    }
    const bool wordsOnly = m_job.options.method == Method::Names && m_data.wordsSuffice();
    for (auto &[number, photo] : photos) {
        const bool learned = !heldOut.contains(number);
        if (wordsOnly) {
            std::erase_if(photo.names,
                          [this](std::size_t name) { return !m_data.names[name].newWords; });
            if (photo.names.empty()) {
                if (learned) {
                    m_data.besides.push_back(number);
                }
                continue;
            }
        }
        (learned ? m_data.learn : m_data.aside).push_back(std::move(photo));
    }
}

void Builder::addTokens(const clip::Tokenizer &tokenizer) {
    const std::int64_t known = m_job.model.text.vocabSize + std::ssize(m_data.rowsBefore);
    for (const std::string &text : m_data.texts) {
        auto ids = tokenizer.encode(text, m_job.model.text.contextLength);
        m_data.changed.push_back(
            std::ranges::any_of(ids, [known](auto id) { return id >= known; }));
        m_data.tokens.push_back(std::move(ids));
    }
}

Result<AlbumData> Builder::build() {
    auto tokenizer = clip::openTokenizer(m_job.model);
    if (!tokenizer) {
        return fail(tokenizer.error());
    }
    if (auto found = findWords(*tokenizer); !found) {
        return fail(found.error());
    }
    addLearn();
    m_data.heldOut = pairs(m_job.heldOut);
    m_data.guardPairs = pairs(m_job.guardPairs);
    m_data.guardPhotos = m_job.guardPhotos;
    for (const std::string &caption : m_job.guardCaptions) {
        m_data.guardTexts.push_back(text(caption));
    }
    for (const std::string &query : m_job.examples) {
        m_data.examples.push_back(text(query));
    }
    addTokens(*tokenizer);
    // What is held to where it is cannot also be changed by a word that is learned.
    std::erase_if(m_data.guardTexts, [this](std::size_t t) { return m_data.changed[t]; });
    const int width = clip::imageFeatureDim(m_job.model);
    if (!m_job.features.empty() && width > 0) {
        m_data.features =
            at::from_blob(const_cast<float *>(m_job.features.data()), // only read
                          {static_cast<std::int64_t>(m_job.photos), width}, at::kFloat)
                .clone();
    }
    return std::move(m_data);
}

} // namespace

std::vector<std::size_t> AlbumData::heldPhotos() const {
    std::vector<std::size_t> photos = guardPhotos;
    if (photos.size() < kManyPhotos) {
        photos.insert(photos.end(), besides.begin(), besides.end());
        for (const LearnedPhoto &photo : learn) {
            photos.push_back(photo.photo);
        }
    }
    return photos;
}

void AlbumData::learnAll() {
    learn.insert(learn.end(), std::make_move_iterator(aside.begin()),
                 std::make_move_iterator(aside.end()));
    aside.clear();
    std::ranges::sort(learn, {}, &LearnedPhoto::photo);
}

bool AlbumData::wordsSuffice() const {
    std::size_t ofWords = 0;
    std::size_t ofOthers = 0;
    for (const AlbumName &name : names) {
        std::size_t &most = name.newWords ? ofWords : ofOthers;
        most = std::max(most, name.photos.size());
    }
    return !words.empty() && ofWords >= ofOthers;
}

bool AlbumData::manyPhotos() const {
    return heldPhotos().size() >= kManyPhotos;
}

Result<AlbumData> albumData(const AlbumJob &job) {
    return Builder(job).build();
}

} // namespace fovea::training
