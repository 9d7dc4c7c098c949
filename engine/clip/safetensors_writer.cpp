#include "engine/clip/safetensors_writer.h"

#include "engine/core/atomic_file.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cassert>
#include <ostream>
#include <string_view>
#include <utility>
#include <vector>

namespace fovea::clip {
namespace {

constexpr std::size_t kAlignment = 8;
constexpr std::string_view kMetadata = "__metadata__";

using Entry = std::pair<std::string_view, const TensorView *>;

[[maybe_unused]] bool isWhole(const TensorView &view) {
    std::int64_t bytes = itemBytes(view.type);
    for (const std::int64_t size : view.shape) {
        bytes *= size;
    }
    return bytes == static_cast<std::int64_t>(view.bytes.size());
}

/// In the order in which they stand in the file.
std::vector<Entry> inOrder(const TensorsToWrite &tensors) {
    std::vector<Entry> entries;
    entries.reserve(tensors.size());
    for (const auto &[name, view] : tensors) {
        assert(name != kMetadata && isWhole(view));
        entries.emplace_back(name, &view);
    }
    std::ranges::stable_sort(entries, std::ranges::greater(),
                             [](const Entry &entry) { return itemBytes(entry.second->type); });
    return entries;
}

/// Padded with spaces, so that the first tensor is aligned too.
std::string headerOf(const std::vector<Entry> &entries, const TensorMetadata &metadata) {
    nlohmann::json header = nlohmann::json::object();
    if (!metadata.empty()) {
        header[std::string(kMetadata)] = metadata;
    }
    std::size_t at = 0;
    for (const auto &[name, view] : entries) {
        const std::size_t end = at + view->bytes.size();
        header[std::string(name)] = {
            {"dtype", typeName(view->type)}, {"shape", view->shape}, {"data_offsets", {at, end}}};
        at = end;
    }
    // A path among the metadata may be no UTF-8; the file has to be.
    std::string text = header.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    text.append((kAlignment - text.size() % kAlignment) % kAlignment, ' ');
    return text;
}

} // namespace

std::int64_t itemBytes(TensorType type) {
    switch (type) {
    case TensorType::F64:
    case TensorType::I64:
        return 8;
    case TensorType::F32:
    case TensorType::I32:
        return 4;
    case TensorType::F16:
    case TensorType::BF16:
    case TensorType::I16:
        return 2;
    case TensorType::I8:
    case TensorType::U8:
    case TensorType::Bool:
        break;
    }
    return 1;
}

std::string typeName(TensorType type) {
    switch (type) {
    case TensorType::F64:
        return "F64";
    case TensorType::F32:
        return "F32";
    case TensorType::F16:
        return "F16";
    case TensorType::BF16:
        return "BF16";
    case TensorType::I64:
        return "I64";
    case TensorType::I32:
        return "I32";
    case TensorType::I16:
        return "I16";
    case TensorType::I8:
        return "I8";
    case TensorType::U8:
        return "U8";
    case TensorType::Bool:
        break;
    }
    return "BOOL";
}

Result<void> writeSafeTensors(const std::filesystem::path &file, const TensorsToWrite &tensors,
                              const TensorMetadata &metadata) {
    const std::vector<Entry> entries = inOrder(tensors);
    const std::string header = headerOf(entries, metadata);
    return writeFileAtomically(file, [&](std::ostream &stream) -> Result<void> {
        for (std::size_t i = 0; i < kAlignment; ++i) { // the header's length, little-endian
            stream.put(static_cast<char>((header.size() >> (8 * i)) & 0xFF));
        }
        stream << header;
        for (const Entry &entry : entries) {
            const auto bytes = entry.second->bytes;
            stream.write(reinterpret_cast<const char *>(bytes.data()),
                         static_cast<std::streamsize>(bytes.size()));
        }
        return {};
    });
}

} // namespace fovea::clip
