#pragma once

#include "engine/clip/encoders.h"
#include "engine/clip/layers.h"

#include <ATen/core/Tensor.h>

#include <functional>

namespace fovea::clip {

/// Whether bf16 has instructions of its own there, without which it is slower than fp32.
bool hasFastBf16(at::Device device);

/// What computing the same samples in both precisions showed.
struct PrecisionTrial {
    double fp32Ms = 0; ///< the faster of several runs
    double bf16Ms = 0;
    double cosine = 0; ///< the lowest between a sample's two embeddings
};

/// Runs both over their samples: each gives embeddings [n, dim]. `threads` is what they use.
PrecisionTrial tryPrecisions(const std::function<at::Tensor()> &fp32,
                             const std::function<at::Tensor()> &bf16, int threads);

/// The faster one, if it is close enough to fp32.
Precision choose(const PrecisionTrial &trial);

} // namespace fovea::clip
