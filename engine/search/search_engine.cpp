#include "engine/search/search_engine.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <unordered_set>
#include <utility>

namespace fovea::search {
namespace {

constexpr std::size_t kCachedPhrases = 256;

std::string describeTerms(const Query &query) {
    std::string text;
    const auto append = [&](std::size_t count, const char *one, const char *many) {
        if (count > 0) {
            text += ", " + std::to_string(count) + " " + (count == 1 ? one : many);
        }
    };
    append(query.words.size(), "phrase", "phrases");
    append(query.images.size(), "image", "images");
    append(query.excluded.size(), "excluded phrase", "excluded phrases");
    append(query.exact.size(), "exact text", "exact texts");
    return text;
}

bool hasOnlyExclusions(const Query &query) {
    return query.words.empty() &&
           std::ranges::all_of(query.images, [](const ImageTerm &image) { return image.excluded; });
}

std::vector<Hit> toHits(std::span<const library::Neighbor> neighbors) {
    std::vector<Hit> hits;
    hits.reserve(neighbors.size());
    for (const library::Neighbor &neighbor : neighbors) {
        hits.push_back({neighbor.photo, neighbor.score});
    }
    return hits;
}

/// Unit again: what comes from half precision or from a file is so only nearly.
bool normalize(clip::Embedding &embedding) {
    const QueryPart part{embedding, 1};
    auto unit = queryVector(std::span(&part, 1));
    if (!unit) {
        return false;
    }
    embedding = std::move(*unit);
    return true;
}

class Stopwatch {
public:
    double elapsedMs() const {
        return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - m_begin)
            .count();
    }

private:
    std::chrono::steady_clock::time_point m_begin = std::chrono::steady_clock::now();
};

} // namespace

SearchEngine::SearchEngine(library::Library &library, library::VectorIndex &index, SpaceId space,
                           int dim, clip::TextEncoder *text)
    : m_library(library)
    , m_index(index)
    , m_space(space)
    , m_dim(dim)
    , m_text(text)
    , m_phrases(kCachedPhrases)
    , m_exact(space, dim) {}

void SearchEngine::setTextEncoder(clip::TextEncoder *text) {
    if (text != m_text) {
        m_phrases.clear();
    }
    m_text = text;
}

Result<std::vector<QueryPart>> SearchEngine::queryParts(const Query &query) {
    std::vector<QueryPart> parts;
    std::vector<std::string> phrases = query.words;
    phrases.insert(phrases.end(), query.excluded.begin(), query.excluded.end());
    if (!phrases.empty()) {
        if (m_text == nullptr) {
            return fail(ErrorCode::Busy,
                        "The model that reads text is not loaded yet. Wait a moment "
                        "and search again.");
        }
        auto embeddings = m_phrases.encode(*m_text, m_dim, phrases);
        if (!embeddings) {
            return fail(embeddings.error());
        }
        for (std::size_t i = 0; i < phrases.size(); ++i) {
            const bool excluded = i >= query.words.size();
            parts.push_back({std::move((*embeddings)[i]),
                             excluded ? -kExcludedShare * kPhraseWeight : kPhraseWeight});
        }
    }
    for (const ImageTerm &image : query.images) {
        QueryPart part{image.embedding,
                       image.excluded ? -kExcludedShare * kImageWeight : kImageWeight};
        if (!std::cmp_equal(part.embedding.size(), m_dim) || !normalize(part.embedding)) {
            return fail(
                ErrorCode::BadUsage,
                "The image " + image.file.string() +
                    " has no embedding of the model in use. Encode it with that model first.");
        }
        parts.push_back(std::move(part));
    }
    return parts;
}

Result<std::optional<std::vector<PhotoId>>>
SearchEngine::candidatesFor(const Query &query, const SearchOptions &options) {
    std::optional<std::vector<PhotoId>> candidates;
    const auto narrow = [&](Result<std::vector<PhotoId>> found) -> Result<void> {
        if (!found) {
            return fail(found.error());
        }
        std::ranges::sort(*found);
        if (candidates) {
            std::vector<PhotoId> both;
            std::ranges::set_intersection(*candidates, *found, std::back_inserter(both));
            candidates = std::move(both);
        } else {
            candidates = std::move(*found);
        }
        return {};
    };
    if (options.album) {
        if (auto narrowed = narrow(m_library.albums().photos(*options.album)); !narrowed) {
            return fail(narrowed.error());
        }
    }
    for (const std::string &text : query.exact) {
        if (auto narrowed = narrow(m_library.textIndex().find(text)); !narrowed) {
            return fail(narrowed.error());
        }
    }
    return candidates;
}

Result<SearchAnswer> SearchEngine::search(const Query &query, const SearchOptions &options) {
    const Stopwatch stopwatch;
    if (query.empty()) {
        return fail(ErrorCode::BadUsage, "The search is empty. Say what the photos should show.");
    }
    const auto parts = queryParts(query);
    if (!parts) {
        return fail(parts.error());
    }
    const auto vector = queryVector(*parts);
    if (!vector && !parts->empty()) {
        return fail(ErrorCode::BadUsage,
                    "What is wanted and what is excluded cancel each other out. "
                    "Take one of them away.");
    }
    const auto candidates = candidatesFor(query, options);
    if (!candidates) {
        return fail(candidates.error());
    }
    const auto photos = m_library.embeddings().count(m_space);
    if (!photos) {
        return fail(photos.error());
    }
    PlanInput input;
    input.photos = *photos;
    input.limit = options.limit;
    input.hasVector = vector.has_value();
    input.onlyExclusions = hasOnlyExclusions(query);
    input.exactScan = options.exactScan;
    input.inAlbum = options.album.has_value();
    input.withText = !query.exact.empty();
    if (*candidates) {
        input.candidates = static_cast<std::int64_t>((*candidates)->size());
    }
    const SearchPlan plan = planSearch(input);
    auto hits = findHits(plan, options, vector.value_or(clip::Embedding()), *candidates);
    if (!hits) {
        return fail(hits.error());
    }
    return SearchAnswer{std::move(*hits), describe(plan, input) + describeTerms(query),
                        stopwatch.elapsedMs()};
}

