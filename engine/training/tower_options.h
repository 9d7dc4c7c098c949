#pragma once

namespace fovea::training {

/// How a tower computes while it is trained.
struct TowerOptions {
    /// Keeps only what goes into each block and computes the block again for its gradient (Chen et
    /// al. 2016): less memory, one more forward pass.
    bool checkpointing = false;
    /// Batch norm by the statistics of the batch, which also move the running ones; else by the
    /// running ones, which stay.
    bool trainBatchNorm = false;
    double lowRankAlpha = 0;   ///< of low-rank changes among the parameters; scale = alpha / rank
    double lowRankDropout = 0; ///< share of inputs that a low-rank change does not see
};

} // namespace fovea::training
