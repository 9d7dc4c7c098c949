#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string_view>
#include <vector>

namespace fovea::image {

enum class Format { Unknown, Jpeg, Png, WebP, Tiff, Gif, Bmp, Heic, Avif, Jxl, Jp2, Raw };

/// Which part decodes a format, and under which names its files go about.
struct FormatInfo {
    Format format;
    std::string_view name;                    ///< "JPEG"
    std::vector<std::string_view> extensions; ///< lower case, without the dot
};

/// All formats that Fovea indexes, in the order of `fovea formats`.
const std::vector<FormatInfo> &formats();

/// By the first bytes (32 are enough), whatever the file is called.
Format detectFormat(std::span<const std::byte> head);

/// By the extension, any case: whether a scan should look at the file at all.
bool hasPhotoExtension(const std::filesystem::path &path);

} // namespace fovea::image
