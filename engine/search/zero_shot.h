#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace fovea::search {

struct LabelProbability {
    std::int64_t label = 0; ///< its number in the list of labels
    float probability = 0;
};

/// Softmax of scale x cosine over the labels, the best `count` first (paper, section 3.1.2).
/// image: [dim]; labels: [labels, dim], both unit.
std::vector<LabelProbability> classify(std::span<const float> image, std::span<const float> labels,
                                       float scale, int count);

} // namespace fovea::search
