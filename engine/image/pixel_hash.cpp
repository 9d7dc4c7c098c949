#include "engine/image/pixel_hash.h"

#include <array>
#include <cstring>
#include <vector>

namespace fovea::image {

namespace {

unsigned at(Bytes file, std::size_t index) {
    return std::to_integer<unsigned>(file[index]);
}

// The end of the entropy-coded data that starts at `begin`: the next marker that is neither a
// restart nor a stuffed zero.
std::size_t scanEnd(Bytes file, std::size_t begin) {
    while (begin + 1 < file.size()) {
        const void *found = std::memchr(file.data() + begin, 0xff, file.size() - 1 - begin);
        if (found == nullptr) {
            break;
        }
        begin = static_cast<std::size_t>(static_cast<const std::byte *>(found) - file.data());
        const unsigned next = at(file, begin + 1);
        if (next != 0 && next != 0xff && (next < 0xd0 || next > 0xd7)) {
            return begin;
        }
        begin += next == 0xff ? 1 : 2;
    }
    return file.size();
}

} // namespace

ContentHash hashJpegImage(Bytes file) {
    // A hash of the hashes of the segments: what lies between them may come and go.
    std::vector<std::uint8_t> hashes;
    const auto add = [&hashes](Bytes segment) {
        const ContentHash hash = hashContent(segment);
        hashes.insert(hashes.end(), hash.bytes.begin(), hash.bytes.end());
    };
    std::size_t position = 2;
    while (position + 4 <= file.size()) {
        if (at(file, position) != 0xff) {
            ++position; // not where a marker should be: look for the next one, as decoders do
            continue;
        }
        const unsigned marker = at(file, position + 1);
        if (marker == 0xff || marker == 0x01 || marker == 0xd8 ||
            (marker >= 0xd0 && marker <= 0xd7)) {
            position += marker == 0xff ? 1 : 2;
            continue;
        }
        if (marker == 0xd9) {
            break;
        }
        const std::size_t length = at(file, position + 2) << 8U | at(file, position + 3);
        std::size_t end = std::min(position + 2 + std::max<std::size_t>(length, 2), file.size());
        const bool isMetadata = (marker >= 0xe0 && marker <= 0xef) || marker == 0xfe;
        if (marker == 0xda) {
            end = scanEnd(file, end);
        }
        if (!isMetadata) {
            add(file.subspan(position, end - position));
        }
        position = end;
    }
    return hashContent(std::as_bytes(std::span(hashes)));
}

ContentHash hashPixels(Bytes samples, std::int64_t width, std::int64_t height, int channels) {
    const ContentHash inner = hashContent(samples);
    std::array<std::byte, 40> all{};
    std::memcpy(all.data(), inner.bytes.data(), 16);
    std::memcpy(all.data() + 16, &width, 8);
    std::memcpy(all.data() + 24, &height, 8);
    std::memcpy(all.data() + 32, &channels, 4);
    return hashContent(all);
}

} // namespace fovea::image
