#include "engine/image/resize_kernels.h"

#include <algorithm>

#if defined(__x86_64__) && defined(__GNUC__)
#define FOVEA_HAVE_AVX2
#include <immintrin.h>

#include <cstring>
#endif

namespace fovea::image {

namespace {

constexpr std::int32_t kHalf = 1 << (kPrecisionBits - 1);

std::uint8_t toByte(std::int32_t sum) {
    return static_cast<std::uint8_t>(std::clamp(sum >> kPrecisionBits, 0, 255));
}

void horizontalPixel(const std::uint8_t *row, const ResizeWindow &window, std::uint8_t *out) {
    std::int32_t red = kHalf;
    std::int32_t green = kHalf;
    std::int32_t blue = kHalf;
    const std::uint8_t *pixel = row + static_cast<std::size_t>(window.first) * 3;
    for (int i = 0; i < window.count; ++i, pixel += 3) {
        red += pixel[0] * window.weights[i];
        green += pixel[1] * window.weights[i];
        blue += pixel[2] * window.weights[i];
    }
    out[0] = toByte(red);
    out[1] = toByte(green);
    out[2] = toByte(blue);
}

void horizontalPlain(const std::uint8_t *row, bool /*rowHasTail*/, const ResizeWindow *windows,
                     int width, std::uint8_t *out) {
    for (int x = 0; x < width; ++x) {
        horizontalPixel(row, windows[x], out + static_cast<std::size_t>(x) * 3);
    }
}

void verticalFrom(std::size_t begin, const std::uint8_t *rows, std::size_t stride,
                  const ResizeWindow &window, std::size_t bytes, std::uint8_t *out) {
    for (std::size_t i = begin; i < bytes; ++i) {
        std::int32_t sum = kHalf;
        for (int k = 0; k < window.count; ++k) {
            sum += rows[static_cast<std::size_t>(k) * stride + i] * window.weights[k];
        }
        out[i] = toByte(sum);
    }
}

void verticalPlain(const std::uint8_t *rows, std::size_t stride, const ResizeWindow &window,
                   std::size_t bytes, std::uint8_t *out) {
    verticalFrom(0, rows, stride, window, bytes, out);
}

#ifdef FOVEA_HAVE_AVX2

__attribute__((target("avx2"))) __m128i loadPixel(const std::uint8_t *pixel) {
    std::int32_t bits = 0;
    std::memcpy(&bits, pixel, 4);
    return _mm_cvtepu8_epi32(_mm_cvtsi32_si128(bits));
}

// One pixel at a time in the lanes of a vector; reads four bytes where a pixel has three.
__attribute__((target("avx2"))) void horizontalAvx2(const std::uint8_t *row, bool rowHasTail,
                                                    const ResizeWindow *windows, int width,
                                                    std::uint8_t *out) {
    if (!rowHasTail) {
        horizontalPlain(row, rowHasTail, windows, width, out);
        return;
    }
    for (int x = 0; x < width; ++x, out += 3) {
        const ResizeWindow &window = windows[x];
        const std::uint8_t *pixel = row + static_cast<std::size_t>(window.first) * 3;
        __m128i even = _mm_set1_epi32(kHalf);
        __m128i odd = _mm_setzero_si128();
        int i = 0;
        for (; i + 2 <= window.count; i += 2, pixel += 6) {
            even = _mm_add_epi32(
                even, _mm_mullo_epi32(loadPixel(pixel), _mm_set1_epi32(window.weights[i])));
            odd = _mm_add_epi32(
                odd, _mm_mullo_epi32(loadPixel(pixel + 3), _mm_set1_epi32(window.weights[i + 1])));
        }
        if (i < window.count) {
            even = _mm_add_epi32(
                even, _mm_mullo_epi32(loadPixel(pixel), _mm_set1_epi32(window.weights[i])));
        }
        const __m128i sum = _mm_srai_epi32(_mm_add_epi32(even, odd), kPrecisionBits);
        const __m128i words = _mm_packs_epi32(sum, sum);
        const int bits = _mm_cvtsi128_si32(_mm_packus_epi16(words, words));
        std::memcpy(out, &bits, 3);
    }
}

__attribute__((target("avx2"))) void verticalAvx2(const std::uint8_t *rows, std::size_t stride,
                                                  const ResizeWindow &window, std::size_t bytes,
                                                  std::uint8_t *out) {
    std::size_t i = 0;
    for (; i + 16 <= bytes; i += 16) {
        __m256i low = _mm256_set1_epi32(kHalf);
        __m256i high = low;
        const std::uint8_t *column = rows + i;
        for (int k = 0; k < window.count; ++k, column += stride) {
            const __m128i pixels = _mm_loadu_si128(reinterpret_cast<const __m128i *>(column));
            const __m256i weight = _mm256_set1_epi32(window.weights[k]);
            low = _mm256_add_epi32(low, _mm256_mullo_epi32(_mm256_cvtepu8_epi32(pixels), weight));
            high = _mm256_add_epi32(
                high, _mm256_mullo_epi32(_mm256_cvtepu8_epi32(_mm_srli_si128(pixels, 8)), weight));
        }
        low = _mm256_srai_epi32(low, kPrecisionBits);
        high = _mm256_srai_epi32(high, kPrecisionBits);
        // The packs work within halves of the registers; the permutation puts the words in order.
        const __m256i words = _mm256_permute4x64_epi64(_mm256_packs_epi32(low, high), 0xd8);
        const __m128i packed =
            _mm_packus_epi16(_mm256_castsi256_si128(words), _mm256_extracti128_si256(words, 1));
        _mm_storeu_si128(reinterpret_cast<__m128i *>(out + i), packed);
    }
    verticalFrom(i, rows, stride, window, bytes, out);
}

#endif

} // namespace

const ResizeKernels &plainKernels() {
    static constexpr ResizeKernels kernels{horizontalPlain, verticalPlain};
    return kernels;
}

const ResizeKernels &bestKernels() {
#ifdef FOVEA_HAVE_AVX2
    static constexpr ResizeKernels avx2{horizontalAvx2, verticalAvx2};
    static const bool haveAvx2 = __builtin_cpu_supports("avx2") != 0;
    if (haveAvx2) {
        return avx2;
    }
#endif
    return plainKernels();
}

} // namespace fovea::image
