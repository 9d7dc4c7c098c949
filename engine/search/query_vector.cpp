#include "engine/search/query_vector.h"

#include <cmath>

namespace fovea::search {

std::optional<clip::Embedding> queryVector(std::span<const QueryPart> parts) {
    if (parts.empty()) {
        return std::nullopt;
    }
    clip::Embedding sum(parts.front().embedding.size()); // [dim]
    for (const QueryPart &part : parts) {
        for (std::size_t i = 0; i < sum.size(); ++i) {
            sum[i] += part.weight * part.embedding[i];
        }
    }
    double squares = 0;
    for (const float value : sum) {
        squares += static_cast<double>(value) * value;
    }
    const auto length = static_cast<float>(std::sqrt(squares));
    if (!std::isfinite(length) || length < 1e-6F) {
        return std::nullopt;
    }
    for (float &value : sum) {
        value /= length;
    }
    return sum;
}

} // namespace fovea::search
