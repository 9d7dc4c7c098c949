#pragma once

#include "engine/library/vector_index_file.h"
#include "engine/library/vector_space.h"

#include <hnswlib/hnswlib.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>

namespace fovea::library {

// hnswlib's graph, and the way of it into a file and back. Only the vector index includes this.

using Graph = hnswlib::HierarchicalNSW<float>;

constexpr std::size_t kSmallestCapacity = 1024;

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

/// An empty graph; `space` has to outlive it.
std::unique_ptr<Graph> makeGraph(GraphSpace &space, std::size_t capacity);

/// The head of a file for this graph, but for whose it is and how far it has read.
VectorIndexHead headOf(const Graph &graph, const VectorSpace &space);

/// What goes between the head and the checksum.
void writeGraph(const Graph &graph, const VectorIndexHead &head, const ByteSink &sink);

struct GraphFromFile {
    std::unique_ptr<Graph> graph;
    std::int64_t lastChange = 0;
};

/// Reads what follows from `body`, the file without its checksum. Nothing where it is of another
/// kind or owner than `expected`, or lies about itself: every link is looked at.
std::optional<GraphFromFile> readGraph(std::span<const std::byte> body,
                                       const VectorIndexHead &expected, GraphSpace &space);

} // namespace fovea::library
