#include "engine/clip/safetensors.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <limits>
#include <optional>
#include <set>
#include <string_view>

namespace fovea::clip {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kLengthBytes = 8;
constexpr std::string_view kMetadata = "__metadata__";

struct TypeInfo {
    std::string_view name;
    TensorType type;
    std::int64_t bytes;
};

constexpr std::array<TypeInfo, 10> kTypes = {{
    {"F64", TensorType::F64, 8},
    {"F32", TensorType::F32, 4},
    {"F16", TensorType::F16, 2},
    {"BF16", TensorType::BF16, 2},
    {"I64", TensorType::I64, 8},
    {"I32", TensorType::I32, 4},
    {"I16", TensorType::I16, 2},
    {"I8", TensorType::I8, 1},
    {"U8", TensorType::U8, 1},
    {"BOOL", TensorType::Bool, 1},
}};

/// A tensor as the header tells of it, in bytes from the end of the header.
struct Entry {
    TensorView view;
    std::int64_t begin = 0;
    std::int64_t end = 0;
    std::string name;
};

std::string inQuotes(std::string_view name) {
    // A name comes from the file and may be anything: keep a message readable.
    constexpr std::size_t kLongest = 120;
    std::string text(1, '"');
    text.append(name.substr(0, kLongest));
    return text.append(name.size() > kLongest ? "…\"" : "\"");
}

/// Parses the header; `repeated` becomes a name that stands twice in one object.
Json parseHeader(std::string_view text, std::optional<std::string> &repeated) {
    std::vector<std::set<std::string>> names;
    const auto notice = [&](int, Json::parse_event_t event, Json &parsed) {
        if (event == Json::parse_event_t::object_start) {
            names.emplace_back();
        } else if (event == Json::parse_event_t::object_end) {
            names.pop_back();
        } else if (event == Json::parse_event_t::key) {
            auto name = parsed.get<std::string>();
            if (!names.back().insert(name).second && !repeated) {
                repeated = std::move(name);
            }
        }
        return true;
    };
    return Json::parse(text.begin(), text.end(), notice, false);
}

/// A whole number from 0 to the largest that fits.
std::optional<std::int64_t> toSize(const Json &json) {
    if (!json.is_number_unsigned() ||
        json.get<std::uint64_t>() > std::uint64_t{std::numeric_limits<std::int64_t>::max()}) {
        return std::nullopt;
    }
    return json.get<std::int64_t>();
}

std::optional<std::vector<std::int64_t>> toSizes(const Json &json) {
    if (!json.is_array()) {
        return std::nullopt;
    }
    std::vector<std::int64_t> sizes;
    for (const Json &value : json) {
        const auto size = toSize(value);
        if (!size) {
            return std::nullopt;
        }
        sizes.push_back(*size);
    }
    return sizes;
}

/// Bytes of a tensor; nothing where they cannot be counted.
std::optional<std::int64_t> byteCount(const std::vector<std::int64_t> &shape,
                                      std::int64_t itemBytes) {
    std::int64_t count = itemBytes;
    for (const std::int64_t size : shape) {
        if (__builtin_mul_overflow(count, size, &count)) {
            return std::nullopt;
        }
    }
    return count;
}

Result<Entry> parseTensor(const std::string &name, const Json &json, std::int64_t dataBytes) {
    const std::string what = "tensor " + inQuotes(name);
    const auto damaged = [&what](const std::string &why) {
        return fail(ErrorCode::Damaged, what + " " + why);
    };
    if (!json.is_object() || !json.contains("dtype") || !json["dtype"].is_string()) {
        return damaged("has no type");
    }
    const auto typeName = json["dtype"].get<std::string>();
    const auto *const type = std::ranges::find(kTypes, typeName, &TypeInfo::name);
    if (type == kTypes.end()) {
        return fail(ErrorCode::Unsupported,
                    what + " has the type " + inQuotes(typeName) + ", which Fovea does not read");
    }
    auto shape = toSizes(json.value("shape", Json()));
    if (!shape) {
        return damaged("has no shape of whole numbers from 0 on");
    }
    const auto offsets = toSizes(json.value("data_offsets", Json()));
    if (!offsets || offsets->size() != 2) {
        return damaged("does not say where its bytes are");
    }
    const auto [begin, end] = std::pair((*offsets)[0], (*offsets)[1]);
    if (begin > end || end > dataBytes) {
        return damaged("lies outside the file: bytes " + std::to_string(begin) + " to " +
                       std::to_string(end) + " of " + std::to_string(dataBytes));
    }
    const auto bytes = byteCount(*shape, type->bytes);
    if (!bytes || *bytes != end - begin) {
        return damaged("has " + std::to_string(end - begin) +
                       " bytes, but its shape and type need " +
                       (bytes ? std::to_string(*bytes) : std::string("more than can be counted")));
    }
    Entry entry;
    entry.view.type = type->type;
    entry.view.shape = std::move(*shape);
    entry.begin = begin;
    entry.end = end;
    entry.name = name;
    return entry;
}

/// The tensors have to lie one behind the other from the first byte to the last.
Result<void> checkOrder(std::vector<Entry> &entries, std::int64_t dataBytes) {
    std::ranges::sort(entries, {},
                      [](const Entry &entry) { return std::pair(entry.begin, entry.end); });
    std::int64_t expected = 0;
    const Entry *before = nullptr;
    for (const Entry &entry : entries) {
        if (entry.begin < expected) {
            return fail(ErrorCode::Damaged, "tensors " + inQuotes(before->name) + " and " +
                                                inQuotes(entry.name) + " overlap");
        }
        if (entry.begin > expected) {
            return fail(ErrorCode::Damaged, "there is a hole of " +
                                                std::to_string(entry.begin - expected) +
                                                " bytes before tensor " + inQuotes(entry.name));
        }
        expected = entry.end;
        before = &entry;
    }
    if (expected != dataBytes) {
        return fail(ErrorCode::Damaged,
                    std::to_string(dataBytes - expected) + " bytes at the end belong to no tensor");
    }
    return {};
}

Result<std::string_view> headerText(std::span<const std::byte> file) {
    if (file.size() < kLengthBytes) {
        return fail(ErrorCode::Damaged, "it is cut off: " + std::to_string(file.size()) + " bytes");
    }
    std::uint64_t length = 0;
    for (std::size_t i = 0; i < kLengthBytes; ++i) { // little-endian
        length |= std::to_integer<std::uint64_t>(file[i]) << (8 * i);
    }
    if (length > SafeTensors::kMaxHeaderBytes) {
        return fail(ErrorCode::Damaged, "it is no safetensors file: its header would have " +
                                            std::to_string(length) +
                                            " bytes, and 100 MB are allowed");
    }
    if (length > file.size() - kLengthBytes) {
        return fail(ErrorCode::Damaged, "it is cut off: its header of " + std::to_string(length) +
                                            " bytes does not fit into the file of " +
                                            std::to_string(file.size()));
    }
    return std::string_view(reinterpret_cast<const char *>(file.data()) + kLengthBytes,
                            static_cast<std::size_t>(length));
}

Result<Json> parseObject(std::string_view text) {
    std::optional<std::string> repeated;
    Json json = text.starts_with('{') ? parseHeader(text, repeated) : Json();
    if (!json.is_object()) {
        return fail(ErrorCode::Damaged, "its header is not a JSON object");
    }
    if (repeated) {
        return fail(ErrorCode::Damaged, "its header has two entries named " + inQuotes(*repeated));
    }
    return json;
}

Result<void> readMetadata(const Json &json,
                          std::map<std::string, std::string, std::less<>> &metadata) {
    if (!json.is_object()) {
        return fail(ErrorCode::Damaged, "its metadata are not a JSON object");
    }
    for (const auto &[key, value] : json.items()) {
        if (!value.is_string()) {
            return fail(ErrorCode::Damaged, "its metadata " + inQuotes(key) + " are not a text");
        }
        metadata[key] = value.get<std::string>();
    }
    return {};
}

} // namespace

