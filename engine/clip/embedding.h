#pragma once

#include <string>
#include <vector>

namespace fovea::clip {

/// A unit vector in the joint space of images and texts.
using Embedding = std::vector<float>; // [dim]

/// What makes two embeddings comparable: model, revision of its weights, preprocessing and adapter.
struct EmbeddingSpace {
    std::string name; ///< "fovea-starter"; with an adapter "fovea-starter+fido@1"
    std::string key;  ///< revision and preprocessing: equal where embeddings are comparable
    int dim = 0;
    int featureDim = 0; ///< of the features before the projection; 0 where they are not kept

    bool operator==(const EmbeddingSpace &) const = default;
};

} // namespace fovea::clip
