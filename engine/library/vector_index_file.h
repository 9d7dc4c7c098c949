#pragma once

#include "engine/core/error.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>

namespace fovea::library {

/// The head of an index file. After it come the elements of the lowest layer (elementBytes each),
/// the level of each element (int32), the links of the elements above level 0, and a checksum
/// (XXH3-64) over all before it. Little-endian, as the machine writes it.
struct VectorIndexHead {
    char magic[8] = {'F', 'O', 'V', 'E', 'A', 'V', 'E', 'C'};
    std::uint32_t version = 1;
    std::uint32_t dim = 0;
    std::uint64_t owner = 0; ///< stands for the library
    std::int64_t space = 0;
    std::int64_t lastChange = 0;
    std::uint64_t count = 0;
    std::uint64_t elementBytes = 0;
    std::uint64_t linkBytes = 0; ///< of one element on one level above 0
    std::uint32_t linksPerLevel = 0;
    std::int32_t topLevel = -1;
    std::uint32_t entryPoint = 0;
    std::uint32_t reserved = 0;
};
static_assert(sizeof(VectorIndexHead) == 80);

/// Puts bytes into the file and into its checksum.
using ByteSink = std::function<void(std::span<const std::byte>)>;

/// Writes a file atomically: what `writeBody` gives the sink, then the checksum.
Result<void> writeChecksummed(const std::filesystem::path &file,
                              const std::function<void(const ByteSink &)> &writeBody);

/// The bytes without the checksum, or nothing where it does not match.
std::span<const std::byte> withoutChecksum(std::span<const std::byte> bytes);

} // namespace fovea::library
