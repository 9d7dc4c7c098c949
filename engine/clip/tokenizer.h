#pragma once

#include "engine/core/error.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace fovea::clip {

/// Whose rules prepare a text before it is cut into words (text_cleaning.h) and name the special
/// tokens that may stand in it: OpenCLIP's <start_of_text> or Hugging Face's <|startoftext|>.
enum class Cleaning { OpenClip, HuggingFace };

/// A word that has token embeddings of its own: `count` ids from `first` on, counted from the end
/// of the vocabulary.
struct LearnedWord {
    std::string word; ///< lower case, one of Tokenizer::words()
    std::int64_t first = 0;
    std::int64_t count = 0;

    bool operator==(const LearnedWord &) const = default;
};

/// CLIP's lower-case byte-level BPE, with the reference's text cleaning.
/// Thread: any, after loading.
class Tokenizer {
public:
    /// From a merges file as OpenAI's (plain or gzip): a version line, then one merge a line. Ids:
    /// 256 bytes, 256 bytes at the end of a word, the merges, start, end. Lines beyond `vocabSize`
    /// are not used; too few of them are an error.
    static Result<Tokenizer> fromMerges(const std::filesystem::path &file, int vocabSize,
                                        Cleaning cleaning = Cleaning::OpenClip);
    /// From Hugging Face's vocab.json and merges.txt, with its cleaning.
    static Result<Tokenizer> fromVocabulary(const std::filesystem::path &vocabJson,
                                            const std::filesystem::path &mergesTxt);
    /// The same from Hugging Face's tokenizer.json, which holds both.
    static Result<Tokenizer> fromTokenizerJson(const std::filesystem::path &file);
    Tokenizer(Tokenizer &&) noexcept;
    Tokenizer &operator=(Tokenizer &&) noexcept;
    ~Tokenizer();

    /// Start, tokens, end; cut to `contextLength` ids with the end token last. No padding.
    /// REQUIRES: contextLength >= 2.
    std::vector<std::int32_t> encode(std::string_view text, int contextLength) const;
    /// The words that are encoded one by one, after cleaning: "Zorbo's bed" is "zorbo", "'s",
    /// "bed".
    std::vector<std::string> words(std::string_view text) const;
    /// From now on these words become the ids `firstId` + first and following, and no byte pairs.
    /// Refuses what is not one word. REQUIRES: no other thread encodes meanwhile.
    Result<void> teach(std::span<const LearnedWord> words, int firstId);
    int startToken() const;
    int endToken() const;
    int vocabularySize() const; ///< one more than the highest id

private:
    struct Tables;
    explicit Tokenizer(std::unique_ptr<Tables> tables);
    std::unique_ptr<Tables> m_tables;
};

} // namespace fovea::clip
