#pragma once

#include "engine/clip/tokenizer.h"
#include "engine/training/album_names.h"
#include "engine/training/training_job.h"

#include <ATen/core/Tensor.h>

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

namespace fovea::training {

/// A photo and one of its captions, by their numbers.
struct AlbumPair {
    std::size_t photo = 0;
    std::size_t text = 0;
};

/// A photo that is learned.
struct LearnedPhoto {
    std::size_t photo = 0;
    std::vector<std::size_t> captions; ///< texts
    std::vector<std::size_t> names;    ///< in AlbumData::names
};

/// A job in numbers: every text once, cut into tokens, photos by what is theirs.
struct AlbumData {
    std::vector<std::string> texts;
    std::vector<std::vector<std::int32_t>> tokens; ///< of texts
    std::vector<bool> changed;                     ///< of texts: a learned word stands in it

    /// Words of the adapter that the job stands on and does not learn again; their embeddings stay.
    std::vector<clip::LearnedWord> wordsBefore;
    std::vector<std::int64_t> rowsBefore;          ///< theirs, in that adapter's table
    std::vector<clip::LearnedWord> words;          ///< to be learned; their rows stand behind those
    std::vector<std::int32_t> wordPieces;          ///< ids that the words had before, word by word
    std::vector<AlbumName> names;                  ///< by number in LearnedPhoto
    std::vector<std::vector<std::size_t>> prompts; ///< of names: texts that say them

    std::vector<LearnedPhoto> learn;
    std::vector<LearnedPhoto> aside;  ///< as learn, of what is held out
    std::vector<std::size_t> besides; ///< photos with captions that the method cannot learn from
    std::vector<AlbumPair> heldOut;
    std::vector<std::size_t> guardTexts; ///< general captions
    std::vector<std::size_t> guardPhotos;
    std::vector<AlbumPair> guardPairs;
    std::vector<std::size_t> examples; ///< texts
    at::Tensor features;               ///< [photos, featureDim], undefined where there are none

    /// What was held out is learned too, from now on.
    void learnAll();
    /// Photos whose embeddings are held to where they are: of the guard, or where those are few
    /// all that there are.
    std::vector<std::size_t> heldPhotos() const;
    /// Whether the names that matter are made of new words, which then are all that Names learns.
    bool wordsSuffice() const;
    /// Whether there are photos enough to tell what a change of images does to others.
    bool manyPhotos() const;
};

/// Reads captions and tokenizer. Words of `job.options` are learned; where it names none they
/// are found.
Result<AlbumData> albumData(const AlbumJob &job);

} // namespace fovea::training
