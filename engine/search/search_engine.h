#pragma once

#include "engine/clip/encoders.h"
#include "engine/core/error.h"
#include "engine/core/ids.h"
#include "engine/library/exact_index.h"
#include "engine/library/library.h"
#include "engine/search/phrase_cache.h"
#include "engine/search/query.h"
#include "engine/search/query_vector.h"
#include "engine/search/search_plan.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace fovea::search {

enum class SortOrder { Relevance, Date };

struct SearchOptions {
    std::int64_t limit = 200;
    SortOrder sort = SortOrder::Relevance;
    bool exactScan = false;       ///< never the graph: the oracle
    std::optional<AlbumId> album; ///< its photos alone
};

struct Hit {
    PhotoId photo;
    float score = 0; ///< cosine of the photo to the query vector
};

struct SearchAnswer {
    std::vector<Hit> hits;
    std::string plan; ///< one line for --explain: "exact scan of 500 photos, 1 phrase"
    double elapsedMs = 0;
};

/// Turns queries into hits: one query vector (weighted sum, exclusions subtracted), a plan, exact
/// re-ranking. Text embeddings are cached per phrase. Thread: one at a time, as the Library it
/// uses.
class SearchEngine {
public:
    /// `text` may be null until the model is loaded: then queries with words fail with a sentence.
    SearchEngine(library::Library &library, library::VectorIndex &index, SpaceId space, int dim,
                 clip::TextEncoder *text);

    void setTextEncoder(clip::TextEncoder *text);
    /// Fails where the query is empty, an image has no embedding, or words come without a text
    /// encoder. With exact text alone the answer is by date and every score is 0.
    Result<SearchAnswer> search(const Query &query, const SearchOptions &options);
    /// The photos most like this one, without itself.
    Result<SearchAnswer> similar(PhotoId photo, const SearchOptions &options);

private:
    Result<std::vector<QueryPart>> queryParts(const Query &query);
    Result<std::optional<std::vector<PhotoId>>> candidatesFor(const Query &query,
                                                              const SearchOptions &options);
    Result<std::vector<Hit>> findHits(const SearchPlan &plan, const SearchOptions &options,
                                      std::span<const float> vector,
                                      const std::optional<std::vector<PhotoId>> &candidates);
    Result<std::vector<Hit>> scoreThose(std::span<const PhotoId> photos,
                                        std::span<const float> vector, std::int64_t limit);
    Result<void> sortByDate(std::vector<Hit> &hits);

    library::Library &m_library;
    library::VectorIndex &m_index;
    SpaceId m_space;
    int m_dim = 0;
    clip::TextEncoder *m_text = nullptr;
    PhraseCache m_phrases;
    library::ExactIndex m_exact; // filled only while the library is small
};

} // namespace fovea::search
