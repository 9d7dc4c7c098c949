#pragma once

#include "app/session.h"
#include "engine/core/error.h"

#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace fovea::app {

/// The embeddings of many photo files, made without a library.
struct FileEmbeddings {
    std::vector<float> embeddings;     ///< [n, dim], a row of zeros for a file that failed
    std::vector<std::string> failures; ///< [n], empty for a file that did not fail
};

/// Decodes and encodes with one worker a core, in fp32. `done` is told after each file.
Result<FileEmbeddings> embedFiles(Session &session, std::span<const std::filesystem::path> files,
                                  const std::function<void(std::size_t done)> &done);

} // namespace fovea::app
