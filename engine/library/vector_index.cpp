#include "engine/library/vector_index.h"

#include "engine/core/half.h"
#include "engine/core/mapped_file.h"
#include "engine/library/embedding_store.h"
#include "engine/library/hnsw_graph.h"

#include <algorithm>
#include <chrono>
#include <utility>

namespace fovea::library {
namespace {

// Breadth of a search at least. The approximate order of int8 codes is mended by exact re-ranking,
// so what counts is that the true neighbours are among those found.
constexpr std::int64_t kMinSearchBreadth = 256;
constexpr std::int64_t kChangesAtOnce = 1024;

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

} // namespace

class VectorIndex::Impl {
    struct Change {
        std::int64_t number;
        PhotoId photo;
        std::vector<Half> vector;
    };

public:
    Impl(std::filesystem::path file, SpaceId space, int dim, std::uint64_t owner)
        : m_file(std::move(file))
        , m_graphSpace(dim)
        , m_space(space)
        , m_owner(owner) {
        clear();
    }

    void clear() {
        m_graph = makeGraph(m_graphSpace, 0);
        m_lastChange = 0;
        m_savedChange = -1;
    }

    VectorIndexHead head() const {
        VectorIndexHead head = headOf(*m_graph, m_graphSpace.space());
        head.owner = m_owner;
        head.space = m_space.value;
        head.lastChange = m_lastChange;
        return head;
    }

    void load() {
        const auto mapped = MappedFile::open(m_file);
        const auto body = mapped ? withoutChecksum(mapped->bytes()) : std::span<const std::byte>();
        if (auto read = readGraph(body, head(), m_graphSpace)) {
            m_graph = std::move(read->graph);
            m_lastChange = read->lastChange;
            m_savedChange = m_lastChange;
        }
    }

    /// Reads the next changes and takes them in. Returns how many there were.
    Result<std::int64_t> takeNext(EmbeddingStore &store) {
        // Read first, inserted after: no read transaction stays open while the graph is built.
        m_changes.clear();
        const auto read = store.forEachChange(
            m_space, m_lastChange,
            [this](std::int64_t number, PhotoId photo, std::span<const Half> vector) {
                m_changes.push_back({number, photo, {vector.begin(), vector.end()}});
            },
            kChangesAtOnce);
        if (!read) {
            return fail(read.error());
        }
        try {
            for (const Change &change : m_changes) {
                apply(change.photo, change.vector);
                m_lastChange = change.number;
            }
        } catch (const std::exception &exception) {
            clear(); // half an insertion is worth less than none
            return fail(ErrorCode::Failed, std::string("Cannot build the vector index: ") +
                                               exception.what() +
                                               ". Searches work without it, slower.");
        }
        return static_cast<std::int64_t>(m_changes.size());
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
    std::vector<Change> m_changes;
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
    const auto begin = std::chrono::steady_clock::now();
    std::int64_t done = 0;
    while (true) {
        if (stop != nullptr && stop->stopRequested()) {
            return fail(ErrorCode::Stopped, "Stopped while the vector index was catching up.");
        }
        const auto taken = m_impl->takeNext(store);
        if (!taken) {
            return fail(taken.error());
        }
        if (*taken == 0) {
            return done;
        }
        done += *taken;
        if (progress) {
            const auto elapsed = std::chrono::duration_cast<std::chrono::milliseconds>(
                std::chrono::steady_clock::now() - begin);
            const double seconds = static_cast<double>(elapsed.count()) / 1000;
            progress({done, std::max(*total, done),
                      seconds > 0 ? static_cast<double>(done) / seconds : 0.0, elapsed});
        }
    }
}

Result<void> VectorIndex::save() {
    if (m_impl->m_savedChange == m_impl->m_lastChange) {
        return {};
    }
    auto written = writeChecksummed(m_impl->m_file, [this](const ByteSink &sink) {
        writeGraph(*m_impl->m_graph, m_impl->head(), sink);
    });
    if (written) {
        m_impl->m_savedChange = m_impl->m_lastChange;
    }
    return written;
}

void VectorIndex::clear() {
    m_impl->clear();
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
