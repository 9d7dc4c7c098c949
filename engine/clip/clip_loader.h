#pragma once

#include "engine/clip/encoders.h"
#include "engine/core/error.h"

#include <filesystem>
#include <memory>

namespace fovea::clip {

/// Opens the model in `folder`. The tensor library is loaded at the first call, from a shared
/// library beside the program (FOVEA_CLIP_LIBRARY of the environment names another), so that
/// nothing else of Fovea waits for it. Thread: any.
Result<std::unique_ptr<ClipModel>> openModel(const std::filesystem::path &folder,
                                             const OpenOptions &options);

/// Whether the tensor library reports a CUDA device. Loads the library.
Result<bool> cudaAvailable();

} // namespace fovea::clip
