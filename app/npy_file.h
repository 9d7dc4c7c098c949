#pragma once

#include "engine/core/error.h"

#include <cstdint>
#include <filesystem>
#include <span>
#include <vector>

namespace fovea::app {

/// Writes an array as NumPy's .npy, version 1.0. REQUIRES: values.size() is the product of `shape`.
Result<void> writeNpy(const std::filesystem::path &file, std::span<const float> values,
                      const std::vector<std::size_t> &shape);
Result<void> writeNpy(const std::filesystem::path &file, std::span<const std::int64_t> values,
                      const std::vector<std::size_t> &shape);

} // namespace fovea::app
