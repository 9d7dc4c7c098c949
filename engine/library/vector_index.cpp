#include "engine/library/vector_index.h"

#include "engine/core/half.h"
#include "engine/core/mapped_file.h"
#include "engine/library/embedding_store.h"
#include "engine/library/vector_index_file.h"
#include "engine/library/vector_space.h"

#include <hnswlib/hnswlib.h>

#include <algorithm>
#include <bit>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <optional>
#include <utility>

namespace fovea::library {
namespace {

static_assert(std::endian::native == std::endian::little, "the index file is little-endian");

// HNSW (Malkov and Yashunin, 2018): links of an element, breadth of the search while building.
constexpr std::size_t kLinks = 16;
constexpr std::size_t kBuildBreadth = 200;
// Breadth of a search at least. The approximate order of int8 codes is mended by exact re-ranking,
// so what counts is that the true neighbours are among those found.
constexpr std::int64_t kMinSearchBreadth = 256;
constexpr std::int64_t kChangesAtOnce = 1024;
constexpr std::size_t kSmallestCapacity = 1024;
constexpr std::int32_t kHighestLevel = 63;

using Graph = hnswlib::HierarchicalNSW<float>;

/// What hnswlib asks of a space, answered by ours.
class GraphSpace : public hnswlib::SpaceInterface<float> {
public:
    explicit GraphSpace(int dim)
        : m_space(dim) {}
    const VectorSpace &space() const { return m_space; }
    size_t get_data_size() override { return m_space.codeBytes(); }
    hnswlib::DISTFUNC<float> get_dist_func() override { return &GraphSpace::distance; }
    void *get_dist_func_param() override { return &m_space; }

private:
    static float distance(const void *a, const void *b, const void *space) {
        return static_cast<const VectorSpace *>(space)->distance(a, b);
    }
    VectorSpace m_space;
};

class GraphFilter : public hnswlib::BaseFilterFunctor {
public:
    explicit GraphFilter(const std::function<bool(PhotoId)> &allowed)
        : m_allowed(allowed) {}
    bool operator()(hnswlib::labeltype label) override {
        return m_allowed(PhotoId{static_cast<std::int64_t>(label)});
    }

private:
    const std::function<bool(PhotoId)> &m_allowed;
};

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

class VectorIndex::Impl {
public:
    Impl(std::filesystem::path file, SpaceId space, int dim, std::uint64_t owner)
        : m_file(std::move(file))
        , m_graphSpace(dim)
        , m_space(space)
        , m_owner(owner) {
        makeGraph(kSmallestCapacity);
    }

    void makeGraph(std::size_t capacity) {
        // Another seed for another size: an index that grew in two sittings must not draw the same
        // levels.
        m_graph = std::make_unique<Graph>(&m_graphSpace, std::max(capacity, kSmallestCapacity),
                                          kLinks, kBuildBreadth, capacity);
        m_graph->label_lookup_.reserve(capacity);
        m_lastChange = 0;
    }

    VectorIndexHead head() const {
        VectorIndexHead head;
        head.dim = static_cast<std::uint32_t>(m_graphSpace.space().dim());
        head.owner = m_owner;
        head.space = m_space.value;
        head.lastChange = m_lastChange;
        head.count = m_graph->cur_element_count;
        head.elementBytes = m_graph->size_data_per_element_;
        head.linkBytes = m_graph->size_links_per_element_;
        head.linksPerLevel = static_cast<std::uint32_t>(m_graph->maxM_);
        head.topLevel = m_graph->maxlevel_;
        head.entryPoint = m_graph->enterpoint_node_;
        return head;
    }

    void load() {
        const auto mapped = MappedFile::open(m_file);
        const auto body = mapped ? withoutChecksum(mapped->bytes()) : std::span<const std::byte>();
        const auto parts = readParts(body, head(), *m_graph);
        if (!parts) {
            return;
        }
        makeGraph(parts->levels.size());
        if (!fillGraph(*m_graph, *parts)) {
            makeGraph(kSmallestCapacity);
            return;
        }
        m_lastChange = parts->head.lastChange;
        m_savedChange = m_lastChange;
    }

    void apply(PhotoId photo, std::span<const Half> halves) {
        const auto label = static_cast<hnswlib::labeltype>(photo.value);
        const VectorSpace &space = m_graphSpace.space();
        m_vector.resize(halves.size());
        toFloat(halves, m_vector);
        m_code.resize(space.codeBytes());
        if (std::cmp_equal(halves.size(), space.dim()) && space.encode(m_vector, m_code)) {
            if (m_graph->cur_element_count == m_graph->max_elements_) {
                m_graph->resizeIndex(m_graph->max_elements_ + m_graph->max_elements_ / 2);
            }
            m_graph->addPoint(m_code.data(), label);
            return;
        }
        const auto found = m_graph->label_lookup_.find(label);
        if (found != m_graph->label_lookup_.end() && !m_graph->isMarkedDeleted(found->second)) {
            m_graph->markDelete(label);
        }
    }

    bool mostlyDeleted() const {
        return m_graph->num_deleted_ > kSmallestCapacity &&
               m_graph->num_deleted_ > m_graph->cur_element_count / 2;
    }

