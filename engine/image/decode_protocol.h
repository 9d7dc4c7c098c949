#pragma once

#include "engine/core/error.h"
#include "engine/image/decoded_photo.h"
#include "engine/image/unique_descriptor.h"

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

/// What DecodePool and its workers say to each other: one message at a time over a SOCK_SEQPACKET
/// pair, files as descriptors beside it, pixels back through shared memory that the parent made.
///
/// parent: Setup                 worker: Hello, once the sandbox is closed
/// parent: Request + descriptors worker: Reply, after the output is in the shared memory
namespace fovea::image {

inline constexpr std::uint32_t kProtocolMagic =
    0x46564432; // "FVD2": another number with each change

struct SetupMessage {
    std::uint32_t magic = kProtocolMagic;
    std::uint32_t reserved = 0;
    std::uint64_t memoryLimitBytes = 0;
    std::int64_t pixelLimit = 0;
    std::int64_t timeLimitMs = 0;
};

struct HelloMessage {
    std::uint32_t magic = kProtocolMagic;
    std::uint32_t sandboxed = 0; ///< 0: the note says what is missing
    std::array<char, 248> note{};
};

/// Descriptors beside it, in this order: the photo, the output, and the sidecar if there is one.
struct RequestMessage {
    std::uint32_t magic = kProtocolMagic;
    std::uint32_t sequence = 0;
    std::int32_t inputSize = 0;
    std::int32_t inputMode = 0;
    std::int32_t interpolation = 0;
    std::array<std::uint8_t, 3> fill{};
    std::uint8_t hasSidecar = 0;
    std::int32_t thumbnailSide = 0;
    std::int32_t previewSide = 0;
};

struct ImageSize {
    std::int32_t width = 0;
    std::int32_t height = 0;

    std::uint64_t bytes() const {
        return static_cast<std::uint64_t>(width) * static_cast<std::uint64_t>(height) * 3;
    }
};

/// The output holds the metadata, the encoder's input, the thumbnail and the preview, one after the
/// other.
struct ReplyMessage {
    std::uint32_t magic = kProtocolMagic;
    std::uint32_t sequence = 0;
    std::int32_t errorCode = -1; ///< of ErrorCode; -1: the photo is there
    ImageSize photo;
    ImageSize encoderInput;
    ImageSize thumbnail;
    ImageSize preview;
    std::uint32_t metadataBytes = 0;
    std::array<std::uint8_t, 16> contentHash{};
    std::array<std::uint8_t, 16> pixelHash{};
    std::array<char, 512> message{}; ///< the reason, where errorCode is one
};

inline constexpr std::uint32_t kMaxMetadataBytes = 1U << 20;
inline constexpr std::size_t kMaxDescriptors = 3;

/// Sends one message. False with errno set where the other side is gone.
bool sendBytes(int socket, std::span<const std::byte> bytes, std::span<const int> descriptors = {});

/// Receives one message of exactly bytes.size() bytes. False where the other side is gone or sent
/// something else. Descriptors that nobody asked for are closed by the kernel.
bool receiveBytes(int socket, std::span<std::byte> bytes,
                  std::vector<UniqueDescriptor> *descriptors = nullptr);

template <typename Message>
bool sendMessage(int socket, const Message &message, std::span<const int> descriptors = {}) {
    static_assert(std::is_trivially_copyable_v<Message>);
    return sendBytes(socket, std::as_bytes(std::span(&message, 1)), descriptors);
}

template <typename Message>
bool receiveMessage(int socket, Message &message,
                    std::vector<UniqueDescriptor> *descriptors = nullptr) {
    static_assert(std::is_trivially_copyable_v<Message>);
    return receiveBytes(socket, std::as_writable_bytes(std::span(&message, 1)), descriptors);
}

/// A sentence in a fixed field: cut to fit, zero-terminated.
void putText(std::span<char> field, std::string_view text);
std::string getText(std::span<const char> field);

/// Valid UTF-8 without control characters, at most maxBytes long; what is neither becomes U+FFFD or
/// a space.
std::string cleanText(std::string_view text, std::size_t maxBytes);
bool isValidUtf8(std::string_view text);

std::vector<std::uint8_t> packMetadata(const Metadata &metadata);
/// Takes nothing on trust: whatever the bytes are, the result is a Metadata with sane values, or an
/// Error.
Result<Metadata> unpackMetadata(std::span<const std::uint8_t> bytes);

/// All of size bytes at the offset; false where the file ends before or cannot be read.
bool readExactly(int descriptor, std::span<std::uint8_t> bytes, std::uint64_t offset);
bool writeExactly(int descriptor, std::span<const std::uint8_t> bytes, std::uint64_t offset);

} // namespace fovea::image
