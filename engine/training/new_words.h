#pragma once

#include "engine/clip/tokenizer.h"
#include "engine/training/training_job.h"

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace fovea::training {

/// A word of the captions that the model cannot know, as the name of somebody's dog.
struct NewWord {
    std::string word;       ///< lower case
    std::size_t photos = 0; ///< that have it in a caption

    bool operator==(const NewWord &) const = default;
};

/// Names, which are written with a capital letter wherever they stand, and words that the tokenizer
/// cuts in pieces and CLIP's own, larger one too; one that CLIP has a token for only where it
/// stands as names do, without an article. Each with two photos and more, and no form of a word of
/// the `general` captions. Beside them, with as many photos, words that the model was taught
/// `before`: they are there to be learned again. Those with the most photos come first.
std::vector<NewWord> findNewWords(const clip::Tokenizer &tokenizer,
                                  std::span<const JobCaption> captions,
                                  std::span<const std::string> general,
                                  std::span<const std::string> before = {});

/// The words of a caption as the tokenizer cuts it, lower case, letters alone.
std::vector<std::string> wordsOf(std::string_view caption);

/// How many photos have one of these words in a caption.
std::size_t photosWithWords(std::span<const JobCaption> captions,
                            std::span<const std::string> words);

} // namespace fovea::training