    std::filesystem::path m_file;
    GraphSpace m_graphSpace;
    SpaceId m_space;
    std::uint64_t m_owner;
    std::unique_ptr<Graph> m_graph;
    std::int64_t m_lastChange = 0;
    std::int64_t m_savedChange = -1;
    std::vector<float> m_vector;   // [dim]
    std::vector<std::byte> m_code; // [codeBytes]
};

VectorIndex::VectorIndex(std::unique_ptr<Impl> impl)
    : m_impl(std::move(impl)) {}

VectorIndex::~VectorIndex() = default;

std::unique_ptr<VectorIndex> VectorIndex::open(const std::filesystem::path &file, SpaceId space,
                                               int dim, std::uint64_t owner) {
    auto impl = std::make_unique<Impl>(file, space, dim, owner);
    impl->load();
    return std::unique_ptr<VectorIndex>(new VectorIndex(std::move(impl)));
}

Result<std::int64_t> VectorIndex::catchUp(EmbeddingStore &store, const StopToken *stop,
                                          const ProgressFunction &progress) {
    const auto newest = store.lastChange(m_impl->m_space);
    if (!newest) {
        return fail(newest.error());
    }
    if (*newest < m_impl->m_lastChange || m_impl->mostlyDeleted()) {
        clear(); // a catalog from an older backup, or a graph of holes
    }
    const auto total = store.countChanges(m_impl->m_space, m_impl->m_lastChange);
    if (!total) {
        return fail(total.error());
    }
    struct Change {
        std::int64_t number;
        PhotoId photo;
        std::vector<Half> vector;
    };
    const auto begin = std::chrono::steady_clock::now();
    std::int64_t done = 0;
    std::vector<Change> changes;
    do {
        if (stop != nullptr && stop->stopRequested()) {
            return fail(ErrorCode::Stopped, "Stopped while the vector index was catching up.");
        }
        // Read first, inserted after: no read transaction stays open while the graph is built.
        changes.clear();
        const auto read = store.forEachChange(
            m_impl->m_space, m_impl->m_lastChange,
            [&](std::int64_t number, PhotoId photo, std::span<const Half> vector) {
                changes.push_back({number, photo, {vector.begin(), vector.end()}});
            },
            kChangesAtOnce);
        if (!read) {
            return fail(read.error());
        }
        try {
            for (const Change &change : changes) {
                m_impl->apply(change.photo, change.vector);
                m_impl->m_lastChange = change.number;
            }
        } catch (const std::exception &exception) {
            clear(); // half an insertion is worth less than none
            return fail(ErrorCode::Failed, std::string("Cannot build the vector index: ") +
                                               exception.what() +
                                               ". Searches work without it, slower.");
        }
        done += static_cast<std::int64_t>(changes.size());
        if (progress) {
            const auto elapsed = std::chrono::duration_cast<std::chrono::milliseconds>(
                std::chrono::steady_clock::now() - begin);
            const double seconds = static_cast<double>(elapsed.count()) / 1000;
            progress({done, std::max(*total, done),
                      seconds > 0 ? static_cast<double>(done) / seconds : 0.0, elapsed});
        }
    } while (!changes.empty());
    return done;
}

Result<void> VectorIndex::save() {
    if (m_impl->m_savedChange == m_impl->m_lastChange) {
        return {};
    }
    const Graph &graph = *m_impl->m_graph;
    auto written = writeChecksummed(m_impl->m_file, [&](const ByteSink &sink) {
        const VectorIndexHead head = m_impl->head();
        sink(bytesOfOne(head));
        sink(std::as_bytes(std::span(graph.data_level0_memory_, head.count * head.elementBytes)));
        sink(std::as_bytes(std::span(graph.element_levels_).first(head.count)));
        for (std::size_t i = 0; i < head.count; ++i) {
            const auto level = static_cast<std::size_t>(graph.element_levels_[i]);
            if (level > 0) {
                sink(std::as_bytes(std::span(graph.linkLists_[i], level * head.linkBytes)));
            }
        }
    });
    if (written) {
        m_impl->m_savedChange = m_impl->m_lastChange;
    }
    return written;
}

void VectorIndex::clear() {
    m_impl->makeGraph(kSmallestCapacity);
    m_impl->m_savedChange = -1;
}

std::int64_t VectorIndex::size() const {
    return static_cast<std::int64_t>(m_impl->m_graph->cur_element_count -
                                     m_impl->m_graph->num_deleted_);
}

std::int64_t VectorIndex::lastChange() const {
    return m_impl->m_lastChange;
}

bool VectorIndex::contains(PhotoId photo) const {
    const auto &lookup = m_impl->m_graph->label_lookup_;
    const auto found = lookup.find(static_cast<hnswlib::labeltype>(photo.value));
    return found != lookup.end() && !m_impl->m_graph->isMarkedDeleted(found->second);
}

std::vector<Neighbor> VectorIndex::search(std::span<const float> query, std::int64_t count,
                                          const std::function<bool(PhotoId)> &filter) const {
    const VectorSpace &space = m_impl->m_graphSpace.space();
    std::vector<std::byte> code(space.codeBytes());
    if (count <= 0 || size() == 0 || !space.encode(query, code)) {
        return {};
    }
    const auto breadth = static_cast<std::size_t>(std::max(count, kMinSearchBreadth));
    GraphFilter graphFilter(filter);
    auto found = m_impl->m_graph->searchKnn(code.data(), breadth, filter ? &graphFilter : nullptr);
    while (found.size() > static_cast<std::size_t>(count)) {
        found.pop(); // the farthest
    }
    std::vector<Neighbor> neighbors(found.size());
    for (std::size_t i = neighbors.size(); i-- > 0; found.pop()) {
        neighbors[i] = {PhotoId{static_cast<std::int64_t>(found.top().second)},
                        1.0F - found.top().first};
    }
    std::ranges::stable_sort(neighbors, [](const Neighbor &a, const Neighbor &b) {
        return a.score != b.score ? a.score > b.score : a.photo < b.photo;
    });
    return neighbors;
}

} // namespace fovea::library
