#pragma once

#include "engine/training/parameters.h"
#include "engine/training/scratch_options.h"

#include <ATen/core/Tensor.h>

#include <cstdint>

namespace fovea::training {

/// While one lives, operators that gain by it compute in a lower precision (mixed precision,
/// Micikevicius et al. 2018); weights stay as they are. Thread: that which made it.
class LowerPrecision {
public:
    LowerPrecision(Arithmetic arithmetic, at::DeviceType device);
    ~LowerPrecision();
    LowerPrecision(const LowerPrecision &) = delete;
    LowerPrecision &operator=(const LowerPrecision &) = delete;

private:
    at::DeviceType m_device;
    bool m_before;
    at::ScalarType m_typeBefore;
};

/// Multiplies what is propagated back, so that small gradients are not lost in fp16: halved when
/// there was an overflow, whose step is left out, and doubled after many steps without.
class LossScale {
public:
    explicit LossScale(bool scales)
        : m_scale(scales ? 65'536 : 1)
        , m_scales(scales) {}
    double value() const { return m_scale; }
    /// Takes the scale out of the gradients again; false where one is no number.
    bool unscale(Parameters &gradients);

    std::int64_t goodSteps() const { return m_good; }
    void restore(double scale, std::int64_t goodSteps);

private:
    double m_scale;
    std::int64_t m_good = 0;
    bool m_scales;
};

} // namespace fovea::training
