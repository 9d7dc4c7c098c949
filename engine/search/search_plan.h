#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace fovea::search {

/// How the nearest photos are found.
enum class SearchMethod {
    ListByDate,   ///< nothing to rank by: the candidates, newest first
    ScoreThose,   ///< few candidates by filter: each is scored
    ScanInMemory, ///< a small library: all vectors, kept in memory
    ScanCatalog,  ///< all vectors, read from the catalog
    Graph,        ///< the vector index, with more than asked for, then exact re-ranking
};

/// What the decision depends on.
struct PlanInput {
    std::int64_t photos = 0;                ///< with an embedding
    std::int64_t limit = 0;                 ///< hits wanted
    std::optional<std::int64_t> candidates; ///< left by album and exact texts, where there are any
    bool inAlbum = false;                   ///< what left the candidates
    bool withText = false;
    bool hasVector = false; ///< words, images or exclusions
    bool onlyExclusions = false;
    bool exactScan = false; ///< asked for by the caller
};

struct SearchPlan {
    SearchMethod method = SearchMethod::ScanInMemory;
    std::int64_t fetch = 0; ///< how many to ask of the graph before re-ranking
};

SearchPlan planSearch(const PlanInput &input);

/// "exact scan of 500 photos", for --explain.
std::string describe(const SearchPlan &plan, const PlanInput &input);

} // namespace fovea::search
