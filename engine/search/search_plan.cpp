#include "engine/search/search_plan.h"

#include <algorithm>

namespace fovea::search {
namespace {

// Up to here a scan in memory takes about a millisecond and is exact, so a graph gains nothing.
constexpr std::int64_t kScanInMemoryUpTo = 10'000;
// Reading this many vectors by their keys stays under about 50 ms.
constexpr std::int64_t kScoreThoseUpTo = 20'000;
// A graph that has to give back more than this share of its photos walks through nearly all of
// them.
constexpr std::int64_t kLargestShareOfGraph = 10;
// Twice as many as asked for, because the order of int8 codes is not quite the exact one.
constexpr std::int64_t kOversampling = 2;

} // namespace

SearchPlan planSearch(const PlanInput &input) {
    if (!input.hasVector) {
        return {SearchMethod::ListByDate, 0};
    }
    const bool isSmall = input.photos <= kScanInMemoryUpTo;
    if (input.candidates && (*input.candidates <= kScoreThoseUpTo || isSmall)) {
        return {SearchMethod::ScoreThose, 0};
    }
    if (input.exactScan) {
        return {SearchMethod::ScanCatalog, 0};
    }
    if (isSmall) {
        return {SearchMethod::ScanInMemory, 0};
    }
    const std::int64_t fetch = std::min(input.limit, input.photos) * kOversampling;
    // With exclusions alone the wanted photos lie opposite to the query, where the graph was never
    // built to lead.
    if (input.onlyExclusions || fetch > input.photos / kLargestShareOfGraph) {
        return {SearchMethod::ScanCatalog, 0};
    }
    return {SearchMethod::Graph, fetch};
}

std::string describe(const SearchPlan &plan, const PlanInput &input) {
    const std::string photos =
        std::to_string(input.photos) + (input.photos == 1 ? " photo" : " photos");
    const std::string candidates = std::to_string(input.candidates.value_or(0));
    const std::string those = candidates + (candidates == "1" ? " photo" : " photos") +
                              (input.inAlbum ? " of the album" : "") +
                              (input.withText ? " with the exact text" : "");
    const std::string filter = input.candidates ? ", filtered to " + candidates : "";
    switch (plan.method) {
    case SearchMethod::ListByDate:
        return those + ", newest first";
    case SearchMethod::ScoreThose:
        return "exact scan of " + those + ", of " + photos;
    case SearchMethod::ScanInMemory:
        return "exact scan of " + photos;
    case SearchMethod::ScanCatalog:
        return "exact scan of " + photos + " in the catalog" + filter;
    case SearchMethod::Graph:
        return "graph over " + photos + filter + ", best " + std::to_string(plan.fetch) +
               " re-ranked exactly";
    }
    return {};
}

} // namespace fovea::search
