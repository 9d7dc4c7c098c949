#pragma once

#include "app/session.h"
#include "engine/core/error.h"
#include "engine/core/progress.h"
#include "engine/training/photo_groups.h"

#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace fovea::app {

/// The embeddings of many photo files, made without a library.
struct FileEmbeddings {
    std::vector<float> embeddings;     ///< [n, dim], a row of zeros for a file that failed
    std::vector<float> features;       ///< [n, featureDim] likewise; empty where the model has none
    std::vector<std::string> failures; ///< [n], empty for a file that did not fail
    std::vector<training::PhotoTraits> traits; ///< [n]
};

/// Decodes and encodes with one worker a core, in fp32. `done` is told after each file.
Result<FileEmbeddings> embedFiles(Session &session, std::span<const std::filesystem::path> files,
                                  const std::function<void(std::size_t done)> &done);

/// One file as it comes back from a worker.
struct ReadFile {
    std::size_t index = 0; ///< in the list of files
    std::string failure;   ///< why it could not be read; then nothing else is set
    image::DecodedPhoto photo;
    std::span<const float> embedding; // [dim]; empty where only decoding was asked for
    std::span<const float> features;  // [featureDim]
};

enum class Encode { Yes, No };

/// The same, file by file in any order: `take` hears of each, one at a time, and ends all with an
/// Error. Stopped, the files in hand are finished and the Error says so.
Result<void> readFiles(Session &session, std::span<const std::filesystem::path> files,
                       Encode encode, const StopToken *stop,
                       const std::function<Result<void>(const ReadFile &)> &take);

} // namespace fovea::app
