#pragma once

#include "engine/training/scratch_model.h"
#include "engine/training/training_job.h"

namespace fovea::training {

/// Recall on pictures that are not learned from. A contrastive model ranks by the cosine; a
/// predictive one by how probable a caption is for an image, for a mean word.
SetFigures evaluate(const ScratchModel &model, const Parameters &parameters,
                    const ScratchEvaluation &set, const clip::Tokenizer &tokenizer);

} // namespace fovea::training
