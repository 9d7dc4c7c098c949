#pragma once

#include "engine/core/error.h"
#include "engine/training/captions.h"

#include <filesystem>

namespace fovea::training {

/// Reads COCO's captions (`images` with id and file_name, `annotations` with image_id and caption).
/// The pictures are looked for in `images`, else beside the file and in folders of the usual names
/// (train2017 for captions_train2017.json, images, …) there and one level up.
Result<CaptionedSet> readCocoCaptions(const std::filesystem::path &json,
                                      const std::filesystem::path &images = {});

} // namespace fovea::training
