#pragma once

#include "engine/core/error.h"
#include "engine/core/ids.h"
#include "engine/core/progress.h"
#include "engine/library/library.h"

#include <cstdint>
#include <string>
#include <vector>

namespace fovea::library {

/// What a library was found to be like. Sound where there are no findings.
struct Verification {
    std::int64_t photos = 0;
    std::int64_t embeddings = 0;
    std::int64_t indexed = 0;          ///< photos in the vector index
    double recallAt10 = 1;             ///< of the index to an exact scan, over a sample
    std::vector<std::string> findings; ///< a sentence each

    bool sound() const { return findings.empty(); }
};

struct Repair {
    std::int64_t embeddingsDropped = 0; ///< the next index run makes them again
    std::int64_t indexed = 0;           ///< photos in the rebuilt vector index
    std::int64_t orphansRemoved = 0;    ///< photos without a file
};

/// Reads the whole library: the database's own checks, each embedding of the space (size, finite,
/// unit length), the text index, and the vector index beside the catalog and an exact scan. `index`
/// is looked at as it is: catch up first. Fails only where the library cannot be read at all.
Result<Verification> verifyLibrary(Library &library, VectorIndex &index, SpaceId space, int dim,
                                   const StopToken *stop = nullptr);

/// Makes again what can be made again: the text index, the vector index (and saves it); drops
/// broken embeddings and photos without files. A damaged database is not mended here: it comes from
/// a backup.
Result<Repair> repairLibrary(Library &library, VectorIndex &index, SpaceId space, int dim,
                             const StopToken *stop = nullptr,
                             const ProgressFunction &progress = {});

} // namespace fovea::library
