#include "engine/image/decode_protocol.h"

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstring>

#include <sys/socket.h>

namespace fovea::image {

bool sendBytes(int socket, std::span<const std::byte> bytes, std::span<const int> descriptors) {
    iovec part{const_cast<std::byte *>(bytes.data()), bytes.size()};
    msghdr message{};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int) * kMaxDescriptors)> control{};
    if (!descriptors.empty()) {
        message.msg_control = control.data();
        message.msg_controllen = CMSG_SPACE(descriptors.size_bytes());
        cmsghdr *header = CMSG_FIRSTHDR(&message);
        header->cmsg_level = SOL_SOCKET;
        header->cmsg_type = SCM_RIGHTS;
        header->cmsg_len = CMSG_LEN(descriptors.size_bytes());
        std::memcpy(CMSG_DATA(header), descriptors.data(), descriptors.size_bytes());
    }
    ssize_t sent = 0;
    do {
        sent = ::sendmsg(socket, &message, MSG_NOSIGNAL);
    } while (sent < 0 && errno == EINTR);
    return sent == static_cast<ssize_t>(bytes.size());
}

bool receiveBytes(int socket, std::span<std::byte> bytes,
                  std::vector<UniqueDescriptor> *descriptors) {
    iovec part{bytes.data(), bytes.size()};
    msghdr message{};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int) * kMaxDescriptors)> control{};
    if (descriptors != nullptr) {
        message.msg_control = control.data();
        message.msg_controllen = control.size();
    }
    ssize_t got = 0;
    do {
        got = ::recvmsg(socket, &message, MSG_CMSG_CLOEXEC);
    } while (got < 0 && errno == EINTR);
    if (descriptors != nullptr && got >= 0) {
        for (cmsghdr *header = CMSG_FIRSTHDR(&message); header != nullptr;
             header = CMSG_NXTHDR(&message, header)) {
            if (header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS) {
                continue;
            }
            for (std::size_t at = 0; CMSG_LEN(at + sizeof(int)) <= header->cmsg_len;
                 at += sizeof(int)) {
                int descriptor = -1;
                std::memcpy(&descriptor, CMSG_DATA(header) + at, sizeof(int));
                descriptors->emplace_back(descriptor);
            }
        }
    }
    return got == static_cast<ssize_t>(bytes.size()) && (message.msg_flags & MSG_TRUNC) == 0;
}

void putText(std::span<char> field, std::string_view text) {
    const std::string clean = cleanText(text, field.size() - 1);
    std::fill(field.begin(), field.end(), '\0');
    std::copy(clean.begin(), clean.end(), field.begin());
}

std::string getText(std::span<const char> field) {
    const auto end = std::find(field.begin(), field.end(), '\0');
    return cleanText({field.data(), static_cast<std::size_t>(end - field.begin())}, field.size());
}

