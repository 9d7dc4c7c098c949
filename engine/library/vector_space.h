#pragma once

#include "engine/library/dot_product.h"

#include <cstddef>
#include <cstdint>
#include <span>

namespace fovea::library {

/// Vectors quantised to int8, with a step of their own each: value ~ code x step. A quarter of the
/// memory of floats, and one integer dot product for a cosine. As bytes: [paddedDim] codes, the
/// step (float), the sum of the codes (int32).
class VectorSpace {
public:
    explicit VectorSpace(int dim, CpuPath path = supportedCpuPaths().back());

    int dim() const { return m_dim; }
    std::size_t codeBytes() const { return m_paddedDim + sizeof(float) + sizeof(std::int32_t); }
    /// False where the vector has no direction: all zero, or a number that is not finite.
    /// REQUIRES: vector of dim numbers, code of codeBytes().
    bool encode(std::span<const float> vector, std::span<std::byte> code) const;
    /// 1 - cosine for unit vectors. At any address: neither needs to be aligned.
    float distance(const void *a, const void *b) const;

private:
    int m_dim;
    std::size_t m_paddedDim; // to whole registers; the codes in between are 0
    CodeDot m_dot;
};

} // namespace fovea::library
