#include "engine/image/decoder.h"

#include <string>

namespace fovea::image {

Result<void> checkSize(std::int64_t width, std::int64_t height, const DecodeLimits &limits) {
    if (width < 1 || height < 1) {
        return fail(ErrorCode::Damaged, "its header tells an empty picture");
    }
    if (width > limits.pixels || height > limits.pixels / width) {
        return fail(ErrorCode::TooLarge,
                    "it has " + std::to_string(width) + " x " + std::to_string(height) +
                        " pixels, more than the limit of " +
                        std::to_string(limits.pixels / 1'000'000) + " megapixels");
    }
    return {};
}

} // namespace fovea::image
