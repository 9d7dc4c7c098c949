#pragma once

#include <cstdint>
#include <span>

namespace fovea::search {

/// Shares between 0 and 1, and a median rank that starts at 1.
struct RecallFigures {
    double r1 = 0;
    double r5 = 0;
    double r10 = 0;
    double medianRank = 0;
};

struct Recall {
    RecallFigures textToImage; ///< over captions: the rank of the caption's own photo
    RecallFigures imageToText; ///< over photos: the best rank of any of its captions
};

/// photos: [p, dim]; captions: [c, dim], both unit; photoOfCaption[c] in [0, p).
Recall measureRecall(std::span<const float> photos, std::span<const float> captions,
                     std::span<const std::int64_t> photoOfCaption, int dim);

} // namespace fovea::search