namespace {

// Bytes of the UTF-8 sequence at the start of the text; 0 where there is no valid one.
std::size_t sequenceLength(std::string_view text) {
    const auto byte = [text](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned lead = byte(0);
    if (lead < 0x80) {
        return 1;
    }
    const std::size_t length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
    if (lead < 0xc2 || lead > 0xf4 || text.size() < length) {
        return 0;
    }
    for (std::size_t i = 1; i < length; ++i) {
        if ((byte(i) & 0xc0U) != 0x80) {
            return 0;
        }
    }
    const unsigned second = byte(1);
    const bool overlong = (lead == 0xe0 && second < 0xa0) || (lead == 0xf0 && second < 0x90);
    const bool surrogate = lead == 0xed && second > 0x9f;
    const bool beyond = lead == 0xf4 && second > 0x8f;
    return overlong || surrogate || beyond ? 0 : length;
}

class Writer {
public:
    template <typename T>
    void put(T value) {
        static_assert(std::is_trivially_copyable_v<T>);
        const auto *bytes = reinterpret_cast<const std::uint8_t *>(&value);
        m_bytes.insert(m_bytes.end(), bytes, bytes + sizeof(T));
    }
    void putString(std::string_view text) {
        put(static_cast<std::uint32_t>(text.size()));
        m_bytes.insert(m_bytes.end(), text.begin(), text.end());
    }
    template <typename T>
    void put(const std::optional<T> &value) {
        put(static_cast<std::uint8_t>(value.has_value()));
        put(value.value_or(T{}));
    }
    std::vector<std::uint8_t> take() { return std::move(m_bytes); }

private:
    std::vector<std::uint8_t> m_bytes;
};

// Past its end it gives zeros and empty strings, and ok() is false.
class Reader {
public:
    explicit Reader(std::span<const std::uint8_t> bytes)
        : m_bytes(bytes) {}

    template <typename T>
    T get() {
        T value{};
        const auto part = take(sizeof(T));
        if (!part.empty()) {
            std::memcpy(&value, part.data(), sizeof(T));
        }
        return value;
    }
    template <typename T>
    std::optional<T> getOptional() {
        const bool there = get<std::uint8_t>() != 0;
        const T value = get<T>();
        return there ? std::optional(value) : std::nullopt;
    }
    std::string getText(std::size_t maxBytes) {
        const auto part = take(get<std::uint32_t>());
        return cleanText({reinterpret_cast<const char *>(part.data()), part.size()}, maxBytes);
    }
    bool ok() const { return m_ok; }

private:
    std::span<const std::uint8_t> take(std::size_t size) {
        if (size > m_bytes.size()) {
            m_ok = false;
            m_bytes = {};
            return {};
        }
        const auto part = m_bytes.first(size);
        m_bytes = m_bytes.subspan(size);
        return part;
    }

    std::span<const std::uint8_t> m_bytes;
    bool m_ok = true;
};

constexpr std::size_t kMaxNameBytes = 256;
constexpr std::size_t kMaxCaptionBytes = 16384;
constexpr std::size_t kMaxKeywords = 1000;

} // namespace

std::string cleanText(std::string_view text, std::size_t maxBytes) {
    std::string clean;
    clean.reserve(std::min(text.size(), maxBytes));
    while (!text.empty()) {
        const std::size_t length = sequenceLength(text);
        std::string_view next =
            length == 0 ? std::string_view("\xef\xbf\xbd") : text.substr(0, length);
        if (length == 1 && (static_cast<unsigned char>(next[0]) < 0x20 || next[0] == 0x7f) &&
            next[0] != '\n') {
            next = " ";
        }
        if (clean.size() + next.size() > maxBytes) {
            break;
        }
        clean += next;
        text.remove_prefix(std::max<std::size_t>(length, 1));
    }
    return clean;
}

bool isValidUtf8(std::string_view text) {
    while (!text.empty()) {
        const std::size_t length = sequenceLength(text);
        if (length == 0) {
            return false;
        }
        text.remove_prefix(length);
    }
    return true;
}

std::vector<std::uint8_t> packMetadata(const Metadata &metadata) {
    Writer writer;
    writer.put(metadata.takenLocalMs);
    writer.put(metadata.utcOffsetMinutes);
    for (const std::string *name : {&metadata.cameraMake, &metadata.cameraModel, &metadata.lens}) {
        writer.putString(cleanText(*name, kMaxNameBytes));
    }
    writer.put(static_cast<std::uint8_t>(metadata.place.has_value()));
    writer.put(metadata.place ? metadata.place->latitude : 0.0);
    writer.put(metadata.place ? metadata.place->longitude : 0.0);
    writer.put(metadata.rating);
    writer.putString(cleanText(metadata.caption, kMaxCaptionBytes));
    const std::size_t keywords = std::min(metadata.keywords.size(), kMaxKeywords);
    writer.put(static_cast<std::uint32_t>(keywords));
    for (std::size_t i = 0; i < keywords; ++i) {
        writer.putString(cleanText(metadata.keywords[i], kMaxNameBytes));
    }
    return writer.take();
}

Result<Metadata> unpackMetadata(std::span<const std::uint8_t> bytes) {
    Reader reader(bytes);
    Metadata metadata;
    metadata.takenLocalMs = reader.getOptional<std::int64_t>();
    metadata.utcOffsetMinutes = reader.getOptional<int>();
    for (std::string *name : {&metadata.cameraMake, &metadata.cameraModel, &metadata.lens}) {
        *name = reader.getText(kMaxNameBytes);
    }
    const bool placed = reader.get<std::uint8_t>() != 0;
    const auto latitude = reader.get<double>();
    const auto longitude = reader.get<double>();
    if (placed && std::abs(latitude) <= 90 && std::abs(longitude) <= 180) {
        metadata.place = Place{latitude, longitude};
    }
    metadata.rating = reader.getOptional<int>();
    metadata.caption = reader.getText(kMaxCaptionBytes);
    const auto keywords = std::min<std::size_t>(reader.get<std::uint32_t>(), kMaxKeywords);
    for (std::size_t i = 0; i < keywords && reader.ok(); ++i) {
        metadata.keywords.push_back(reader.getText(kMaxNameBytes));
    }
    if (!reader.ok()) {
        return fail(ErrorCode::Damaged, "the metadata ends early");
    }
    constexpr std::int64_t kYear10000Ms = 253402300800000;
    if (metadata.takenLocalMs &&
        (*metadata.takenLocalMs <= -kYear10000Ms || *metadata.takenLocalMs >= kYear10000Ms)) {
        metadata.takenLocalMs.reset();
    }
    if (metadata.utcOffsetMinutes &&
        (*metadata.utcOffsetMinutes < -1440 || *metadata.utcOffsetMinutes > 1440)) {
        metadata.utcOffsetMinutes.reset();
    }
    if (metadata.rating && (*metadata.rating < -1 || *metadata.rating > 5)) {
        metadata.rating.reset();
    }
    return metadata;
}

bool readExactly(int descriptor, std::span<std::uint8_t> bytes, std::uint64_t offset) {
    while (!bytes.empty()) {
        const ssize_t got =
            ::pread(descriptor, bytes.data(), bytes.size(), static_cast<off_t>(offset));
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got <= 0) {
            return false;
        }
        bytes = bytes.subspan(static_cast<std::size_t>(got));
        offset += static_cast<std::uint64_t>(got);
    }
    return true;
}

bool writeExactly(int descriptor, std::span<const std::uint8_t> bytes, std::uint64_t offset) {
    while (!bytes.empty()) {
        const ssize_t put =
            ::pwrite(descriptor, bytes.data(), bytes.size(), static_cast<off_t>(offset));
        if (put < 0 && errno == EINTR) {
            continue;
        }
        if (put <= 0) {
            return false;
        }
        bytes = bytes.subspan(static_cast<std::size_t>(put));
        offset += static_cast<std::uint64_t>(put);
    }
    return true;
}

} // namespace fovea::image
