#pragma once

#include "engine/core/error.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace fovea::app {

/// Which label photos of a class were given. Square over the classes that have photos, with one
/// more column for all other labels.
struct ConfusionMatrix {
    std::string title;
    std::vector<std::string> labels;
    std::vector<std::int64_t> counts; ///< [labels, labels + 1]

    std::int64_t at(std::size_t row, std::size_t column) const {
        return counts[row * (labels.size() + 1) + column];
    }
};

/// One photo: the class it is of and the label it was given.
struct Judgement {
    std::size_t truth = 0;
    std::size_t given = 0;
};

/// Classes in the order of the labels; where there are more than `most`, those with the most
/// photos.
ConfusionMatrix confusionOf(const std::vector<std::string> &labels,
                            const std::vector<Judgement> &judgements, std::size_t most);

/// As many as a picture can show with labels that can be read.
inline constexpr std::size_t kMostDrawnClasses = 300;

/// Writes it as a PNG, with a drawing library that is opened for this alone: no window system and
/// no part of the window is needed.
Result<void> drawConfusion(const ConfusionMatrix &matrix, const std::filesystem::path &png);

/// What libfovea_figures hands out through its one C symbol `foveaFigures`.
struct FigureLibrary {
    static constexpr int kAbi = 1;
    int abi = kAbi;
    Result<std::vector<std::byte>> (*confusion)(const ConfusionMatrix &); ///< bytes of a PNG
};

} // namespace fovea::app

extern "C" const fovea::app::FigureLibrary *foveaFigures();