Result<SafeTensors> SafeTensors::open(const std::filesystem::path &file) {
    auto mapped = MappedFile::open(file);
    if (!mapped) {
        return fail(mapped.error());
    }
    SafeTensors tensors;
    tensors.m_file = std::move(*mapped);
    if (auto read = tensors.readHeader(); !read) {
        return fail(read.error().code,
                    file.string() + " cannot be used: " + read.error().message +
                        (read.error().code == ErrorCode::Damaged ? "; get the file again" : ""));
    }
    return tensors;
}

Result<void> SafeTensors::readHeader() {
    const auto text = headerText(m_file.bytes());
    if (!text) {
        return fail(text.error());
    }
    const auto json = parseObject(*text);
    if (!json) {
        return fail(json.error());
    }
    const auto data = m_file.bytes().subspan(kLengthBytes + text->size());
    std::vector<Entry> entries;
    for (const auto &[name, value] : json->items()) {
        if (name == kMetadata) {
            if (auto read = readMetadata(value, m_metadata); !read) {
                return read;
            }
            continue;
        }
        auto entry = parseTensor(name, value, static_cast<std::int64_t>(data.size()));
        if (!entry) {
            return fail(entry.error());
        }
        entries.push_back(std::move(*entry));
    }
    if (auto sound = checkOrder(entries, static_cast<std::int64_t>(data.size())); !sound) {
        return sound;
    }
    for (Entry &entry : entries) {
        entry.view.bytes = data.subspan(static_cast<std::size_t>(entry.begin),
                                        static_cast<std::size_t>(entry.end - entry.begin));
        m_tensors.emplace(std::move(entry.name), std::move(entry.view));
    }
    return {};
}

} // namespace fovea::clip
