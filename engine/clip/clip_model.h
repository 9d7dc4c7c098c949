#pragma once

#include "engine/clip/encoders.h"

#include <filesystem>
#include <memory>

namespace fovea::clip {

/// The model in `folder`, computed by torch: what the shared library's `open` gives. The weights
/// file is checked here; the towers load when first asked for.
Result<std::unique_ptr<ClipModel>> openTorchModel(const std::filesystem::path &folder,
                                                  const OpenOptions &options);

bool torchHasCuda();

} // namespace fovea::clip
