#pragma once

#include <cstdint>
#include <filesystem>

namespace fovea::training {

/// What a model is trained to do (paper, section 2.3).
enum class Objective {
    Contrastive, ///< tell which image and text belong together
    Predictive,  ///< say the words of the caption
};

enum class TextKind { Transformer, BagOfWords };

/// What layers compute in; what the optimizer does to weights is computed in fp32 always.
enum class Arithmetic { Fp32, Bf16, Fp16 };

/// What differs between the towers.
struct TowerRates {
    double beta2 = .98;
    double epsilon = 1e-6;
};

/// Every number of a training from scratch; the defaults are the paper's, of ViTs. The names in a
/// configuration's "training" object are these in snake_case (docs/training.md).
struct ScratchOptions {
    Objective objective = Objective::Contrastive;
    TextKind text = TextKind::Transformer;
    Arithmetic arithmetic = Arithmetic::Fp32;
    std::int64_t batch = 32'768; ///< of all processes together
    /// Pairs whose activations are in memory at once; 0: all of a process's batch. Fewer than those
    /// is gradient caching (Gao et al. 2021).
    std::int64_t chunk = 0;
    std::int64_t epochs = 32;
    std::int64_t steps = 0; ///< instead of epochs, where not 0
    double learningRate = 5e-4;
    std::int64_t warmUp = 2000; ///< steps
    double weightDecay = .2;    ///< of all but gains, biases and the temperature
    double beta1 = .9;
    TowerRates image;
    TowerRates words;         ///< of the text tower and the temperature
    double clipGradient = 0;  ///< largest norm of the gradient; 0: any
    bool halfMoments = false; ///< Adam's moments in bf16, rounded stochastically
    /// The text side's matrices in bf16, rounded stochastically at each step, as the paper has
    /// them.
    bool halfTextWeights = false;
    bool checkpointing = false;
    bool frozenBatchNorm = false;
    double languageModelWeight = 0;      ///< of the auxiliary loss: the caption's next token
    bool maskEqualCaptions = false;      ///< pairs with the same caption are no negatives
    std::filesystem::path languageModel; ///< to begin from, in GPT-2's layout; empty: at random
    std::uint64_t seed = 1;
    std::int64_t checkpointEvery = 500; ///< steps
    std::int64_t evaluateEvery = 0;     ///< steps; 0: each epoch
};

} // namespace fovea::training
