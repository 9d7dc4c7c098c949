#include "engine/core/content_hash.h"

#include <xxhash.h>

#include <cstring>

namespace fovea {

ContentHash hashContent(std::span<const std::byte> data) {
    XXH128_canonical_t canonical;
    XXH128_canonicalFromHash(&canonical, XXH3_128bits(data.data(), data.size()));
    ContentHash hash;
    std::memcpy(hash.bytes.data(), canonical.digest, hash.bytes.size());
    return hash;
}

std::string toHex(const ContentHash &hash) {
    static constexpr char kDigits[] = "0123456789abcdef";
    std::string text;
    text.reserve(hash.bytes.size() * 2);
    for (const std::uint8_t byte : hash.bytes) {
        text += kDigits[byte >> 4];
        text += kDigits[byte & 15];
    }
    return text;
}

} // namespace fovea
