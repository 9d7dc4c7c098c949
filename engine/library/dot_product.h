#pragma once

#include "engine/core/half.h"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace fovea::library {

/// The instruction sets that dot products are written for. Plain is the oracle of the others.
enum class CpuPath { Plain, Avx2, Avx512 };

/// What this processor runs, Plain first and the fastest last.
const std::vector<CpuPath> &supportedCpuPaths();

/// Sum of a[i] * b[i] over n elements, each summed in float.
using FloatDot = float (*)(const float *a, const float *b, std::size_t n);
using HalfDot = float (*)(const float *a, const Half *b, std::size_t n);

/// Sum of a[i] * b[i], exact. REQUIRES: n a multiple of 64; `sumOfB` is the sum of all b[i].
using CodeDot = std::int32_t (*)(const std::int8_t *a, const std::int8_t *b, std::size_t n,
                                 std::int32_t sumOfB);

FloatDot floatDot(CpuPath path);
HalfDot halfDot(CpuPath path);
CodeDot codeDot(CpuPath path);

} // namespace fovea::library