Result<std::vector<Hit>>
SearchEngine::findHits(const SearchPlan &plan, const SearchOptions &options,
                       std::span<const float> vector,
                       const std::optional<std::vector<PhotoId>> &candidates) {
    std::function<bool(PhotoId)> filter;
    std::unordered_set<PhotoId> allowed;
    if (candidates &&
        (plan.method == SearchMethod::ScanCatalog || plan.method == SearchMethod::Graph)) {
        allowed.insert(candidates->begin(), candidates->end());
        filter = [&allowed](PhotoId photo) { return allowed.contains(photo); };
    }
    Result<std::vector<Hit>> hits;
    switch (plan.method) {
    case SearchMethod::ListByDate:
        for (const PhotoId photo : *candidates) {
            hits->push_back({photo, 0});
        }
        break;
    case SearchMethod::ScoreThose:
        hits = scoreThose(*candidates, vector, options.limit);
        break;
    case SearchMethod::ScanInMemory:
        if (auto caughtUp = m_exact.catchUp(m_library.embeddings()); !caughtUp) {
            return fail(caughtUp.error());
        }
        hits = toHits(m_exact.search(vector, options.limit));
        break;
    case SearchMethod::ScanCatalog: {
        auto found =
            library::scanNearest(m_library.embeddings(), m_space, vector, options.limit, filter);
        if (!found) {
            return fail(found.error());
        }
        hits = toHits(*found);
        break;
    }
    case SearchMethod::Graph: {
        std::vector<PhotoId> photos;
        for (const library::Neighbor &neighbor : m_index.search(vector, plan.fetch, filter)) {
            photos.push_back(neighbor.photo);
        }
        hits = scoreThose(photos, vector, options.limit);
        break;
    }
    }
    if (hits && (options.sort == SortOrder::Date || plan.method == SearchMethod::ListByDate)) {
        if (auto sorted = sortByDate(*hits); !sorted) {
            return fail(sorted.error());
        }
        hits->resize(std::min(hits->size(),
                              static_cast<std::size_t>(std::max<std::int64_t>(options.limit, 0))));
    }
    return hits;
}

Result<std::vector<Hit>> SearchEngine::scoreThose(std::span<const PhotoId> photos,
                                                  std::span<const float> vector,
                                                  std::int64_t limit) {
    library::BestNeighbors best(limit);
    const library::HalfDot dot = library::halfDot(library::supportedCpuPaths().back());
    for (const PhotoId photo : photos) {
        const auto stored = m_library.embeddings().vector(m_space, photo);
        if (!stored) {
            return fail(stored.error());
        }
        // Without one it was deleted after the index last looked, or is not embedded yet.
        if (stored->size() == vector.size()) {
            best.add({photo, dot(vector.data(), stored->data(), vector.size())});
        }
    }
    return toHits(best.take());
}

Result<void> SearchEngine::sortByDate(std::vector<Hit> &hits) {
    std::vector<PhotoId> photos;
    for (const Hit &hit : hits) {
        photos.push_back(hit.photo);
    }
    const auto times = m_library.catalog().sortTimesMs(photos);
    if (!times) {
        return fail(times.error());
    }
    std::vector<std::pair<std::int64_t, Hit>> dated;
    for (std::size_t i = 0; i < hits.size(); ++i) {
        dated.emplace_back((*times)[i], hits[i]);
    }
    // The order of timeline(): newest first, of one moment the photo that came last.
    std::ranges::sort(dated, [](const auto &a, const auto &b) {
        return a.first != b.first ? a.first > b.first : a.second.photo > b.second.photo;
    });
    for (std::size_t i = 0; i < hits.size(); ++i) {
        hits[i] = dated[i].second;
    }
    return {};
}

Result<SearchAnswer> SearchEngine::similar(PhotoId photo, const SearchOptions &options) {
    const Stopwatch stopwatch;
    const auto stored = m_library.embeddings().vector(m_space, photo);
    if (!stored) {
        return fail(stored.error());
    }
    ImageTerm image;
    image.embedding.resize(stored->size());
    toFloat(*stored, image.embedding);
    if (!std::cmp_equal(stored->size(), m_dim) || !normalize(image.embedding)) {
        return fail(ErrorCode::NotFound,
                    "Photo " + std::to_string(photo.value) +
                        " has no embedding of the model in use. Index its folder "
                        "and try again.");
    }
    Query query;
    query.images.push_back(std::move(image));
    SearchOptions oneMore = options;
    oneMore.limit = options.limit + 1;
    oneMore.sort = SortOrder::Relevance;
    auto answer = search(query, oneMore);
    if (!answer) {
        return answer;
    }
    std::erase_if(answer->hits, [photo](const Hit &hit) { return hit.photo == photo; });
    if (std::cmp_greater(answer->hits.size(), options.limit)) {
        answer->hits.pop_back();
    }
    if (options.sort == SortOrder::Date) {
        if (auto sorted = sortByDate(answer->hits); !sorted) {
            return fail(sorted.error());
        }
    }
    answer->elapsedMs = stopwatch.elapsedMs();
    return answer;
}

} // namespace fovea::search
