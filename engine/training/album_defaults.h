#pragma once

#include "engine/training/run_estimate.h"

namespace fovea::training {

/// `options` with what was left at 0 filled in, as suits the method and the size of the album. The
/// plan that is told and the run that follows both rest on it.
AlbumOptions withDefaults(AlbumOptions options, const RunSize &size);

} // namespace fovea::training
