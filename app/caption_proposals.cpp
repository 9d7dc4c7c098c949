#include "app/caption_proposals.h"

#include <QRegularExpression>

#include <algorithm>
#include <functional>
#include <numeric>
#include <optional>

namespace fovea::app {

namespace {

constexpr float kNearlyTheSame = .93F; ///< a burst, or the same view a moment later
constexpr std::size_t kNeighbors = 3;
constexpr std::size_t kFewest = 3; ///< examples that a name needs to be a measure of itself
constexpr double kStrangest = .2;  ///< share of the examples that may be less close than a photo

float dot(std::span<const float> a, std::span<const float> b) {
    return std::inner_product(a.begin(), a.end(), b.begin(), 0.F);
}

/// The mean cosine to the closest examples, without `self`.
float closeness(std::span<const float> embedding, std::span<const ExamplePhoto *const> group,
                const ExamplePhoto *self) {
    std::vector<float> cosines;
    for (const ExamplePhoto *example : group) {
        if (example != self) {
            cosines.push_back(dot(embedding, example->embedding));
        }
    }
    const std::size_t count = std::min(kNeighbors, cosines.size());
    if (count == 0) {
        return -1;
    }
    std::partial_sort(cosines.begin(), cosines.begin() + static_cast<std::ptrdiff_t>(count),
                      cosines.end(), std::greater<>());
    return std::accumulate(cosines.begin(), cosines.begin() + static_cast<std::ptrdiff_t>(count),
                           0.F) /
           static_cast<float>(count);
}

/// The photos of a name, and how close a photo has to be to them.
struct NamedGroup {
    QString name; ///< as it is written in the captions
    std::vector<const ExamplePhoto *> photos;
    float threshold = 0;
};

std::optional<NamedGroup> groupOf(std::span<const ExamplePhoto> examples, const QString &name) {
    const QRegularExpression word(
        QStringLiteral("(?<!\\w)%1(?!\\w)").arg(QRegularExpression::escape(name)),
        QRegularExpression::CaseInsensitiveOption | QRegularExpression::UseUnicodePropertiesOption);
    NamedGroup group;
    for (const ExamplePhoto &example : examples) {
        for (const QString &caption : example.captions) {
            if (const auto match = word.match(caption); match.hasMatch()) {
                group.name = match.captured();
                group.photos.push_back(&example);
                break;
            }
        }
    }
    if (group.photos.size() < kFewest) {
        return std::nullopt;
    }
    std::vector<float> own;
    for (const ExamplePhoto *photo : group.photos) {
        own.push_back(closeness(photo->embedding, group.photos, photo));
    }
    std::ranges::sort(own);
    group.threshold = own[static_cast<std::size_t>(kStrangest * static_cast<double>(own.size()))];
    return group;
}

} // namespace

std::vector<QString> proposeCaptions(std::span<const ExamplePhoto> examples,
                                     const QStringList &names, std::span<const float> bare,
                                     std::size_t dim, const StopToken *stop) {
    std::vector<NamedGroup> groups;
    for (const QString &name : names) {
        if (auto group = groupOf(examples, name)) {
            groups.push_back(std::move(*group));
        }
    }
    std::vector<QString> proposals(bare.size() / dim);
    const auto stopped = [stop] { return stop != nullptr && stop->stopRequested(); };
    for (std::size_t i = 0; i < proposals.size() && !stopped(); ++i) {
        const auto embedding = bare.subspan(i * dim, dim);
        float best = kNearlyTheSame;
        for (const ExamplePhoto &example : examples) {
            if (const float cosine = dot(embedding, example.embedding); cosine >= best) {
                best = cosine;
                proposals[i] = example.captions.constFirst();
            }
        }
        if (!proposals[i].isEmpty()) {
            continue;
        }
        float margin = 0;
        for (const NamedGroup &group : groups) {
            const float over = closeness(embedding, group.photos, nullptr) - group.threshold;
            if (over >= margin) {
                margin = over;
                proposals[i] = group.name;
            }
        }
    }
    return proposals;
}

} // namespace fovea::app
