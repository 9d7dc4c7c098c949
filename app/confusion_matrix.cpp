#include "app/confusion_matrix.h"

#include <algorithm>
#include <numeric>

namespace fovea::app {

ConfusionMatrix confusionOf(const std::vector<std::string> &labels,
                            const std::vector<Judgement> &judgements, std::size_t most) {
    std::vector<std::int64_t> photos(labels.size());
    for (const Judgement &judgement : judgements) {
        ++photos[judgement.truth];
    }
    std::vector<std::size_t> shown(labels.size());
    std::iota(shown.begin(), shown.end(), std::size_t{0});
    std::erase_if(shown, [&](std::size_t label) { return photos[label] == 0; });
    if (shown.size() > most) {
        std::ranges::stable_sort(shown, std::ranges::greater(),
                                 [&](std::size_t label) { return photos[label]; });
        shown.resize(most);
        std::ranges::sort(shown);
    }
    constexpr std::size_t kNotShown = SIZE_MAX;
    std::vector<std::size_t> place(labels.size(), kNotShown);
    ConfusionMatrix matrix;
    for (std::size_t i = 0; i < shown.size(); ++i) {
        place[shown[i]] = i;
        matrix.labels.push_back(labels[shown[i]]);
    }
    matrix.counts.resize(shown.size() * (shown.size() + 1));
    for (const Judgement &judgement : judgements) {
        const std::size_t row = place[judgement.truth];
        if (row != kNotShown) {
            const std::size_t column = std::min(place[judgement.given], shown.size());
            ++matrix.counts[row * (shown.size() + 1) + column];
        }
    }
    return matrix;
}

} // namespace fovea::app
