#include "engine/search/recall.h"

#include "engine/library/dot_product.h"

#include <algorithm>
#include <cassert>
#include <limits>
#include <vector>

namespace fovea::search {
namespace {

RecallFigures figuresOf(std::vector<std::int64_t> ranks) {
    RecallFigures figures;
    if (ranks.empty()) {
        return figures;
    }
    const auto share = [&](std::int64_t k) {
        return static_cast<double>(
                   std::ranges::count_if(ranks, [k](auto rank) { return rank <= k; })) /
               static_cast<double>(ranks.size());
    };
    figures.r1 = share(1);
    figures.r5 = share(5);
    figures.r10 = share(10);
    std::ranges::sort(ranks);
    const std::size_t half = ranks.size() / 2;
    figures.medianRank = ranks.size() % 2 == 1
                             ? static_cast<double>(ranks[half])
                             : static_cast<double>(ranks[half - 1] + ranks[half]) / 2;
    return figures;
}

/// Where `scores[index]` stands, from 1: behind all that are higher, and behind equals before it.
std::int64_t rankOf(std::span<const float> scores, std::size_t index) {
    std::int64_t rank = 1;
    for (std::size_t i = 0; i < scores.size(); ++i) {
        rank += scores[i] > scores[index] || (scores[i] == scores[index] && i < index) ? 1 : 0;
    }
    return rank;
}

} // namespace

Recall measureRecall(std::span<const float> photos, std::span<const float> captions,
                     std::span<const std::int64_t> photoOfCaption, int dim) {
    const auto width = static_cast<std::size_t>(dim);
    const std::size_t photoCount = photos.size() / width;
    const std::size_t captionCount = photoOfCaption.size();
    assert(photos.size() == photoCount * width && captions.size() == captionCount * width);
    const library::FloatDot dot = library::floatDot(library::supportedCpuPaths().back());

    std::vector<std::int64_t> textRanks(captionCount);
    std::vector<float> scores(photoCount);
    for (std::size_t c = 0; c < captionCount; ++c) {
        for (std::size_t p = 0; p < photoCount; ++p) {
            scores[p] = dot(&captions[c * width], &photos[p * width], width);
        }
        textRanks[c] = rankOf(scores, static_cast<std::size_t>(photoOfCaption[c]));
    }

    std::vector<std::vector<std::size_t>> captionsOfPhoto(photoCount);
    for (std::size_t c = 0; c < captionCount; ++c) {
        captionsOfPhoto[static_cast<std::size_t>(photoOfCaption[c])].push_back(c);
    }
    std::vector<std::int64_t> imageRanks;
    scores.resize(captionCount);
    for (std::size_t p = 0; p < photoCount; ++p) {
        if (captionsOfPhoto[p].empty()) {
            continue; // nothing that could be found for it
        }
        for (std::size_t c = 0; c < captionCount; ++c) {
            scores[c] = dot(&photos[p * width], &captions[c * width], width);
        }
        auto best = std::numeric_limits<std::int64_t>::max();
        for (const std::size_t c : captionsOfPhoto[p]) {
            best = std::min(best, rankOf(scores, c));
        }
        imageRanks.push_back(best);
    }
    return {figuresOf(std::move(textRanks)), figuresOf(std::move(imageRanks))};
}

} // namespace fovea::search
