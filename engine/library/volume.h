#pragma once

#include "engine/core/error.h"

#include <filesystem>
#include <string>
#include <vector>

namespace fovea::library {

/// A mounted file system. `identity` stays the same wherever it is mounted next time: the file
/// system's UUID and the part of it that is mounted; for one without a UUID its mount point.
struct Volume {
    std::string identity;
    std::filesystem::path mountPoint;

    bool operator==(const Volume &) const = default;
};

/// What is mounted now, in the order of mounting.
std::vector<Volume> mountedVolumes();

/// The volume that holds `folder`. REQUIRES: an absolute path without links.
Volume volumeOf(const std::filesystem::path &folder, const std::vector<Volume> &mounted);

} // namespace fovea::library
