#pragma once

#include "engine/core/error.h"
#include "engine/library/library.h"
#include "engine/training/captions.h"

#include <span>
#include <vector>

namespace fovea::training {

/// What a library knows of these photos, for readCaptions(). Photos whose files are all away come
/// too: their embeddings are in the library, and their captions with them.
Result<std::vector<AlbumPhoto>> albumPhotos(library::Library &library,
                                            std::span<const PhotoId> photos);

} // namespace fovea::training
