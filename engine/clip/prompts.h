#pragma once

#include "engine/clip/embedding.h"
#include "engine/clip/encoders.h"
#include "engine/core/error.h"

#include <span>
#include <string>
#include <vector>

namespace fovea::clip {

/// "a photo of a {label}." with {label} replaced, wherever it stands.
std::string fillTemplate(const std::string &pattern, const std::string &label);

/// One embedding for each label: the mean over all templates of the unit embeddings, made unit
/// again (paper, section 3.1.4). [labels, dim]
Result<std::vector<float>> encodeLabels(TextEncoder &encoder, std::span<const std::string> labels,
                                        std::span<const std::string> templates);

} // namespace fovea::clip
