#pragma once

#include "engine/training/training_job.h"

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace fovea::training {

/// What an album calls something of its own: "zorbo", "rex zorbo", "silver pickle".
struct AlbumName {
    std::string text;                ///< as the tokenizer sees it, lower case
    std::vector<std::size_t> photos; ///< numbers of photos whose captions have it, ascending
    bool newWords = false;           ///< made of new words alone

    bool operator==(const AlbumName &) const = default;
};

/// The names in the captions, those of `newWords` (new_words.h) first: each run of them is one.
/// Beside them runs of words that the general captions do not have side by side and of which one
/// hardly stands alone ("silver pickle"), and a word that at least half of the captions have and no
/// general caption. Each has two photos or more.
std::vector<AlbumName> findAlbumNames(std::span<const JobCaption> captions,
                                      std::span<const std::string> newWords,
                                      std::span<const std::string> general);

} // namespace fovea::training
