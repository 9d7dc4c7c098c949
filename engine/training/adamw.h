#pragma once

#include "engine/training/parameters.h"

#include <cstdint>

namespace fovea::training {

struct AdamWOptions {
    double beta1 = 0.9;
    double beta2 = 0.98; ///< the paper's, of ViTs
    double epsilon = 1e-6;
    double weightDecay = 0;
    /// Keeps the moments in bf16, rounded up or down by chance so that small changes are not lost
    /// but on average kept: half the memory.
    bool halfMoments = false;
    std::uint64_t seed = 1; ///< of that chance
};

/// Whether a tensor is decayed: all but gains, biases and the temperature (paper, section 2.5),
/// which are those of fewer than two dimensions.
bool isDecayed(const at::Tensor &parameter);

/// Adam with decoupled weight decay (Loshchilov and Hutter 2019), functional: the parameters belong
/// to the caller and are changed in place; the moments are kept by the same names.
class AdamW {
public:
    explicit AdamW(const AdamWOptions &options)
        : m_options(options) {}

    /// One step for every gradient there is. `learningRate` comes from the schedule. A parameter in
    /// bf16 is rounded up or down by chance, as halved moments are.
    void step(Parameters &parameters, const Parameters &gradients, double learningRate);
    std::int64_t steps() const { return m_steps; }

    /// For a checkpoint: "first.NAME", "second.NAME", and back.
    Parameters state() const;
    void restore(const Parameters &state, std::int64_t steps);

private:
    AdamWOptions m_options;
    std::int64_t m_steps = 0;
    Parameters m_first;
    Parameters m_second;
};

/// Scales all gradients so that the norm of all of them together is `largest` where it is more;
/// gives the norm that it was.
double clipGradients(Parameters &gradients, double largest);

/// Rises in a line over `warmup` steps to `peak` and falls as a cosine to 0 at `steps` (Loshchilov
/// and Hutter 2017). `step` counts from 0.
double cosineRate(std::int64_t step, std::int64_t steps, std::int64_t warmup, double peak);

} // namespace fovea::training
