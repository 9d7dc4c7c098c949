#include "app/feature_cache.h"

#include "engine/core/mapped_file.h"
#include "engine/core/system_error.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cstring>

namespace fovea::app {
namespace {

constexpr std::int64_t kMostBytes = 1LL << 30; ///< beyond, the next run starts over
constexpr std::int64_t kNotTaken = INT64_MIN;

struct Header {
    std::array<char, 8> magic{'F', 'O', 'V', 'E', 'A', 'F', 'C', '1'};
    std::array<std::uint8_t, 16> key{};
    std::uint64_t dim = 0;
    std::uint64_t featureDim = 0;

    bool operator==(const Header &) const = default;
};
static_assert(sizeof(Header) == 40);

struct RecordHead {
    std::array<std::uint8_t, 16> content{};
    std::array<std::uint8_t, 16> pixels{};
    std::int64_t taken = kNotTaken;
};
static_assert(sizeof(RecordHead) == 40);

Result<void> writeAll(int descriptor, std::span<const std::byte> data,
                      const std::filesystem::path &path) {
    while (!data.empty()) {
        const auto written = ::write(descriptor, data.data(), data.size());
        if (written < 0) {
            return fail(systemError("Cannot write " + path.string()));
        }
        data = data.subspan(static_cast<std::size_t>(written));
    }
    return {};
}

} // namespace

FeatureCache::FeatureCache(image::UniqueDescriptor file, std::filesystem::path path,
                           std::size_t dim, std::size_t featureDim)
    : m_file(std::move(file))
    , m_path(std::move(path))
    , m_dim(dim)
    , m_featureDim(featureDim) {}

std::size_t FeatureCache::recordBytes() const {
    return sizeof(RecordHead) + (m_dim + m_featureDim) * sizeof(Half) + sizeof(ContentHash);
}

Result<FeatureCache> FeatureCache::open(const std::filesystem::path &file, const std::string &key,
                                        std::size_t dim, std::size_t featureDim) {
    image::UniqueDescriptor descriptor(
        ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_APPEND, 0644));
    if (!descriptor) {
        return fail(systemError("Cannot open " + file.string()));
    }
    Header header;
    header.key = hashContent(std::as_bytes(std::span(key))).bytes;
    header.dim = dim;
    header.featureDim = featureDim;
    FeatureCache cache(std::move(descriptor), file, dim, featureDim);
    std::size_t sound = 0;
    {
        const auto mapped = MappedFile::fromDescriptor(cache.m_file.get(), file.string());
        if (!mapped) {
            return fail(mapped.error());
        }
        const auto bytes = mapped->bytes();
        Header found;
        if (bytes.size() >= sizeof found && bytes.size() <= kMostBytes) {
            std::memcpy(&found, bytes.data(), sizeof found);
            if (found == header) {
                cache.read(bytes.subspan(sizeof found));
                sound = sizeof found + cache.m_entries.size() * cache.recordBytes();
            }
        }
    }
    if (::ftruncate(cache.m_file.get(), static_cast<off_t>(sound)) != 0) {
        return fail(systemError("Cannot write " + file.string()));
    }
    if (sound == 0) {
        const auto written =
            writeAll(cache.m_file.get(), std::as_bytes(std::span(&header, 1)), file);
        if (!written) {
            return fail(written.error());
        }
    }
    return cache;
}

/// Up to the first record that is not whole.
void FeatureCache::read(std::span<const std::byte> records) {
    const std::size_t size = recordBytes();
    for (; records.size() >= size; records = records.subspan(size)) {
        const auto body = records.first(size - sizeof(ContentHash));
        const ContentHash sum = hashContent(body);
        if (std::memcmp(sum.bytes.data(), &records[body.size()], sum.bytes.size()) != 0) {
            return;
        }
        RecordHead head;
        std::memcpy(&head, body.data(), sizeof head);
        Entry entry;
        entry.traits.pixelHash.bytes = head.pixels;
        if (head.taken != kNotTaken) {
            entry.traits.takenLocalMs = head.taken;
        }
        entry.embedding.resize(m_dim);
        entry.features.resize(m_featureDim);
        const std::byte *halves = body.data() + sizeof head;
        std::memcpy(entry.embedding.data(), halves, m_dim * sizeof(Half));
        if (m_featureDim > 0) {
            std::memcpy(entry.features.data(), halves + m_dim * sizeof(Half),
                        m_featureDim * sizeof(Half));
        }
        if (!m_entries.emplace(ContentHash{head.content}, std::move(entry)).second) {
            return; // add() writes no photo twice: what follows is not ours
        }
    }
}

const FeatureCache::Entry *FeatureCache::find(const ContentHash &content) const {
    const auto found = m_entries.find(content);
    return found == m_entries.end() ? nullptr : &found->second;
}

Result<void> FeatureCache::add(const ContentHash &content, Entry entry) {
    if (m_entries.contains(content)) {
        return {};
    }
    RecordHead head;
    head.content = content.bytes;
    head.pixels = entry.traits.pixelHash.bytes;
    head.taken = entry.traits.takenLocalMs.value_or(kNotTaken);
    std::vector<std::byte> record;
    record.reserve(recordBytes());
    const auto append = [&record](std::span<const std::byte> bytes) {
        record.insert(record.end(), bytes.begin(), bytes.end());
    };
    append(std::as_bytes(std::span(&head, 1)));
    append(std::as_bytes(std::span(entry.embedding)));
    append(std::as_bytes(std::span(entry.features)));
    const ContentHash sum = hashContent(record);
    append(std::as_bytes(std::span(sum.bytes)));
    const off_t before = ::lseek(m_file.get(), 0, SEEK_END);
    if (auto written = writeAll(m_file.get(), record, m_path); !written) {
        // A part of a record would hide those behind it.
        [[maybe_unused]] const int cut = ::ftruncate(m_file.get(), before);
        return written;
    }
    m_entries.emplace(content, std::move(entry));
    return {};
}

} // namespace fovea::app
