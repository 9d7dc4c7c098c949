#pragma once

#include "engine/core/error.h"

#include <cstddef>
#include <filesystem>
#include <span>

namespace fovea {

/// A file mapped read-only into memory; the mapping lives as long as this does. An empty file is an
/// empty span.
class MappedFile {
public:
    static Result<MappedFile> open(const std::filesystem::path &path);
    /// Maps an open descriptor, which stays the caller's. `name` is used in errors.
    static Result<MappedFile> fromDescriptor(int descriptor, const std::string &name);

    MappedFile() = default;
    MappedFile(MappedFile &&other) noexcept;
    MappedFile &operator=(MappedFile &&other) noexcept;
    ~MappedFile();

    std::span<const std::byte> bytes() const { return {m_data, m_size}; }

private:
    const std::byte *m_data = nullptr;
    std::size_t m_size = 0;
};

} // namespace fovea
