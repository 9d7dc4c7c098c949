#include "engine/core/half.h"

#include <bit>
#include <cassert>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace fovea {

Half toHalf(float value) {
    const auto bits = std::bit_cast<std::uint32_t>(value);
    const std::uint32_t sign = (bits >> 16) & 0x8000U;
    const std::uint32_t magnitude = bits & 0x7fffffffU;
    if (magnitude >= 0x7f800000U) { // infinity, or a NaN that stays one
        return static_cast<Half>(sign | 0x7c00U | (magnitude > 0x7f800000U ? 0x200U : 0U));
    }
    if (magnitude >= 0x477ff000U) { // rounds beyond the largest half
        return static_cast<Half>(sign | 0x7c00U);
    }
    if (magnitude < 0x38800000U) {
        // Subnormal: adding 0.5 makes the float unit round to the half's last place.
        const float shifted = std::bit_cast<float>(magnitude) + 0.5F;
        return static_cast<Half>(sign | (std::bit_cast<std::uint32_t>(shifted) - 0x3f000000U));
    }
    const std::uint32_t odd = (magnitude >> 13) & 1U;
    return static_cast<Half>(sign | ((magnitude + 0xc8000fffU + odd) >> 13));
}

float toFloat(Half value) {
    const std::uint32_t sign = (value & 0x8000U) << 16;
    const std::uint32_t magnitude = value & 0x7fffU;
    if (magnitude >= 0x7c00U) {
        return std::bit_cast<float>(sign | 0x7f800000U | ((magnitude & 0x3ffU) << 13));
    }
    if (magnitude < 0x400U) {
        const float number = static_cast<float>(magnitude) * 0x1p-24F;
        return std::bit_cast<float>(sign | std::bit_cast<std::uint32_t>(number));
    }
    return std::bit_cast<float>(sign | ((magnitude << 13) + 0x38000000U));
}

#if defined(__x86_64__)
namespace {

__attribute__((target("avx,f16c"))) std::size_t toHalfF16c(std::span<const float> from, Half *to) {
    std::size_t i = 0;
    for (; i + 8 <= from.size(); i += 8) {
        const __m128i halves =
            _mm256_cvtps_ph(_mm256_loadu_ps(&from[i]), _MM_FROUND_TO_NEAREST_INT);
        _mm_storeu_si128(reinterpret_cast<__m128i *>(to + i), halves);
    }
    return i;
}

__attribute__((target("avx,f16c"))) std::size_t toFloatF16c(std::span<const Half> from, float *to) {
    std::size_t i = 0;
    for (; i + 8 <= from.size(); i += 8) {
        const __m128i halves = _mm_loadu_si128(reinterpret_cast<const __m128i *>(&from[i]));
        _mm256_storeu_ps(to + i, _mm256_cvtph_ps(halves));
    }
    return i;
}

bool hasF16c() {
    static const bool has = __builtin_cpu_supports("avx") && __builtin_cpu_supports("f16c");
    return has;
}

} // namespace
#endif

void toHalf(std::span<const float> from, std::span<Half> to) {
    assert(from.size() == to.size());
    std::size_t i = 0;
#if defined(__x86_64__)
    if (hasF16c()) {
        i = toHalfF16c(from, to.data());
    }
#endif
    for (; i < from.size(); ++i) {
        to[i] = toHalf(from[i]);
    }
}

void toFloat(std::span<const Half> from, std::span<float> to) {
    assert(from.size() == to.size());
    std::size_t i = 0;
#if defined(__x86_64__)
    if (hasF16c()) {
        i = toFloatF16c(from, to.data());
    }
#endif
    for (; i < from.size(); ++i) {
        to[i] = toFloat(from[i]);
    }
}

} // namespace fovea
