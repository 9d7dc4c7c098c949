#pragma once

#include "engine/core/error.h"
#include "engine/core/mapped_file.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <vector>

namespace fovea::clip {

enum class TensorType { F64, F32, F16, BF16, I64, I32, I16, I8, U8, Bool };

struct TensorView {
    TensorType type = TensorType::F32;
    std::vector<std::int64_t> shape;
    std::span<const std::byte> bytes; ///< inside the mapped file; may be unaligned
};

/// A memory-mapped safetensors file whose header was checked: every tensor lies inside the file,
/// none overlaps another, and sizes follow from shapes and types.
class SafeTensors {
public:
    static constexpr std::size_t kMaxHeaderBytes = 100'000'000;
    static Result<SafeTensors> open(const std::filesystem::path &file);

    const std::map<std::string, TensorView, std::less<>> &tensors() const { return m_tensors; }
    const std::map<std::string, std::string, std::less<>> &metadata() const { return m_metadata; }

private:
    Result<void> readHeader();

    MappedFile m_file;
    std::map<std::string, TensorView, std::less<>> m_tensors;
    std::map<std::string, std::string, std::less<>> m_metadata;
};

} // namespace fovea::clip
