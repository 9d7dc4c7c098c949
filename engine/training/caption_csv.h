#pragma once

#include "engine/core/error.h"

#include <filesystem>
#include <string>
#include <vector>

namespace fovea::training {

struct CaptionRow {
    std::filesystem::path file; ///< absolute; as written it is relative to the table
    std::string caption;

    bool operator==(const CaptionRow &) const = default;
};

/// Reads a table (RFC 4180; commas, semicolons or tabs) whose first line names its columns: `file`
/// (or `filename`, `file_name`, `filepath`, `path`, `image`) and `caption` (or `text`, `title`);
/// others are ignored. `images`: the folder that files are relative to; empty: the table's own.
Result<std::vector<CaptionRow>> readCaptionCsv(const std::filesystem::path &csv,
                                               const std::filesystem::path &images = {});

} // namespace fovea::training
