#pragma once

#include "engine/core/content_hash.h"
#include "engine/core/error.h"
#include "engine/image/image.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <vector>

namespace fovea::app {

/// Photos as the encoder takes them, [n, size, size, 3] of 8 bit, in a mapped file: decoded once
/// for all epochs, and read by the system as they are needed, so that an album may be larger than
/// memory. A run that goes on finds the rows that it has; each carries a checksum over the photo's
/// own hash and its pixels. Thread: rows of their own from any.
class PixelStore {
public:
    /// Takes all of its space at once, so that a full disk is told of now and not in between.
    static Result<PixelStore> open(const std::filesystem::path &file, std::size_t imageSize,
                                   std::vector<ContentHash> photos);
    PixelStore(PixelStore &&other) noexcept;
    PixelStore &operator=(PixelStore &&) = delete;
    ~PixelStore();

    bool has(std::size_t row) const { return m_present[row] != 0; }
    void put(std::size_t row, const image::Image &image);
    std::span<const std::uint8_t> row(std::size_t row) const;

private:
    PixelStore(std::byte *data, std::size_t bytes, std::size_t rowBytes,
               std::vector<ContentHash> photos);
    std::uint64_t checksum(std::size_t row) const;

    std::byte *m_data = nullptr;
    std::size_t m_bytes = 0;
    std::size_t m_rowBytes = 0;
    std::vector<ContentHash> m_photos;
    std::vector<char> m_present;
};

} // namespace fovea::app
