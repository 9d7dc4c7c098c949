#include "engine/search/verification.h"

#include "engine/library/verification.h"

namespace fovea::search {

Result<VerificationReport> verifyLibrary(library::Library &library, SpaceId space, int dim) {
    // Behind is not broken: the index reads what is new before it is judged.
    const auto index = library.openVectorIndex(space, dim);
    if (auto caughtUp = index->catchUp(library.embeddings()); !caughtUp) {
        return fail(caughtUp.error());
    }
    auto found = library::verifyLibrary(library, *index, space, dim);
    if (!found) {
        return fail(found.error());
    }
    return VerificationReport{found->photos, found->embeddings, found->recallAt10,
                              std::move(found->findings)};
}

Result<std::vector<std::string>> repairLibrary(library::Library &library, SpaceId space, int dim) {
    const auto index = library.openVectorIndex(space, dim);
    const auto repair = library::repairLibrary(library, *index, space, dim);
    if (!repair) {
        return fail(repair.error());
    }
    std::vector<std::string> lines{"Made the text index anew.",
                                   "Made the vector index anew, of " +
                                       std::to_string(repair->indexed) + " photos."};
    if (repair->embeddingsDropped > 0) {
        lines.push_back("Dropped " + std::to_string(repair->embeddingsDropped) +
                        " broken embeddings; `fovea index` makes them again.");
    }
    if (repair->orphansRemoved > 0) {
        lines.push_back("Forgot " + std::to_string(repair->orphansRemoved) +
                        " photos without a file.");
    }
    return lines;
}

} // namespace fovea::search
