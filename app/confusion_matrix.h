#pragma once

#include <cstddef>
#include <cstdint>
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

} // namespace fovea::app
