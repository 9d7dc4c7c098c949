#pragma once

#include <ATen/core/Tensor.h>

#include <functional>
#include <vector>

namespace fovea::training {

/// While one lives, the calling thread computes again what it computed before: statistics that a
/// forward pass gathers are not gathered twice.
class Recomputation {
public:
    Recomputation();
    ~Recomputation();
    Recomputation(const Recomputation &) = delete;
    Recomputation &operator=(const Recomputation &) = delete;
    static bool running();
};

/// A part of a network, from its input to its output.
using Segment = std::function<at::Tensor(const at::Tensor &)>;

/// segment(x), of which only x is kept: the backward pass computes it again (Chen et al. 2016,
/// "Training deep nets with sublinear memory cost"), in the same precision and with the same
/// dropout. `used` are the parameters that the segment reads; those, and all else that the segment
/// refers to, have to live until the backward pass.
at::Tensor checkpointed(const Segment &segment, const at::Tensor &x,
                        const std::vector<at::Tensor> &used);

} // namespace fovea::training
