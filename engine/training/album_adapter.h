#pragma once

#include "engine/training/album_data.h"
#include "engine/training/parameters.h"

#include <ATen/core/Tensor.h>

namespace fovea::training {

/// What an adapter takes along of the one that its job stands on.
struct AdapterGround {
    bool there = false;     ///< whether it stands on one
    at::Tensor wordsBefore; ///< [rows, width] of AlbumData::wordsBefore
    Parameters under;       ///< AdaptedModel::under
};

/// Writes `job.adapterFile` (docs/models.md) from the changes of an AlbumModel. What did not change
/// at all is left out.
Result<void> writeAdapter(const AlbumJob &job, const AlbumData &data, const Parameters &changes,
                          const at::Tensor &wordsStart, const AdapterGround &ground);

} // namespace fovea::training
