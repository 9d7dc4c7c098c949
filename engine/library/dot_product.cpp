#include "engine/library/dot_product.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace fovea::library {
namespace {

float floatDotPlain(const float *a, const float *b, std::size_t n) {
    float sum = 0;
    for (std::size_t i = 0; i < n; ++i) {
        sum += a[i] * b[i];
    }
    return sum;
}

float halfDotPlain(const float *a, const Half *b, std::size_t n) {
    float sum = 0;
    for (std::size_t i = 0; i < n; ++i) {
        sum += a[i] * toFloat(b[i]);
    }
    return sum;
}

std::int32_t codeDotPlain(const std::int8_t *a, const std::int8_t *b, std::size_t n,
                          std::int32_t /*sumOfB*/) {
    std::int32_t sum = 0;
    for (std::size_t i = 0; i < n; ++i) {
        sum += std::int32_t{a[i]} * std::int32_t{b[i]};
    }
    return sum;
}

#if defined(__x86_64__)

__attribute__((target("avx2,fma"))) float sumOf(__m256 v) {
    __m128 sum = _mm_add_ps(_mm256_castps256_ps128(v), _mm256_extractf128_ps(v, 1));
    sum = _mm_add_ps(sum, _mm_movehl_ps(sum, sum));
    return _mm_cvtss_f32(_mm_add_ss(sum, _mm_movehdup_ps(sum)));
}

__attribute__((target("avx2,fma"))) float floatDotAvx2(const float *a, const float *b,
                                                       std::size_t n) {
    // Two sums, so that one addition need not wait for the other.
    __m256 even = _mm256_setzero_ps();
    __m256 odd = _mm256_setzero_ps();
    std::size_t i = 0;
    for (; i + 16 <= n; i += 16) {
        even = _mm256_fmadd_ps(_mm256_loadu_ps(a + i), _mm256_loadu_ps(b + i), even);
        odd = _mm256_fmadd_ps(_mm256_loadu_ps(a + i + 8), _mm256_loadu_ps(b + i + 8), odd);
    }
    return sumOf(_mm256_add_ps(even, odd)) + floatDotPlain(a + i, b + i, n - i);
}

__attribute__((target("avx2,fma,f16c"))) __m256 loadHalves(const Half *from) {
    return _mm256_cvtph_ps(_mm_loadu_si128(reinterpret_cast<const __m128i *>(from)));
}

__attribute__((target("avx2,fma,f16c"))) float halfDotAvx2(const float *a, const Half *b,
                                                           std::size_t n) {
    __m256 even = _mm256_setzero_ps();
    __m256 odd = _mm256_setzero_ps();
    std::size_t i = 0;
    for (; i + 16 <= n; i += 16) {
        even = _mm256_fmadd_ps(_mm256_loadu_ps(a + i), loadHalves(b + i), even);
        odd = _mm256_fmadd_ps(_mm256_loadu_ps(a + i + 8), loadHalves(b + i + 8), odd);
    }
    return sumOf(_mm256_add_ps(even, odd)) + halfDotPlain(a + i, b + i, n - i);
}

__attribute__((target("avx2"))) std::int32_t sumOf(__m256i v) {
    __m128i sum = _mm_add_epi32(_mm256_castsi256_si128(v), _mm256_extracti128_si256(v, 1));
    sum = _mm_add_epi32(sum, _mm_shuffle_epi32(sum, 0x4e));
    sum = _mm_add_epi32(sum, _mm_shuffle_epi32(sum, 0xb1));
    return _mm_cvtsi128_si32(sum);
}

__attribute__((target("avx2"))) __m256i loadCodes(const std::int8_t *from) {
    return _mm256_cvtepi8_epi16(_mm_loadu_si128(reinterpret_cast<const __m128i *>(from)));
}

__attribute__((target("avx2"))) std::int32_t codeDotAvx2(const std::int8_t *a, const std::int8_t *b,
                                                         std::size_t n, std::int32_t /*sumOfB*/) {
    __m256i even = _mm256_setzero_si256();
    __m256i odd = _mm256_setzero_si256();
    for (std::size_t i = 0; i < n; i += 32) {
        even = _mm256_add_epi32(even, _mm256_madd_epi16(loadCodes(a + i), loadCodes(b + i)));
        odd =
            _mm256_add_epi32(odd, _mm256_madd_epi16(loadCodes(a + i + 16), loadCodes(b + i + 16)));
    }
    const __m256i both = _mm256_add_epi32(even, odd);
    return sumOf(both);
}

__attribute__((target("avx512f,avx512bw,avx512vnni"))) std::int32_t
codeDotAvx512(const std::int8_t *a, const std::int8_t *b, std::size_t n, std::int32_t sumOfB) {
    // The instruction multiplies unsigned by signed, so 128 is added to each a here and taken off
    // again, 128 times the sum of b, at the end.
    const __m512i offset = _mm512_set1_epi8(static_cast<char>(0x80));
    __m512i sum = _mm512_setzero_si512();
    for (std::size_t i = 0; i < n; i += 64) {
        const __m512i left = _mm512_xor_si512(_mm512_loadu_si512(a + i), offset);
        sum = _mm512_dpbusd_epi32(sum, left, _mm512_loadu_si512(b + i));
    }
    const __m256i low = _mm512_maskz_extracti64x4_epi64(0xff, sum, 0);
    const __m256i high = _mm512_maskz_extracti64x4_epi64(0xff, sum, 1);
    return sumOf(_mm256_add_epi32(low, high)) - 128 * sumOfB;
}

#endif

std::vector<CpuPath> findSupported() {
    std::vector<CpuPath> paths{CpuPath::Plain};
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") &&
        __builtin_cpu_supports("f16c")) {
        paths.push_back(CpuPath::Avx2);
        if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
            __builtin_cpu_supports("avx512vnni")) {
            paths.push_back(CpuPath::Avx512);
        }
    }
#endif
    return paths;
}

} // namespace

const std::vector<CpuPath> &supportedCpuPaths() {
    static const std::vector<CpuPath> paths = findSupported();
    return paths;
}

FloatDot floatDot(CpuPath path) {
#if defined(__x86_64__)
    if (path != CpuPath::Plain) { // wider registers gain nothing here: memory is the limit
        return floatDotAvx2;
    }
#else
    static_cast<void>(path);
#endif
    return floatDotPlain;
}

HalfDot halfDot(CpuPath path) {
#if defined(__x86_64__)
    if (path != CpuPath::Plain) { // wider registers gain nothing here: memory is the limit
        return halfDotAvx2;
    }
#else
    static_cast<void>(path);
#endif
    return halfDotPlain;
}

CodeDot codeDot(CpuPath path) {
#if defined(__x86_64__)
    switch (path) {
    case CpuPath::Avx512:
        return codeDotAvx512;
    case CpuPath::Avx2:
        return codeDotAvx2;
    case CpuPath::Plain:
        break;
    }
#else
    static_cast<void>(path);
#endif
    return codeDotPlain;
}

} // namespace fovea::library
