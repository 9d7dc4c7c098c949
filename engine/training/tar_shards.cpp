#include "engine/training/tar_shards.h"

#include "engine/image/format.h"
#include "engine/training/caption_text.h"

#include <nlohmann/json.hpp>

#include <archive.h>
#include <archive_entry.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <system_error>
#include <utility>

namespace fovea::training {
namespace {

constexpr std::size_t kReadAtOnce = 1U << 18;
// What no photo and no caption has; a member that claims more is passed over.
constexpr std::int64_t kLargestImage = 512LL << 20;
constexpr std::int64_t kLargestText = 4LL << 20;

struct ArchiveCloser {
    void operator()(archive *reader) const { archive_read_free(reader); }
};
using ArchiveHandle = std::unique_ptr<archive, ArchiveCloser>;

/// "a/b.c/000.seg.png" is "a/b.c/000" and "seg.png".
struct MemberName {
    std::string key;
    std::string extension; ///< lower case
};

MemberName splitName(const std::string &name) {
    const auto base = name.find_last_of('/') + 1; // npos + 1 is 0
    const auto dot = name.find('.', base);
    if (dot == std::string::npos) {
        return {name, {}};
    }
    MemberName parts{name.substr(0, dot), name.substr(dot + 1)};
    std::ranges::transform(parts.extension, parts.extension.begin(), [](char c) {
        return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    return parts;
}

bool leadsOut(const std::filesystem::path &name) {
    return name.is_absolute() || std::ranges::find(name, std::filesystem::path("..")) != name.end();
}

/// "./000.jpg" and "000.jpg" are one name.
std::string withoutDot(std::string name) {
    while (name.starts_with("./")) {
        name.erase(0, 2);
    }
    return name;
}

std::optional<std::string> nameOf(archive_entry *entry) {
    // The first needs no locale; the second gives the bytes as they are where they are no UTF-8.
    for (const char *name : {archive_entry_pathname_utf8(entry), archive_entry_pathname(entry)}) {
        if (name != nullptr && *name != '\0') {
            return withoutDot(name);
        }
    }
    return std::nullopt;
}

std::vector<std::string> captionsOfJson(std::string_view bytes) {
    std::vector<std::string> captions;
    const auto json = nlohmann::json::parse(bytes, nullptr, false);
    if (!json.is_object() || !json.contains("caption")) {
        return captions;
    }
    const auto take = [&](const nlohmann::json &value) {
        if (value.is_string()) {
            if (auto text = cleanCaption(value.get<std::string>()); !text.empty()) {
                captions.push_back(std::move(text));
            }
        }
    };
    const auto &caption = json["caption"];
    if (caption.is_array()) {
        std::ranges::for_each(caption, take);
    } else {
        take(caption);
    }
    return captions;
}

std::string_view asText(const std::vector<std::byte> &bytes) {
    return {reinterpret_cast<const char *>(bytes.data()), bytes.size()};
}

} // namespace

class TarShard::Impl {
public:
    Impl(std::filesystem::path file, ArchiveHandle reader)
        : m_file(std::move(file))
        , m_reader(std::move(reader)) {}

    const std::filesystem::path &file() const { return m_file; }

    Result<std::optional<ShardSample>> next(Images images) {
        m_images = images;
        std::optional<ShardSample> finished;
        while (!finished && !m_ended) {
            archive_entry *entry = std::exchange(m_held, nullptr);
            const int status =
                entry != nullptr ? ARCHIVE_OK : archive_read_next_header(m_reader.get(), &entry);
            if (status == ARCHIVE_EOF) {
                m_ended = true;
            } else if (status != ARCHIVE_RETRY &&
                       (status < ARCHIVE_WARN || !take(entry, finished))) {
                breakOff();
            }
        }
        if (finished) {
            return finished;
        }
        if (m_broken) {
            return fail(*std::exchange(m_broken, std::nullopt));
        }
        return std::exchange(m_current, std::nullopt);
    }

private:
    /// What was whole is handed out first; the Error is the answer after it.
    void breakOff() {
        const char *reason = archive_error_string(m_reader.get());
        m_ended = true;
        m_current.reset(); // its members may be incomplete
        m_broken =
            Error{ErrorCode::Damaged, "The archive " + m_file.string() + " is damaged after " +
                                          std::to_string(m_samples) + " samples (" +
                                          (reason != nullptr ? reason : "it cannot be read on") +
                                          "). Get it again, or leave it out."};
    }

    /// False where the entry is of the sample after the current one: it waits for the next call.
    bool beginSample(const std::string &key, archive_entry *entry,
                     std::optional<ShardSample> &finished) {
        if (m_current && m_current->key == key) {
            return true;
        }
        if (m_current) {
            finished = std::exchange(m_current, std::nullopt);
            ++m_samples;
            m_held = entry;
            return false;
        }
        m_current.emplace().key = key;
        m_hasText = false;
        return true;
    }

    /// False where the archive cannot be read on.
    bool take(archive_entry *entry, std::optional<ShardSample> &finished) {
        if (archive_entry_filetype(entry) != AE_IFREG || archive_entry_hardlink(entry) != nullptr) {
            return true;
        }
        const auto name = nameOf(entry);
        if (!name || leadsOut(*name)) {
            if (!beginSample(name ? splitName(*name).key : "?", entry, finished)) {
                return true;
            }
            m_current->problem = (name ? *name : std::string("A member")) + " in " +
                                 m_file.string() +
                                 (name ? " is refused: its name leads out of the archive."
                                       : " is refused: its name cannot be read.");
            return true;
        }
        const MemberName parts = splitName(*name);
        if (std::filesystem::path(parts.key).filename().empty()) {
            return true; // a hidden file, such as macOS puts beside others
        }
        if (!beginSample(parts.key, entry, finished)) {
            return true;
        }
        if (parts.extension == "txt" || parts.extension == "json") {
            return takeText(entry, parts.extension == "txt");
        }
        // "seg.png" and the like are other things than the picture.
        if (parts.extension.find('.') == std::string::npos &&
            image::hasPhotoExtension("x." + parts.extension) && m_current->member.empty()) {
            return takeImage(entry, *name);
        }
        return true;
    }

    bool takeText(archive_entry *entry, bool isPlain) {
        if (m_hasText && !isPlain) {
            return true;
        }
        std::vector<std::byte> bytes;
        if (!readData(entry, kLargestText, bytes)) {
            return false;
        }
        if (isPlain) {
            m_hasText = true;
            m_current->captions.clear();
            if (auto text = cleanCaption(asText(bytes)); !text.empty()) {
                m_current->captions.push_back(std::move(text));
            }
        } else {
            m_current->captions = captionsOfJson(asText(bytes));
        }
        return true;
    }

    bool takeImage(archive_entry *entry, const std::string &name) {
        m_current->member = name;
        if (m_images == Images::Skip) {
            return true;
        }
        if (!readData(entry, kLargestImage, m_current->image)) {
            return false;
        }
        if (m_current->image.empty()) {
            m_current->problem = name + " in " + m_file.string() + " is empty or too large.";
        }
        return true;
    }

    /// Leaves `bytes` empty where there are more than `limit`. False where the archive breaks off.
    bool readData(archive_entry *entry, std::int64_t limit, std::vector<std::byte> &bytes) {
        bytes.clear();
        if (archive_entry_size(entry) > limit) {
            return true;
        }
        std::array<std::byte, 1U << 16> part{};
        while (true) {
            const la_ssize_t count = archive_read_data(m_reader.get(), part.data(), part.size());
            if (count == 0) {
                return true;
            }
            if (count == ARCHIVE_RETRY) {
                continue;
            }
            if (count < 0) {
                return false;
            }
            bytes.insert(bytes.end(), part.begin(), part.begin() + count);
            if (std::cmp_greater(bytes.size(), limit)) {
                bytes.clear();
                return true;
            }
        }
    }

    std::filesystem::path m_file;
    ArchiveHandle m_reader;
    Images m_images = Images::Read;  ///< of the call that runs
    archive_entry *m_held = nullptr; ///< read, and not looked at yet; the reader's
    std::optional<ShardSample> m_current;
    std::optional<Error> m_broken;
    bool m_hasText = false; ///< of m_current, from its .txt
    bool m_ended = false;
    std::int64_t m_samples = 0;
};

TarShard::TarShard(std::unique_ptr<Impl> impl, Images images)
    : m_impl(std::move(impl))
    , m_images(images) {}
TarShard::TarShard(TarShard &&) noexcept = default;
TarShard &TarShard::operator=(TarShard &&) noexcept = default;
TarShard::~TarShard() = default;

const std::filesystem::path &TarShard::file() const {
    return m_impl->file();
}

Result<std::optional<ShardSample>> TarShard::next() {
    return m_impl->next(m_images);
}

Result<std::optional<ShardSample>> TarShard::next(Images images) {
    return m_impl->next(images);
}

Result<TarShard> TarShard::open(const std::filesystem::path &file, Images images) {
    std::error_code error;
    const auto status = std::filesystem::status(file, error);
    if (status.type() == std::filesystem::file_type::not_found) {
        return fail(ErrorCode::NotFound, "There is no archive " + file.string() + ".");
    }
    if (!std::filesystem::is_regular_file(status)) {
        return fail(ErrorCode::BadUsage, file.string() + " is not an archive but a folder or a "
                                                         "device.");
    }
    ArchiveHandle reader(archive_read_new());
    archive_read_support_format_tar(reader.get());
    archive_read_support_filter_gzip(reader.get());
    archive_read_support_filter_bzip2(reader.get());
    archive_read_support_filter_xz(reader.get());
    archive_read_support_filter_zstd(reader.get());
    archive_read_set_format_option(reader.get(), "tar", "hdrcharset", "UTF-8");
    if (archive_read_open_filename(reader.get(), file.c_str(), kReadAtOnce) != ARCHIVE_OK) {
        const char *reason = archive_error_string(reader.get());
        return fail(ErrorCode::Damaged, "Cannot read the archive " + file.string() + ": " +
                                            (reason != nullptr ? reason : "it is no tar file") +
                                            ".");
    }
    return TarShard(std::make_unique<Impl>(file, std::move(reader)), images);
}

Result<std::vector<std::byte>> ShardPictures::read(const std::filesystem::path &shard,
                                                   std::string_view member) {
    const bool goesOn = m_open && m_open->file() == shard;
    // From where it stands to the end, then once more from the start.
    for (int round = goesOn ? 0 : 1; round < 2; ++round) {
        if (round == 1) {
            auto opened = TarShard::open(shard);
            if (!opened) {
                return fail(opened.error());
            }
            m_open.emplace(std::move(*opened));
        }
        while (true) {
            auto sample = m_open->next();
            if (!sample && round == 1) {
                return fail(sample.error());
            }
            if (!sample || !*sample) {
                break;
            }
            if ((*sample)->member == member) {
                if (!(*sample)->problem.empty()) {
                    return fail(ErrorCode::Damaged, (*sample)->problem);
                }
                return std::move((*sample)->image);
            }
        }
    }
    m_open.reset();
    return fail(ErrorCode::NotFound,
                "There is no " + std::string(member) + " in " + shard.string() + ".");
}

} // namespace fovea::training
