#include "engine/clip/prompts.h"

#include <algorithm>
#include <cmath>
#include <string_view>

namespace fovea::clip {
namespace {

constexpr std::string_view kPlaceholder = "{label}";
/// Prompts encoded at once: the ImageNet list is 1,000 labels x 80 templates.
constexpr std::size_t kPromptsAtOnce = 256;

void makeUnit(std::span<float> vector) {
    double sum = 0.0;
    for (const float value : vector) {
        sum += static_cast<double>(value) * static_cast<double>(value);
    }
    if (sum > 0.0) {
        const auto factor = static_cast<float>(1.0 / std::sqrt(sum));
        for (float &value : vector) {
            value *= factor;
        }
    }
}

} // namespace

std::string fillTemplate(const std::string &pattern, const std::string &label) {
    std::string filled;
    std::size_t from = 0;
    while (true) {
        const std::size_t at = pattern.find(kPlaceholder, from);
        filled.append(pattern, from, at - from);
        if (at == std::string::npos) {
            return filled;
        }
        filled += label;
        from = at + kPlaceholder.size();
    }
}

Result<std::vector<float>> encodeLabels(TextEncoder &encoder, std::span<const std::string> labels,
                                        std::span<const std::string> templates) {
    if (templates.empty()) {
        return fail(
            ErrorCode::BadUsage,
            "There is no template for the labels; give one a line, such as: a photo of a {label}.");
    }
    std::vector<float> sums; // [labels, dim]
    std::size_t dim = 0;
    const std::size_t prompts = labels.size() * templates.size();
    for (std::size_t first = 0; first < prompts; first += kPromptsAtOnce) {
        const std::size_t last = std::min(prompts, first + kPromptsAtOnce);
        std::vector<std::string> texts;
        for (std::size_t i = first; i < last; ++i) {
            texts.push_back(
                fillTemplate(templates[i % templates.size()], labels[i / templates.size()]));
        }
        auto embeddings = encoder.encode(texts);
        if (!embeddings) {
            return embeddings;
        }
        dim = embeddings->size() / texts.size();
        sums.resize(labels.size() * dim);
        for (std::size_t i = first; i < last; ++i) {
            float *sum = sums.data() + i / templates.size() * dim;
            const float *embedding = embeddings->data() + (i - first) * dim;
            std::transform(sum, sum + dim, embedding, sum, std::plus<>());
        }
    }
    for (std::size_t i = 0; i < labels.size(); ++i) {
        makeUnit(std::span(sums).subspan(i * dim, dim));
    }
    return sums;
}

} // namespace fovea::clip
