#include "engine/search/zero_shot.h"

#include "engine/library/dot_product.h"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace fovea::search {

std::vector<LabelProbability> classify(std::span<const float> image, std::span<const float> labels,
                                       float scale, int count) {
    const std::size_t dim = image.size();
    assert(dim > 0 && labels.size() % dim == 0);
    const library::FloatDot dot = library::floatDot(library::supportedCpuPaths().back());
    std::vector<LabelProbability> result(labels.size() / dim);
    if (result.empty()) {
        return result;
    }
    for (std::size_t i = 0; i < result.size(); ++i) {
        result[i] = {static_cast<std::int64_t>(i),
                     scale * dot(image.data(), &labels[i * dim], dim)};
    }
    std::ranges::stable_sort(result, std::ranges::greater(), &LabelProbability::probability);
    // Taken off before exp(), so that the largest is 1 and none overflows.
    const float largest = result.front().probability;
    double sum = 0;
    for (LabelProbability &label : result) {
        label.probability = std::exp(label.probability - largest);
        sum += static_cast<double>(label.probability);
    }
    for (LabelProbability &label : result) {
        label.probability = static_cast<float>(static_cast<double>(label.probability) / sum);
    }
    result.resize(std::min(result.size(), static_cast<std::size_t>(std::max(count, 0))));
    return result;
}

} // namespace fovea::search
