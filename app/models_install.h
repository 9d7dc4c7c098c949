#pragma once

#include "engine/core/error.h"

#include <string>

namespace fovea::app {

/// Downloads a model of the catalogue, with a line of progress on a terminal; Ctrl+C stops it and
/// keeps what has come. The exit status.
Result<int> installModel(const std::string &name, bool quiet);

} // namespace fovea::app
