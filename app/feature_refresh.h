#pragma once

#include "app/model_choice.h"
#include "engine/clip/encoders.h"
#include "engine/core/error.h"
#include "engine/core/ids.h"
#include "engine/core/progress.h"
#include "engine/library/library.h"

#include <cstdint>
#include <functional>
#include <vector>

namespace fovea::app {

/// Opens the model whose space is filled; called once, and only where there is something to do.
using ModelOpener = std::function<Result<clip::ClipModel *>()>;

/// Other spaces of the same image trunk, whose features serve this one as well.
Result<std::vector<library::StoredSpace>> spacesOfTrunk(library::Library &library,
                                                        const clip::EmbeddingSpace &space);

/// How many photos refreshByFeatures() would give an embedding in `space`.
Result<std::int64_t> countRefreshable(library::Library &library, const clip::EmbeddingSpace &space,
                                      SpaceId id);

/// Fills `space` from the features that were kept of photos in spaces of the same image trunk, by
/// matrix products and without decoding a file; a transaction for some thousand photos. Stopped, it
/// keeps what is done. Returns how many photos came by it.
Result<std::int64_t> refreshByFeatures(library::Library &library, const clip::EmbeddingSpace &space,
                                       SpaceId id, const ModelOpener &open,
                                       const StopToken *stop = nullptr,
                                       const ProgressFunction &progress = {});

/// Lets `space` answer searches once no photo that can be read lacks an embedding in it, or where
/// nothing answers yet. True where it answers now.
Result<bool> activateWhenComplete(library::Library &library, const clip::EmbeddingSpace &space,
                                  SpaceId id);

/// Forgets the spaces of the adapter with this hash, but not `keep`, which also is given the
/// features that only they hold; `keep` none: the space of the adapter's base.
Result<void> forgetAdapterSpaces(library::Library &library, std::string_view hash, SpaceId keep);

} // namespace fovea::app
