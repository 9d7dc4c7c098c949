#include "engine/library/vector_space.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstring>

namespace fovea::library {
namespace {

constexpr std::size_t kRegisterBytes = 64;
constexpr float kLargestCode = 127;

struct CodeTail {
    float step;
    std::int32_t sum;
};

CodeTail tailOf(const std::int8_t *code, std::size_t paddedDim) {
    CodeTail tail;
    std::memcpy(&tail, code + paddedDim, sizeof tail);
    return tail;
}

} // namespace

VectorSpace::VectorSpace(int dim, CpuPath path)
    : m_dim(dim)
    , m_paddedDim((static_cast<std::size_t>(dim) + kRegisterBytes - 1) / kRegisterBytes *
                  kRegisterBytes)
    , m_dot(codeDot(path)) {}

bool VectorSpace::encode(std::span<const float> vector, std::span<std::byte> code) const {
    assert(vector.size() == static_cast<std::size_t>(m_dim) && code.size() == codeBytes());
    std::ranges::fill(code, std::byte{0});
    float largest = 0;
    for (const float value : vector) {
        if (!std::isfinite(value)) {
            return false;
        }
        largest = std::max(largest, std::abs(value));
    }
    if (largest == 0) {
        return false;
    }
    CodeTail tail{largest / kLargestCode, 0};
    for (std::size_t i = 0; i < vector.size(); ++i) {
        const float scaled = vector[i] / largest * kLargestCode;
        const auto rounded = static_cast<std::int8_t>(std::lrint(scaled));
        tail.sum += rounded;
        code[i] = static_cast<std::byte>(rounded);
    }
    std::memcpy(code.data() + m_paddedDim, &tail, sizeof tail);
    return true;
}

float VectorSpace::distance(const void *a, const void *b) const {
    const auto *left = static_cast<const std::int8_t *>(a);
    const auto *right = static_cast<const std::int8_t *>(b);
    const CodeTail leftTail = tailOf(left, m_paddedDim);
    const CodeTail rightTail = tailOf(right, m_paddedDim);
    const std::int32_t dot = m_dot(left, right, m_paddedDim, rightTail.sum);
    return 1.0F - static_cast<float>(dot) * (leftTail.step * rightTail.step);
}

} // namespace fovea::library
