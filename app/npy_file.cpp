#include "app/npy_file.h"

#include "engine/core/atomic_file.h"

#include <bit>
#include <ostream>
#include <string>

namespace fovea::app {
namespace {

// The header names this order, and nothing that Fovea runs on has the other.
static_assert(std::endian::native == std::endian::little);

Result<void> write(const std::filesystem::path &file, const char *type,
                   std::span<const std::byte> bytes, const std::vector<std::size_t> &shape) {
    std::string header =
        std::string("{'descr': '") + type + "', 'fortran_order': False, 'shape': (";
    for (const std::size_t size : shape) {
        header += std::to_string(size) + ",";
    }
    header += "), }";
    constexpr std::size_t kAlignment = 64;
    constexpr std::size_t kBefore = 10; // magic, version and length
    header.append(kAlignment - 1 - (kBefore + header.size()) % kAlignment, ' ');
    header += '\n';
    return writeFileAtomically(file, [&](std::ostream &out) -> Result<void> {
        out.write("\x93NUMPY\x01\x00", 8);
        out.put(static_cast<char>(header.size() & 0xFF));
        out.put(static_cast<char>(header.size() >> 8U));
        out << header;
        out.write(reinterpret_cast<const char *>(bytes.data()),
                  static_cast<std::streamsize>(bytes.size()));
        return {};
    });
}

} // namespace

Result<void> writeNpy(const std::filesystem::path &file, std::span<const float> values,
                      const std::vector<std::size_t> &shape) {
    return write(file, "<f4", std::as_bytes(values), shape);
}

Result<void> writeNpy(const std::filesystem::path &file, std::span<const std::int64_t> values,
                      const std::vector<std::size_t> &shape) {
    return write(file, "<i8", std::as_bytes(values), shape);
}

} // namespace fovea::app
