#include "engine/clip/tokenizer.h"

#include "engine/clip/byte_pairs.h"
#include "engine/clip/merges_file.h"
#include "engine/clip/text_cleaning.h"
#include "engine/clip/unicode.h"
#include "engine/clip/words.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cassert>
#include <limits>
#include <map>
#include <numeric>
#include <optional>

namespace fovea::clip {
namespace {

using Json = nlohmann::json;

constexpr int kBytePieces = 512;
constexpr int kSpecialTokens = 2;
constexpr std::int64_t kMostIds = 10'000'000;

constexpr std::string_view kHuggingFaceStart = "<|startoftext|>";
constexpr std::string_view kHuggingFaceEnd = "<|endoftext|>";

/// Where a special token stands in a text, and which.
struct SpecialToken {
    std::size_t position = std::string_view::npos;
    std::size_t length = 0;
    std::int32_t id = 0;
};

std::u32string ascii(std::string_view text) {
    return std::u32string(text.begin(), text.end());
}

Result<Json> readJson(const std::filesystem::path &file) {
    const auto text = readTextFile(file);
    if (!text) {
        return fail(text.error());
    }
    Json json = Json::parse(*text, nullptr, false);
    if (!json.is_object()) {
        return fail(ErrorCode::Damaged, file.string() + " is not a JSON object");
    }
    return json;
}

/// The vocabulary in `json`, of `file`: an object of pieces and their ids.
Result<Vocabulary> parseVocabulary(const Json &json, const std::filesystem::path &file) {
    if (!json.is_object()) {
        return fail(ErrorCode::Damaged, file.string() + " has no vocabulary");
    }
    Vocabulary vocabulary;
    vocabulary.reserve(json.size());
    for (const auto &[piece, id] : json.items()) {
        const bool sound = id.is_number_integer() && id.get<std::int64_t>() >= 0 &&
                           id.get<std::int64_t>() < kMostIds;
        if (!sound) {
            return fail(ErrorCode::Damaged, file.string() + " gives \"" + piece +
                                                "\" no id, or one that makes no sense");
        }
        vocabulary[piece] = id.get<std::int32_t>();
    }
    return vocabulary;
}

/// tokenizer.json's merges: "a b", or since 2024 ["a", "b"].
std::optional<std::vector<Merge>> parseMerges(const Json &json) {
    if (!json.is_array()) {
        return std::nullopt;
    }
    std::vector<Merge> merges;
    merges.reserve(json.size());
    for (const Json &entry : json) {
        if (entry.is_array() && entry.size() == 2 && entry[0].is_string() && entry[1].is_string()) {
            merges.emplace_back(entry[0].get<std::string>(), entry[1].get<std::string>());
        } else if (entry.is_string()) {
            const auto text = entry.get<std::string>();
            const std::size_t space = text.find(' ');
            if (space == std::string::npos) {
                return std::nullopt;
            }
            merges.emplace_back(text.substr(0, space), text.substr(space + 1));
        } else {
            return std::nullopt;
        }
    }
    return merges;
}

} // namespace

struct Tokenizer::Tables {
    Cleaning cleaning = Cleaning::OpenClip;
    BytePairs pairs;
    std::int32_t start = 0;
    std::int32_t end = 0;
    std::int32_t size = 0;
    std::u32string startWord; ///< as it stands in a text
    std::u32string endWord;
    std::map<std::u32string, std::vector<std::int32_t>, std::less<>> learned; ///< ids of a word

