#pragma once

#include "engine/training/adamw.h"
#include "engine/training/arithmetic.h"
#include "engine/training/checkpoint.h"
#include "engine/training/collective.h"
#include "engine/training/scratch_model.h"

#include <filesystem>
#include <string>

namespace fovea::training {

/// All that changes while a model is trained, and so what a checkpoint keeps. Thread: one.
class ScratchState {
public:
    explicit ScratchState(const ScratchOptions &options);

    /// Takes the parameters to where and in what type they are trained.
    void place(const ScratchModel &model);
    /// One step of both towers' optimizers; the norm of the gradient and the temperature are held
    /// within their limits. False where a gradient was no number: with fp16 that step is left out.
    bool apply(Parameters &gradients, double rate);
    /// Each process has seen a part of the pictures; statistics of batch norm become their mean.
    void shareStatistics(Collective &collective);

    /// `model` says which parameters are kept: a locked tower is read from its own folder.
    Checkpoint checkpoint(const ScratchModel &model, const std::string &fingerprint) const;
    /// Parameters that the checkpoint lacks stay as they are.
    void restore(Checkpoint &checkpoint);

    std::int64_t step = 0; ///< that are done
    double loss = 0;       ///< of the last one
    Parameters parameters;
    double lossScale() const { return m_lossScale.value(); }
    double temperature() const; ///< 0 where the objective has none

private:
    ScratchOptions m_options;
    AdamW m_imageOptimizer;
    AdamW m_textOptimizer;
    LossScale m_lossScale;
};

} // namespace fovea::training
