#pragma once

#include "app/model_choice.h"
#include "engine/clip/encoders.h"
#include "engine/core/error.h"
#include "engine/core/progress.h"
#include "engine/library/library.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace fovea::app {

struct SwitchedModel {
    std::int64_t refreshed = 0; ///< photos whose embeddings were made anew from their features
    bool answers = false;       ///< false: once indexing has shown it all photos
};

/// Makes `choice` the model of the library, and lets it answer where all photos have embeddings of
/// it already; spaces of other strengths of its adapter are forgotten then. True where it answers.
Result<bool> selectModel(library::Library &library, const ModelChoice &choice);

/// The same. Where its embeddings follow from features that were
/// kept, they are made right here, so that it answers when this returns; the model before answers
/// until then. Stopped, the choice stands and the next index run goes on.
Result<SwitchedModel> switchModel(library::Library &library, const ModelChoice &choice,
                                  const StopToken *stop = nullptr,
                                  const ProgressFunction &progress = {});

/// Takes an adapter that is not in use out of the library, together with its spaces.
Result<void> removeAdapter(library::Library &library, std::string_view name);

} // namespace fovea::app
