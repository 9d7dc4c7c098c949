#pragma once

#include "app/confusion_matrix.h"
#include "app/few_shot_curve.h"
#include "engine/core/error.h"

#include <cstddef>
#include <filesystem>
#include <vector>

namespace fovea::app {

/// What libfovea_figures hands out through its one C symbol `foveaFigures`: figures as the bytes
/// of a PNG.
struct FigureLibrary {
    static constexpr int kAbi = 2;
    int abi = kAbi;
    Result<std::vector<std::byte>> (*confusion)(const ConfusionMatrix &);
    Result<std::vector<std::byte>> (*fewShot)(const FewShotCurve &);
};

/// Writes a figure as a PNG, with a drawing library that is opened for this alone: no window
/// system and no part of the window is needed.
Result<void> drawConfusion(const ConfusionMatrix &matrix, const std::filesystem::path &png);
Result<void> drawFewShot(const FewShotCurve &curve, const std::filesystem::path &png);

/// Within libfovea_figures.
Result<std::vector<std::byte>> paintConfusion(const ConfusionMatrix &matrix);
Result<std::vector<std::byte>> paintFewShot(const FewShotCurve &curve);

} // namespace fovea::app

extern "C" const fovea::app::FigureLibrary *foveaFigures();
