#pragma once

#include "engine/clip/model_config.h"
#include "engine/training/training_job.h"

#include <cstddef>
#include <cstdint>

namespace fovea::training {

/// What a run works on.
struct RunSize {
    std::size_t learnPhotos = 0;
    std::size_t heldOutPhotos = 0;
    std::size_t photos = 0; ///< learned, held out and guarded
    std::size_t captions = 0;
    std::size_t guardCaptions = 0;
    std::size_t measuredCaptions = 0; ///< of what is held out and what guards, at each evaluation
    std::size_t measuredPhotos = 0;
};

/// How often a run measures itself, about. Where a tower changes, all that is measured has to go
/// through it each time.
std::int64_t evaluationsOf(Method method);

/// Seconds that one forward pass takes on this machine, measured; of one text and of one photo.
struct TrialRates {
    double textSeconds = 0;
    double imageSeconds = 0;
};

/// Whether a method needs pixels, or cached features of the photos are enough.
bool needsPixels(Method method, const clip::ModelConfig &model);

std::int64_t stepsPerEpoch(const AlbumOptions &options, const RunSize &size);
/// Of the pass that learns what was kept aside, after `steps` without it.
std::int64_t lastPassSteps(std::int64_t steps);
/// Both passes.
std::int64_t stepsOf(const AlbumOptions &options, const RunSize &size);

/// REQUIRES: options with their defaults filled in.
double estimatedSeconds(const AlbumOptions &options, const clip::ModelConfig &model,
                        const RunSize &size, const TrialRates &rates);
/// The most memory that the run holds at once, from above.
std::int64_t estimatedMemoryBytes(const AlbumOptions &options, const clip::ModelConfig &model,
                                  const RunSize &size);
/// Of the file of pixels that a run makes; 0 where it needs none.
std::int64_t pixelFileBytes(Method method, const clip::ModelConfig &model, const RunSize &size);

} // namespace fovea::training
