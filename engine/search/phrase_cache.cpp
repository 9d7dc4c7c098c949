#include "engine/search/phrase_cache.h"

#include <algorithm>
#include <utility>

namespace fovea::search {

Result<std::vector<clip::Embedding>> PhraseCache::encode(clip::TextEncoder &encoder, int dim,
                                                         std::span<const std::string> phrases) {
    std::vector<std::string> unknown;
    for (const std::string &phrase : phrases) {
        if (!m_byPhrase.contains(phrase) && std::ranges::count(unknown, phrase) == 0) {
            unknown.push_back(phrase);
        }
    }
    const auto width = static_cast<std::size_t>(dim);
    std::unordered_map<std::string, clip::Embedding> made;
    if (!unknown.empty()) {
        const auto rows = encoder.encode(unknown); // [n, dim]
        if (!rows) {
            return fail(rows.error());
        }
        if (rows->size() != unknown.size() * width) {
            return fail(ErrorCode::BadUsage,
                        "The text model does not belong to the embeddings of this "
                        "library. Index the photos with the model in use.");
        }
        for (std::size_t i = 0; i < unknown.size(); ++i) {
            const auto *row = rows->data() + i * width;
            made.emplace(unknown[i], clip::Embedding(row, row + width));
        }
    }
    std::vector<clip::Embedding> embeddings;
    for (const std::string &phrase : phrases) {
        if (const auto found = m_byPhrase.find(phrase); found != m_byPhrase.end()) {
            m_entries.splice(m_entries.begin(), m_entries, found->second);
            embeddings.push_back(found->second->second);
        } else {
            embeddings.push_back(made.at(phrase));
            put(phrase, made.at(phrase));
        }
    }
    return embeddings;
}

void PhraseCache::put(const std::string &phrase, clip::Embedding embedding) {
    if (m_entries.size() >= m_capacity) {
        m_byPhrase.erase(m_entries.back().first);
        m_entries.pop_back();
    }
    m_entries.emplace_front(phrase, std::move(embedding));
    m_byPhrase[phrase] = m_entries.begin();
}

void PhraseCache::clear() {
    m_byPhrase.clear();
    m_entries.clear();
}

} // namespace fovea::search