    static Result<Tokenizer> make(Cleaning cleaning, const Vocabulary &vocabulary,
                                  const std::vector<Merge> &merges, std::string_view start,
                                  std::string_view end, const std::filesystem::path &file);
    std::u32string cleaned(std::string_view text) const {
        return cleaning == Cleaning::OpenClip ? cleanText(text) : normalizeText(text);
    }
    bool encodeWords(std::u32string_view text, std::vector<std::int32_t> &ids,
                     std::size_t enough) const;
    SpecialToken findSpecial(std::string_view text) const;
    void encodeHuggingFace(std::string_view text, std::vector<std::int32_t> &ids,
                           std::size_t enough) const;
};

Result<Tokenizer> Tokenizer::Tables::make(Cleaning cleaning, const Vocabulary &vocabulary,
                                          const std::vector<Merge> &merges, std::string_view start,
                                          std::string_view end, const std::filesystem::path &file) {
    const auto startAt = vocabulary.find(std::string(start));
    const auto endAt = vocabulary.find(std::string(end));
    if (startAt == vocabulary.end() || endAt == vocabulary.end()) {
        return fail(ErrorCode::Unsupported, file.string() +
                                                " is not a vocabulary of CLIP: it lacks " +
                                                std::string(start) + " or " + std::string(end));
    }
    auto tables = std::make_unique<Tables>();
    tables->cleaning = cleaning;
    tables->start = startAt->second;
    tables->end = endAt->second;
    tables->startWord = ascii(start);
    tables->endWord = ascii(end);
    for (const auto &entry : vocabulary) {
        tables->size = std::max(tables->size, entry.second + 1);
    }
    auto pairs = BytePairs::make(vocabulary, merges, tables->end);
    if (!pairs) {
        return fail(pairs.error().code, file.string() + ": " + pairs.error().message);
    }
    tables->pairs = std::move(*pairs);
    return Tokenizer(std::move(tables));
}

/// Appends the ids of a cleaned text; stops, and gives false, when there are more than `enough`.
bool Tokenizer::Tables::encodeWords(std::u32string_view text, std::vector<std::int32_t> &ids,
                                    std::size_t enough) const {
    for (const std::u32string_view word : splitWords(text, cleaning)) {
        const auto known = learned.empty() ? learned.end() : learned.find(word);
        if (known != learned.end()) {
            ids.insert(ids.end(), known->second.begin(), known->second.end());
        } else if (cleaning == Cleaning::OpenClip && (word == startWord || word == endWord)) {
            ids.push_back(word == startWord ? start : end);
        } else {
            pairs.encode(toUtf8(word), ids);
        }
        if (ids.size() > enough) {
            return false;
        }
    }
    return true;
}

/// Hugging Face looks for its special tokens in the text as it was written.
SpecialToken Tokenizer::Tables::findSpecial(std::string_view text) const {
    const std::size_t startAt = text.find(kHuggingFaceStart);
    const std::size_t endAt = text.find(kHuggingFaceEnd);
    if (startAt < endAt) {
        return {startAt, kHuggingFaceStart.size(), start};
    }
    return {endAt, kHuggingFaceEnd.size(), end};
}

void Tokenizer::Tables::encodeHuggingFace(std::string_view text, std::vector<std::int32_t> &ids,
                                          std::size_t enough) const {
    while (true) {
        const SpecialToken special = findSpecial(text);
        if (!encodeWords(normalizeText(text.substr(0, special.position)), ids, enough) ||
            special.position == std::string_view::npos) {
            return;
        }
        ids.push_back(special.id);
        text.remove_prefix(special.position + special.length);
    }
}

Tokenizer::Tokenizer(std::unique_ptr<Tables> tables)
    : m_tables(std::move(tables)) {}
Tokenizer::Tokenizer(Tokenizer &&) noexcept = default;
Tokenizer &Tokenizer::operator=(Tokenizer &&) noexcept = default;
Tokenizer::~Tokenizer() = default;

Result<Tokenizer> Tokenizer::fromMerges(const std::filesystem::path &file, int vocabSize,
                                        Cleaning cleaning) {
    if (vocabSize < kBytePieces + kSpecialTokens || vocabSize > kMostIds) {
        return fail(ErrorCode::Damaged,
                    "A vocabulary of " + std::to_string(vocabSize) +
                        " tokens cannot be a list of merges, which has 514 and more");
    }
    const auto wanted = static_cast<std::size_t>(vocabSize - kBytePieces - kSpecialTokens);
    const auto merges = readMerges(file, wanted);
    if (!merges) {
        return fail(merges.error());
    }
    if (merges->size() < wanted) {
        return fail(ErrorCode::Damaged, file.string() + " has " + std::to_string(merges->size()) +
                                            " merges, but the model's vocabulary of " +
                                            std::to_string(vocabSize) + " needs " +
                                            std::to_string(wanted));
    }
    Vocabulary vocabulary;
    vocabulary.reserve(static_cast<std::size_t>(vocabSize));
    std::int32_t next = 0;
    for (const std::string_view suffix : {std::string_view(), kEndOfWord}) {
        for (const std::uint8_t byte : bytesInOrder()) {
            vocabulary[byteLetter(byte).append(suffix)] = next++;
        }
    }
    for (const auto &[left, right] : *merges) {
        vocabulary[left + right] = next++;
    }
    const bool openClip = cleaning == Cleaning::OpenClip;
    const std::string_view start = openClip ? "<start_of_text>" : kHuggingFaceStart;
    const std::string_view end = openClip ? "<end_of_text>" : kHuggingFaceEnd;
    vocabulary[std::string(start)] = next++;
    vocabulary[std::string(end)] = next++;
    return Tables::make(cleaning, vocabulary, *merges, start, end, file);
}

Result<Tokenizer> Tokenizer::fromVocabulary(const std::filesystem::path &vocabJson,
                                            const std::filesystem::path &mergesTxt) {
    const auto json = readJson(vocabJson);
    if (!json) {
        return fail(json.error());
    }
    const auto vocabulary = parseVocabulary(*json, vocabJson);
    if (!vocabulary) {
        return fail(vocabulary.error());
    }
    const auto merges = readMerges(mergesTxt, std::numeric_limits<std::size_t>::max());
    if (!merges) {
        return fail(merges.error());
    }
    return Tables::make(Cleaning::HuggingFace, *vocabulary, *merges, kHuggingFaceStart,
                        kHuggingFaceEnd, vocabJson);
}

Result<Tokenizer> Tokenizer::fromTokenizerJson(const std::filesystem::path &file) {
    const auto json = readJson(file);
    if (!json) {
        return fail(json.error());
    }
    const Json model = json->value("model", Json());
    if (!model.is_object() || model.value("end_of_word_suffix", Json()) != Json(kEndOfWord)) {
        return fail(ErrorCode::Unsupported,
                    file.string() + " is not a tokenizer of CLIP (byte-level BPE with </w>)");
    }
    auto vocabulary = parseVocabulary(model.value("vocab", Json()), file);
    if (!vocabulary) {
        return fail(vocabulary.error());
    }
    const auto merges = parseMerges(model.value("merges", Json()));
    if (!merges) {
        return fail(ErrorCode::Damaged, file.string() + " has no list of merges that can be read");
    }
    return Tables::make(Cleaning::HuggingFace, *vocabulary, *merges, kHuggingFaceStart,
                        kHuggingFaceEnd, file);
}

std::vector<std::int32_t> Tokenizer::encode(std::string_view text, int contextLength) const {
    assert(contextLength >= 2);
    const auto most = static_cast<std::size_t>(contextLength);
    std::vector<std::int32_t> ids = {m_tables->start};
    if (m_tables->cleaning == Cleaning::OpenClip) {
        m_tables->encodeWords(cleanText(text), ids, most);
    } else {
        m_tables->encodeHuggingFace(text, ids, most);
    }
    ids.resize(std::min(ids.size(), most - 1));
    ids.push_back(m_tables->end);
    return ids;
}

std::vector<std::string> Tokenizer::words(std::string_view text) const {
    const std::u32string cleaned = m_tables->cleaned(text);
    std::vector<std::string> words;
    for (const std::u32string_view word : splitWords(cleaned, m_tables->cleaning)) {
        words.push_back(toUtf8(word));
    }
    return words;
}

Result<void> Tokenizer::teach(std::span<const LearnedWord> words, int firstId) {
    for (const LearnedWord &learned : words) {
        const std::u32string cleaned = m_tables->cleaned(learned.word);
        const auto parts = splitWords(cleaned, m_tables->cleaning);
        if (parts.size() != 1 || parts.front() != cleaned) {
            return fail(ErrorCode::Damaged,
                        "\"" + learned.word + "\" is not one word of the model's tokenizer");
        }
        std::vector<std::int32_t> &ids = m_tables->learned[cleaned];
        ids.resize(static_cast<std::size_t>(learned.count));
        std::iota(ids.begin(), ids.end(), firstId + static_cast<std::int32_t>(learned.first));
    }
    return {};
}

int Tokenizer::startToken() const {
    return m_tables->start;
}

int Tokenizer::endToken() const {
    return m_tables->end;
}

int Tokenizer::vocabularySize() const {
    return m_tables->size;
}

} // namespace fovea::clip
