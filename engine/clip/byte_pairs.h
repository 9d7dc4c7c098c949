#pragma once

#include "engine/clip/merges_file.h"
#include "engine/core/error.h"

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace fovea::clip {

/// From the pieces of a vocabulary to their ids.
using Vocabulary = std::unordered_map<std::string, std::int32_t>;

/// What stands at the end of a word's last piece.
inline constexpr std::string_view kEndOfWord = "</w>";

/// The letter that stands for a byte in vocabularies and lists of merges, in UTF-8: itself where it
/// is visible in Latin-1, else one from U+0100 on.
std::string byteLetter(std::uint8_t byte);

/// The 256 bytes in the order of CLIP's ids.
std::array<std::uint8_t, 256> bytesInOrder();

/// Byte-level byte pair encoding of single words. Thread: any, after loading.
class BytePairs {
public:
    /// Bytes that the vocabulary lacks become `unknown`. A merge whose pieces or result are not in
    /// the vocabulary is an error that names it.
    static Result<BytePairs> make(const Vocabulary &vocabulary, std::span<const Merge> merges,
                                  std::int32_t unknown);

    /// Appends the ids of one word. Takes n log n for n bytes. REQUIRES: a word that is not empty.
    void encode(std::string_view word, std::vector<std::int32_t> &ids) const;

private:
    struct Rule {
        std::int32_t rank = 0;
        std::int32_t result = 0;
    };
    const Rule *find(std::int32_t left, std::int32_t right) const;

    std::array<std::int32_t, 256> m_bytes{};
    std::array<std::int32_t, 256> m_lastBytes{};
    std::unordered_map<std::uint64_t, Rule> m_rules; ///< by both ids
};

} // namespace fovea::clip
