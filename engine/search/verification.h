#pragma once

#include "engine/core/error.h"
#include "engine/core/ids.h"
#include "engine/library/library.h"

#include <cstdint>
#include <string>
#include <vector>

namespace fovea::search {

/// What a check of a library found; without findings it is sound.
struct VerificationReport {
    std::int64_t photos = 0;
    std::int64_t vectors = 0;
    double recallAt10 = 1; ///< of the vector index against the exact scan, over a sample
    std::vector<std::string> findings;

    bool sound() const { return findings.empty(); }
};

/// Checks the database itself, every embedding (size, finite, unit), the vector index against the
/// catalog, and its answers against the exact scan.
Result<VerificationReport> verifyLibrary(library::Library &library, SpaceId space, int dim);

/// Makes anew what follows from the rest: the vector index, the text index; drops broken
/// embeddings, so that the next index run makes them again. Answers with a line for each thing
/// done.
Result<std::vector<std::string>> repairLibrary(library::Library &library, SpaceId space, int dim);

} // namespace fovea::search
