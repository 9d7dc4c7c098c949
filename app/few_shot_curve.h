#pragma once

#include "engine/training/linear_probe.h"

#include <optional>
#include <string>
#include <vector>

namespace fovea::app {

/// A probe of few photos beside zero-shot (Radford et al. 2021, figure 6).
struct FewShotCurve {
    std::string title;
    std::vector<training::ShotFigures> points; ///< fewest photos first
    double zeroShot = 0;
    std::optional<double> overtakes; ///< photos of a class
};

} // namespace fovea::app
