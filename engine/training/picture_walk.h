#pragma once

#include "engine/core/error.h"
#include "engine/core/progress.h"
#include "engine/training/captions.h"

#include <filesystem>
#include <vector>

namespace fovea::training {

/// Every file below a folder that is named like a photo, in the order of their paths. Hidden ones
/// are passed over; links are followed, and no folder is walked twice. Folders that cannot be
/// listed go to `unreadable`. Fails where the first one cannot be, or when stopped.
Result<std::vector<std::filesystem::path>> findPictures(const std::filesystem::path &folder,
                                                        std::vector<UnreadablePicture> &unreadable,
                                                        const StopToken *stop = nullptr);

} // namespace fovea::training
