#pragma once

#include "engine/clip/safetensors.h"
#include "engine/core/error.h"

#include <filesystem>
#include <map>
#include <string>

namespace fovea::clip {

/// What SafeTensors reads back: tensors and texts by name.
using TensorsToWrite = std::map<std::string, TensorView, std::less<>>;
using TensorMetadata = std::map<std::string, std::string, std::less<>>;

/// Writes a safetensors file as the format's own library lays it out: the tensors of the largest
/// numbers first, so that each is aligned. A reader sees the old file or the new, never a part.
/// REQUIRES: each tensor has the bytes that its shape and type need; no name is "__metadata__".
Result<void> writeSafeTensors(const std::filesystem::path &file, const TensorsToWrite &tensors,
                              const TensorMetadata &metadata);

/// Bytes of one number.
std::int64_t itemBytes(TensorType type);
/// As safetensors writes it: "F32".
std::string typeName(TensorType type);

} // namespace fovea::clip
