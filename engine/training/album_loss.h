#pragma once

#include "engine/training/album_data.h"
#include "engine/training/album_model.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace fovea::training {

/// What one step learns from; drawn from (seed, epoch, step) alone.
struct AlbumBatch {
    std::vector<std::size_t> photos; ///< of learn
    std::vector<std::size_t> texts;  ///< one for each
    std::vector<std::int64_t> names; ///< that the text is a prompt of; -1: a caption
    std::vector<std::size_t> others; ///< photos that are looked at beside, as negatives
    std::vector<std::size_t> guardTexts;
    std::vector<std::size_t> guardPhotos;
};

/// The batch of a step. A photo brings one of its captions or, where it has a name, as often the
/// name alone or in a prompt.
AlbumBatch drawBatch(const AlbumData &data, const AlbumModel &model, const AlbumOptions &options,
                     std::int64_t epoch, std::int64_t step, std::size_t first);

/// Numbers without a dimension, in the graph of the changes.
struct AlbumLoss {
    at::Tensor whole;
    at::Tensor contrastive; ///< of it, what compares with the loss on captions kept aside
};

/// The contrastive loss both ways, where other photos and general captions stand among the
/// negatives and texts that are right for a photo beside its own do not; with the pull of names to
/// the middle of their photos, and `guardWeight` times the loss that holds general captions, other
/// photos and their similarities to where they were.
AlbumLoss albumLoss(const AlbumData &data, const AlbumModel &model, const Parameters &weights,
                    const AlbumBatch &batch, double guardWeight);

/// The gradients of a loss by name; what it does not reach has none.
Parameters gradientsOf(const at::Tensor &loss, const Parameters &parameters);

} // namespace fovea::training
