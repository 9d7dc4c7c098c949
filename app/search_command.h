#pragma once

#include "app/session.h"
#include "engine/core/error.h"
#include "engine/core/ids.h"

#include <cstdint>
#include <string>
#include <vector>

namespace fovea::app {

/// The photos that `fovea search QUERY` would answer, best first.
Result<std::vector<PhotoId>> searchPhotos(const CommonOptions &common, const std::string &query,
                                          std::int64_t limit);

} // namespace fovea::app
