#pragma once

#include "engine/clip/embedding.h"

#include <filesystem>
#include <string>
#include <vector>

namespace fovea::search {

/// An image that photos should be like: a file to encode, a photo of the library, or pixels that
/// somebody encoded already.
struct ImageTerm {
    std::filesystem::path file;
    clip::Embedding embedding; ///< filled in by whoever holds the image encoder
    bool excluded = false;

    bool operator==(const ImageTerm &) const = default;
};

/// What a person looks for, as chips would show it.
struct Query {
    std::vector<std::string> words;    ///< phrases that describe the photo
    std::vector<std::string> exact;    ///< text that must stand in its name, caption or keywords
    std::vector<std::string> excluded; ///< phrases that must not describe it
    std::vector<ImageTerm> images;

    bool empty() const {
        return words.empty() && exact.empty() && excluded.empty() && images.empty();
    }
    bool operator==(const Query &) const = default;
};

} // namespace fovea::search
