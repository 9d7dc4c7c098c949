#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace fovea::training {

/// What a folder's name says of its photos: "2019-07-14_golden_retriever" -> "golden retriever".
/// Empty for names that say nothing: dates, numbers, cameras' (DCIM, 100CANON), "Photos", "New
/// folder".
std::string folderCaption(std::string_view name);

/// That of the nearest folder that says something, up to `root`; with `root` itself where
/// `rootToo`.
std::string folderCaption(const std::filesystem::path &picture, const std::filesystem::path &root,
                          bool rootToo);

} // namespace fovea::training
