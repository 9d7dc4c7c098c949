#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace fovea {

/// IEEE 754 half precision as bits; embeddings are stored so.
using Half = std::uint16_t;

Half toHalf(float value); ///< rounds to nearest even
float toFloat(Half value);

/// Element by element, with F16C where the processor has it. REQUIRES: equal sizes.
void toHalf(std::span<const float> from, std::span<Half> to);
void toFloat(std::span<const Half> from, std::span<float> to);

} // namespace fovea
