#pragma once

#include "engine/training/album_data.h"
#include "engine/training/parameters.h"

#include <ATen/core/Tensor.h>

namespace fovea::training {

/// Writes `job.adapterFile` (docs/models.md) from the changes of an AlbumModel. What did not change
/// at all is left out.
Result<void> writeAdapter(const AlbumJob &job, const AlbumData &data, const Parameters &changes,
                          const at::Tensor &wordsStart);

} // namespace fovea::training
