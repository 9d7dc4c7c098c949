#pragma once

#include "engine/training/collective.h"
#include "engine/training/scratch_model.h"

namespace fovea::training {

struct StepGradients {
    double loss = 0;      ///< of the global batch
    Parameters gradients; ///< of it, the same in every process
};

/// The gradient of a batch of which each process of the collective holds an equal part.
///
/// Where the options' chunk is smaller than that part, embeddings of the whole batch come first,
/// chunk by chunk and without a graph; the loss gives the gradient of each embedding in closed
/// form; then every chunk is computed again and back-propagated from there (gradient caching, Gao
/// et al. 2021). Memory is that of one chunk's activations, and the result is that of the whole
/// batch at once, but for batch norm, whose statistics are a chunk's.
/// `lossScale` multiplies what is propagated back, and the gradients that come out.
StepGradients gradientsOf(const ScratchModel &model, const Parameters &parameters,
                          const PairTensors &pairs, Collective &collective, double lossScale);

} // namespace fovea::training
