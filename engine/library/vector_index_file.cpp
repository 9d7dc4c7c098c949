#include "engine/library/vector_index_file.h"

#include "engine/core/atomic_file.h"

#include <xxhash.h>

#include <cstring>
#include <memory>

namespace fovea::library {

Result<void> writeChecksummed(const std::filesystem::path &file,
                              const std::function<void(const ByteSink &)> &writeBody) {
    return writeFileAtomically(file, [&](std::ostream &stream) -> Result<void> {
        const std::unique_ptr<XXH3_state_t, decltype(&XXH3_freeState)> state(XXH3_createState(),
                                                                             &XXH3_freeState);
        XXH3_64bits_reset(state.get());
        writeBody([&](std::span<const std::byte> bytes) {
            XXH3_64bits_update(state.get(), bytes.data(), bytes.size());
            stream.write(reinterpret_cast<const char *>(bytes.data()),
                         static_cast<std::streamsize>(bytes.size()));
        });
        const std::uint64_t checksum = XXH3_64bits_digest(state.get());
        stream.write(reinterpret_cast<const char *>(&checksum), sizeof checksum);
        return {};
    });
}

std::span<const std::byte> withoutChecksum(std::span<const std::byte> bytes) {
    std::uint64_t checksum = 0;
    if (bytes.size() < sizeof checksum) {
        return {};
    }
    const auto body = bytes.first(bytes.size() - sizeof checksum);
    std::memcpy(&checksum, bytes.data() + body.size(), sizeof checksum);
    return XXH3_64bits(body.data(), body.size()) == checksum ? body : std::span<const std::byte>();
}

} // namespace fovea::library
