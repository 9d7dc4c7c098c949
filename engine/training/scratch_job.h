#pragma once

#include "engine/clip/model_config.h"
#include "engine/training/pair_source.h"
#include "engine/training/scratch_options.h"
#include "engine/training/training_job.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace fovea::training {

/// Pictures and captions that are not learned from.
struct ScratchEvaluation {
    std::size_t photos = 0;
    std::vector<std::uint8_t> pixels; ///< [photos, size, size, 3]; empty where features are there
    std::vector<float> features;      ///< [photos, featureDim] of a locked image tower
    std::vector<JobCaption> captions;
};

/// What a locked image tower (Zhai et al. 2022) saw, once for the whole training.
struct LockedImages {
    std::size_t photos = 0;
    std::vector<float> features; ///< [photos, featureDim]; embeddings where no projection follows
    std::vector<JobCaption> captions; ///< each photo has at least one
};

/// All that training from scratch needs, without a library.
struct ScratchJob {
    clip::ModelConfig model;
    std::string openClip; ///< open_clip_config.json of what is made
    ScratchOptions options;
    const clip::Tokenizer *tokenizer = nullptr;
    PairSource *pairs = nullptr; ///< one of these two
    const LockedImages *locked = nullptr;
    /// A model to go on from; with locked images the one whose image tower they come from, of which
    /// only that is taken.
    std::optional<clip::ModelConfig> initial;
    ScratchEvaluation evaluation; ///< empty: none
    std::filesystem::path out;
    bool fresh = false;      ///< forget the unfinished run there
    std::string fingerprint; ///< of configuration and data: an unfinished run goes on only by these
    int threads = 1;
    bool cuda = false;
};

struct ScratchResult {
    std::int64_t steps = 0;
    double loss = 0; ///< of the last step
    std::optional<SetFigures> figures;
    bool stopped = false;        ///< by the person; a checkpoint is kept
    bool openClipFolder = false; ///< what was trained has a form that OpenCLIP knows
    std::vector<std::string>
        said; ///< sentences: what of a language model fits, pairs that were broken
};

} // namespace fovea::training
