#pragma once

#include "engine/clip/model_config.h"
#include "engine/training/parameters.h"

#include <filesystem>
#include <string>
#include <vector>

namespace fovea::training {

/// What of a language model's weights went into a text tower.
struct TakenWeights {
    std::vector<std::string> taken; ///< names of the tower's tensors
    std::vector<std::string> left;  ///< a sentence for each thing that does not fit
};

/// Lets the text tower begin as the language model in a safetensors file of GPT-2's layout (with or
/// without "transformer." before its names; weights of its layers are [in, out]). Layers, positions
/// and words beyond what both have are left; another width fits nothing and is an Error. Words are
/// taken only from a model of the same vocabulary.
Result<TakenWeights> takeLanguageModel(const std::filesystem::path &file,
                                       const clip::TextConfig &config, Parameters &parameters);

} // namespace fovea::training
