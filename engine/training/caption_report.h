#pragma once

#include "engine/training/advice.h"
#include "engine/training/captions.h"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace fovea::training {

/// What a person is told of a data set before it is learned from.
struct CaptionReport {
    std::int64_t photos = 0;
    std::int64_t captioned = 0;   ///< photos with captions
    std::int64_t captions = 0;    ///< of all photos
    std::int64_t distinct = 0;    ///< different captions
    std::int64_t equal = 0;       ///< captions that another photo has as well
    std::int64_t equalGroups = 0; ///< different captions among those
    std::int64_t noCaption = 0;   ///< photos without
    std::int64_t tooLong = 0;     ///< captions of which the model reads the beginning alone
    std::int64_t oneWord = 0;
    std::vector<UnreadablePicture> unreadable;
    std::vector<Advice> advice; ///< none where all is well
};

/// Counts the tokens of a caption, with start and end and without a limit.
using TokenCounter = std::function<std::size_t(std::string_view)>;

/// `contextLength`: how many tokens the model reads.
CaptionReport reportOn(const CaptionedSet &set, const TokenCounter &countTokens,
                       std::size_t contextLength);

/// Fewer captioned photos than this teach nothing that can be measured.
inline constexpr std::int64_t kFewestPhotos = 8;

} // namespace fovea::training
