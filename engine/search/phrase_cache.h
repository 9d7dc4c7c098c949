#pragma once

#include "engine/clip/encoders.h"
#include "engine/core/error.h"

#include <list>
#include <span>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace fovea::search {

/// Text embeddings by phrase: the ones used last stay. Typing on changes one phrase of a query and
/// leaves the others. Thread: one at a time.
class PhraseCache {
public:
    explicit PhraseCache(std::size_t capacity)
        : m_capacity(capacity) {}

    /// Embeddings in the order of the phrases; those that are new are encoded in one call.
    Result<std::vector<clip::Embedding>> encode(clip::TextEncoder &encoder, int dim,
                                                std::span<const std::string> phrases);
    void clear();

private:
    using Entry = std::pair<std::string, clip::Embedding>;

    void put(const std::string &phrase, clip::Embedding embedding);

    std::size_t m_capacity;
    std::list<Entry> m_entries; // the one used last at the front
    std::unordered_map<std::string, std::list<Entry>::iterator> m_byPhrase;
};

} // namespace fovea::search
