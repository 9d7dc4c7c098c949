#pragma once

#include "engine/clip/model_config.h"
#include "engine/core/error.h"

#include <filesystem>

namespace fovea::app {

/// Makes sure that `out` has the list of merges that a vocabulary of its size needs: that of the
/// folder `from` (where the configuration or the model lies) or, for a vocabulary smaller than
/// CLIP's, the first lines of CLIP's own. Then a tokenizer of the model in `out`.
Result<clip::Tokenizer> tokenizerFor(const clip::ModelConfig &model,
                                     const std::filesystem::path &from,
                                     const std::filesystem::path &out);

} // namespace fovea::app
