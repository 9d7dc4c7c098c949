#pragma once

#include "engine/clip/embedding.h"

#include <optional>
#include <span>
#include <vector>

namespace fovea::search {

/// One embedding that takes part in a query.
struct QueryPart {
    clip::Embedding embedding; ///< unit
    float weight = 1;          ///< below 0: photos should not be like it
};

// Photos are several times more alike to a photo than to any text (the gap between the two kinds in
// CLIP's space), so an image weighs less than a phrase, or the phrase beside it would not count.
constexpr float kPhraseWeight = 1.0F;
constexpr float kImageWeight = 0.5F;
// Half: "a beach -people" has to stay about beaches.
constexpr float kExcludedShare = 0.5F;

/// The weighted sum, made unit: a photo's cosine to it is, up to one factor, the weighted sum of
/// its cosines to the parts. Nothing where the parts cancel each other out or there are none.
std::optional<clip::Embedding> queryVector(std::span<const QueryPart> parts);

} // namespace fovea::search
