#include "app/pixel_store.h"

#include "engine/core/system_error.h"
#include "engine/image/unique_descriptor.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cassert>
#include <cstring>
#include <utility>

namespace fovea::app {
namespace {

constexpr std::size_t kSumBytes = sizeof(std::uint64_t);

} // namespace

PixelStore::PixelStore(std::byte *data, std::size_t bytes, std::size_t rowBytes,
                       std::vector<ContentHash> photos)
    : m_data(data)
    , m_bytes(bytes)
    , m_rowBytes(rowBytes)
    , m_photos(std::move(photos))
    , m_present(m_photos.size()) {
    // The checksums stand behind all rows.
    for (std::size_t i = 0; i < m_photos.size(); ++i) {
        std::uint64_t kept = 0;
        std::memcpy(&kept, m_data + m_photos.size() * m_rowBytes + i * kSumBytes, kSumBytes);
        m_present[i] = kept != 0 && kept == checksum(i) ? 1 : 0;
    }
}

PixelStore::PixelStore(PixelStore &&other) noexcept
    : m_data(std::exchange(other.m_data, nullptr))
    , m_bytes(other.m_bytes)
    , m_rowBytes(other.m_rowBytes)
    , m_photos(std::move(other.m_photos))
    , m_present(std::move(other.m_present)) {}

PixelStore::~PixelStore() {
    if (m_data != nullptr) {
        ::munmap(m_data, m_bytes);
    }
}

Result<PixelStore> PixelStore::open(const std::filesystem::path &file, std::size_t imageSize,
                                    std::vector<ContentHash> photos) {
    const std::size_t rowBytes = imageSize * imageSize * 3;
    const std::size_t bytes = std::max<std::size_t>(1, photos.size() * (rowBytes + kSumBytes));
    const image::UniqueDescriptor descriptor(
        ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644));
    if (!descriptor) {
        return fail(systemError("Cannot open " + file.string()));
    }
    if (::ftruncate(descriptor.get(), static_cast<off_t>(bytes)) != 0) {
        return fail(systemError("Cannot write " + file.string()));
    }
    if (const int error = ::posix_fallocate(descriptor.get(), 0, static_cast<off_t>(bytes));
        error != 0) {
        ::unlink(file.c_str());
        return fail(systemError("Cannot keep the pixels of " + std::to_string(photos.size()) +
                                    " photos (" + std::to_string(bytes >> 20) + " MB) in " +
                                    file.string(),
                                error));
    }
    void *data = ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor.get(), 0);
    if (data == MAP_FAILED) {
        return fail(systemError("Cannot map " + file.string()));
    }
    return PixelStore(static_cast<std::byte *>(data), bytes, rowBytes, std::move(photos));
}

std::uint64_t PixelStore::checksum(std::size_t row) const {
    ContentHash both = hashContent(std::span(m_data + row * m_rowBytes, m_rowBytes));
    std::ranges::transform(both.bytes, m_photos[row].bytes, both.bytes.begin(), std::bit_xor<>());
    std::uint64_t sum = 0;
    std::memcpy(&sum, both.bytes.data(), sizeof sum);
    return std::max<std::uint64_t>(sum, 1); // 0 is a row that was not written
}

void PixelStore::put(std::size_t row, const image::Image &image) {
    assert(image.pixels.size() == m_rowBytes);
    std::memcpy(m_data + row * m_rowBytes, image.pixels.data(), m_rowBytes);
    const std::uint64_t sum = checksum(row);
    std::memcpy(m_data + m_photos.size() * m_rowBytes + row * kSumBytes, &sum, sizeof sum);
    m_present[row] = 1;
}

std::span<const std::uint8_t> PixelStore::row(std::size_t row) const {
    return {reinterpret_cast<const std::uint8_t *>(m_data + row * m_rowBytes), m_rowBytes};
}

} // namespace fovea::app
