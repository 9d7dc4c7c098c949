#include "engine/training/arithmetic.h"

#include <ATen/ATen.h>
#include <ATen/autocast_mode.h>

#include <algorithm>

namespace fovea::training {
namespace {

constexpr std::int64_t kGrowAfter = 2000; // steps without overflow

} // namespace

LowerPrecision::LowerPrecision(Arithmetic arithmetic, at::DeviceType device)
    : m_device(device)
    , m_before(at::autocast::is_autocast_enabled(device))
    , m_typeBefore(at::autocast::get_autocast_dtype(device)) {
    at::autocast::set_autocast_enabled(device, arithmetic != Arithmetic::Fp32);
    at::autocast::set_autocast_dtype(device,
                                     arithmetic == Arithmetic::Fp16 ? at::kHalf : at::kBFloat16);
    at::autocast::increment_nesting();
}

LowerPrecision::~LowerPrecision() {
    if (at::autocast::decrement_nesting() == 0) {
        at::autocast::clear_cache();
    }
    at::autocast::set_autocast_enabled(m_device, m_before);
    at::autocast::set_autocast_dtype(m_device, m_typeBefore);
}

bool LossScale::unscale(Parameters &gradients) {
    bool sound = true;
    for (auto &[name, gradient] : gradients) {
        if (m_scales) {
            gradient.mul_(1 / m_scale);
        }
        sound = sound && at::isfinite(gradient.sum()).item<bool>();
    }
    if (m_scales) {
        m_good = sound ? m_good + 1 : 0;
        if (!sound) {
            m_scale = std::max(1.0, m_scale / 2);
        } else if (m_good % kGrowAfter == 0) {
            m_scale *= 2;
        }
    }
    return sound;
}

void LossScale::restore(double scale, std::int64_t goodSteps) {
    m_scale = scale;
    m_good = goodSteps;
}

} // namespace fovea::training
