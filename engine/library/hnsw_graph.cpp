#include "engine/library/hnsw_graph.h"

#include <algorithm>
#include <bit>
#include <cstdlib>
#include <cstring>
#include <utility>
#include <vector>

namespace fovea::library {
namespace {

static_assert(std::endian::native == std::endian::little, "the index file is little-endian");

// HNSW (Malkov and Yashunin, 2018): links of an element, breadth of the search while building.
constexpr std::size_t kLinks = 16;
constexpr std::size_t kBuildBreadth = 200;
constexpr std::int32_t kHighestLevel = 63;

/// Walks through the bytes of an index file; a read beyond the end gives nothing.
class Reader {
public:
    explicit Reader(std::span<const std::byte> bytes)
        : m_bytes(bytes) {}
    std::optional<std::span<const std::byte>> take(std::uint64_t size) {
        if (size > m_bytes.size()) {
            return std::nullopt;
        }
        const auto taken = m_bytes.first(size);
        m_bytes = m_bytes.subspan(size);
        return taken;
    }
    bool atEnd() const { return m_bytes.empty(); }

private:
    std::span<const std::byte> m_bytes;
};

/// The parts of a file whose checksum is right, and whose every link was looked at.
struct GraphParts {
    VectorIndexHead head;
    std::span<const std::byte> elements;
    std::vector<std::int32_t> levels;
    std::vector<std::span<const std::byte>> upperLinks; // by element; empty on level 0
};

/// Whether a list of links names existing elements only, each of at least `level`.
bool linksAreSound(std::span<const std::byte> list, std::size_t capacity, std::int32_t level,
                   const std::vector<std::int32_t> &levels) {
    std::uint16_t count = 0;
    std::memcpy(&count, list.data(), sizeof count);
    if (count > capacity) {
        return false;
    }
    for (std::size_t i = 0; i < count; ++i) {
        std::uint32_t link = 0;
        std::memcpy(&link, list.data() + sizeof(std::uint32_t) * (i + 1), sizeof link);
        if (link >= levels.size() || levels[link] < level) {
            return false;
        }
    }
    return true;
}

bool allLinksAreSound(const GraphParts &parts, const Graph &graph) {
    for (std::size_t i = 0; i < parts.levels.size(); ++i) {
        const auto element = parts.elements.subspan(i * graph.size_data_per_element_);
        if (!linksAreSound(element, graph.maxM0_, 0, parts.levels)) {
            return false;
        }
        for (std::int32_t level = 1; level <= parts.levels[i]; ++level) {
            const auto list = parts.upperLinks[i].subspan(static_cast<std::size_t>(level - 1) *
                                                          graph.size_links_per_element_);
            if (!linksAreSound(list, graph.maxM_, level, parts.levels)) {
                return false;
            }
        }
    }
    return true;
}

/// Nothing where the file lies about itself.
std::optional<GraphParts> readParts(std::span<const std::byte> body,
                                    const VectorIndexHead &expected, const Graph &graph) {
    Reader reader(body);
    GraphParts parts;
    const auto head = reader.take(sizeof parts.head);
    if (!head) {
        return std::nullopt;
    }
    std::memcpy(&parts.head, head->data(), sizeof parts.head);
    const VectorIndexHead &found = parts.head;
    if (std::memcmp(found.magic, expected.magic, sizeof found.magic) != 0 ||
        found.version != expected.version || found.dim != expected.dim ||
        found.owner != expected.owner || found.space != expected.space ||
        found.elementBytes != graph.size_data_per_element_ ||
        found.linkBytes != graph.size_links_per_element_ || found.linksPerLevel != graph.maxM_ ||
        found.count > body.size() / found.elementBytes) {
        return std::nullopt;
    }
    const auto elements = reader.take(found.count * found.elementBytes);
    const auto levels = elements ? reader.take(found.count * sizeof(std::int32_t)) : std::nullopt;
    if (!levels) {
        return std::nullopt;
    }
    parts.elements = *elements;
    parts.levels.resize(found.count);
    if (found.count > 0) {
        std::memcpy(parts.levels.data(), levels->data(), levels->size());
    }
    parts.upperLinks.reserve(found.count);
    for (const std::int32_t level : parts.levels) {
        if (level < 0 || level > kHighestLevel || level > found.topLevel) {
            return std::nullopt;
        }
        const auto links = reader.take(static_cast<std::uint64_t>(level) * found.linkBytes);
        if (!links) {
            return std::nullopt;
        }
        parts.upperLinks.push_back(*links);
    }
    const bool hasEntry = found.count > 0 && found.entryPoint < found.count &&
                          parts.levels[found.entryPoint] == found.topLevel;
    if (!reader.atEnd() || !(hasEntry || found.count == 0) || !allLinksAreSound(parts, graph)) {
        return std::nullopt;
    }
    return parts;
}

/// Fills an empty graph; false where labels are not photos, or not unique.
bool fillGraph(Graph &graph, const GraphParts &parts) {
    std::memcpy(graph.data_level0_memory_, parts.elements.data(), parts.elements.size());
    for (std::size_t i = 0; i < parts.levels.size(); ++i) {
        const auto id = static_cast<hnswlib::tableint>(i);
        const auto links = parts.upperLinks[i];
        if (!links.empty()) {
            graph.linkLists_[i] = static_cast<char *>(std::malloc(links.size()));
            if (graph.linkLists_[i] == nullptr) {
                return false;
            }
            std::memcpy(graph.linkLists_[i], links.data(), links.size());
        }
        graph.element_levels_[i] = parts.levels[i];
        graph.cur_element_count = i + 1;
        const auto label = graph.getExternalLabel(id);
        if (label == 0 || !std::in_range<std::int64_t>(label) ||
            !graph.label_lookup_.emplace(label, id).second) {
            return false;
        }
        if (graph.isMarkedDeleted(id)) {
            ++graph.num_deleted_;
        }
    }
    graph.maxlevel_ = parts.head.topLevel;
    graph.enterpoint_node_ = parts.head.entryPoint;
    return true;
}

template <typename T>
std::span<const std::byte> bytesOfOne(const T &value) {
    return std::as_bytes(std::span(&value, 1));
}

} // namespace

std::unique_ptr<Graph> makeGraph(GraphSpace &space, std::size_t capacity) {
    capacity = std::max(capacity, kSmallestCapacity);
    // Another seed for another size: an index that grew in two sittings must not draw the same
    // levels.
    auto graph = std::make_unique<Graph>(&space, capacity, kLinks, kBuildBreadth, capacity);
    // hnswlib prefetches what lies behind the last link of a full list: room for one more.
    graph->size_links_per_element_ += sizeof(hnswlib::tableint);
    graph->label_lookup_.reserve(capacity);
    return graph;
}

VectorIndexHead headOf(const Graph &graph, const VectorSpace &space) {
    VectorIndexHead head;
    head.dim = static_cast<std::uint32_t>(space.dim());
    head.count = graph.cur_element_count;
    head.elementBytes = graph.size_data_per_element_;
    head.linkBytes = graph.size_links_per_element_;
    head.linksPerLevel = static_cast<std::uint32_t>(graph.maxM_);
    head.topLevel = graph.maxlevel_;
    head.entryPoint = graph.enterpoint_node_;
    return head;
}

void writeGraph(const Graph &graph, const VectorIndexHead &head, const ByteSink &sink) {
    sink(bytesOfOne(head));
    sink(std::as_bytes(std::span(graph.data_level0_memory_, head.count * head.elementBytes)));
    sink(std::as_bytes(std::span(graph.element_levels_).first(head.count)));
    for (std::size_t i = 0; i < head.count; ++i) {
        const auto level = static_cast<std::size_t>(graph.element_levels_[i]);
        if (level > 0) {
            sink(std::as_bytes(std::span(graph.linkLists_[i], level * head.linkBytes)));
        }
    }
}

std::optional<GraphFromFile> readGraph(std::span<const std::byte> body,
                                       const VectorIndexHead &expected, GraphSpace &space) {
    const auto empty = makeGraph(space, 0);
    const auto parts = readParts(body, expected, *empty);
    if (!parts) {
        return std::nullopt;
    }
    GraphFromFile read{makeGraph(space, parts->levels.size()), parts->head.lastChange};
    return fillGraph(*read.graph, *parts) ? std::optional(std::move(read)) : std::nullopt;
}

} // namespace fovea::library
