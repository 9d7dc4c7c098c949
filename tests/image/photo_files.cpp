#include "image/photo_files.h"

#include "engine/image/jpeg_encoder.h"

#include <algorithm>
#include <cstdlib>
#include <fstream>

namespace fovea::test {

using image::Image;

Image quarters(int width, int height) {
    constexpr std::uint8_t colors[4][3] = {
        {220, 30, 30}, {30, 200, 40}, {240, 220, 40}, {40, 60, 220}};
    Image image{width, height, {}};
    image.pixels.reserve(static_cast<std::size_t>(height) * image.rowBytes());
    for (int y = 0; y < height; ++y) {
        for (int x = 0; x < width; ++x) {
            const auto &color = colors[(x * 2 >= width ? 1 : 0) + (y * 2 >= height ? 2 : 0)];
            for (const int sample : color) {
                image.pixels.push_back(static_cast<std::uint8_t>(
                    std::min(255, sample + 20 * (x + y) / (width + height))));
            }
        }
    }
    return image;
}

double meanDifference(const Image &a, const Image &b) {
    if (a.width != b.width || a.height != b.height || a.pixels.size() != b.pixels.size()) {
        return 255;
    }
    double sum = 0;
    for (std::size_t i = 0; i < a.pixels.size(); ++i) {
        sum += std::abs(a.pixels[i] - b.pixels[i]);
    }
    return sum / static_cast<double>(a.pixels.size());
}

FileBytes jpegFile(const Image &image, int quality) {
    return image::encodeJpeg(image, quality).value();
}

FileBytes withSegment(const FileBytes &jpeg, std::uint8_t marker, const FileBytes &data) {
    const std::size_t length = data.size() + 2;
    FileBytes segment{0xff, marker, static_cast<std::uint8_t>(length >> 8U),
                      static_cast<std::uint8_t>(length & 0xffU)};
    segment.insert(segment.end(), data.begin(), data.end());
    FileBytes result = jpeg;
    result.insert(result.begin() + 2, segment.begin(), segment.end());
    return result;
}

FileBytes withOrientation(const FileBytes &jpeg, int orientation) {
    FileBytes exif{'E', 'x', 'i', 'f',  0,    0, 'M', 'M', 0, 42, 0, 0, 0,
                   8,   0,   1,   0x01, 0x12, 0, 3,   0,   0, 0,  1, 0};
    exif.push_back(static_cast<std::uint8_t>(orientation));
    exif.insert(exif.end(), {0, 0, 0, 0, 0, 0});
    return withSegment(jpeg, 0xe1, exif);
}

void writeFile(const std::filesystem::path &path, const FileBytes &bytes) {
    std::ofstream(path, std::ios::binary)
        .write(reinterpret_cast<const char *>(bytes.data()),
               static_cast<std::streamsize>(bytes.size()));
}

} // namespace fovea::test
