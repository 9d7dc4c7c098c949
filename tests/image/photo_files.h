#pragma once

#include "engine/image/image.h"

#include <cstdint>
#include <filesystem>
#include <vector>

namespace fovea::test {

using FileBytes = std::vector<std::uint8_t>;

/// A picture whose corners tell how it lies: red, green, blue and yellow quarters, clockwise from
/// the upper left, under a soft gradient.
image::Image quarters(int width, int height);

/// The mean difference of two samples at the same place; 255 where the sizes differ.
double meanDifference(const image::Image &a, const image::Image &b);

FileBytes jpegFile(const image::Image &image, int quality = 95);

/// Puts a segment (0xff, marker, length, data) behind the first marker of a JPEG.
FileBytes withSegment(const FileBytes &jpeg, std::uint8_t marker, const FileBytes &data);
/// An APP1 segment whose EXIF says the orientation, and nothing else.
FileBytes withOrientation(const FileBytes &jpeg, int orientation);

void writeFile(const std::filesystem::path &path, const FileBytes &bytes);

} // namespace fovea::test
