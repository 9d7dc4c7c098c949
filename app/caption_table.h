#pragma once

#include "engine/core/error.h"

#include <filesystem>
#include <string>
#include <vector>

namespace fovea::app {

struct CaptionRow {
    std::filesystem::path file; ///< absolute; as written it is relative to the table
    std::string caption;

    bool operator==(const CaptionRow &) const = default;
};

/// Reads a CSV file (RFC 4180) with the columns `file` and `caption` in any order; others are
/// ignored.
Result<std::vector<CaptionRow>> readCaptionTable(const std::filesystem::path &csv);

/// The lines of a text file without white space at their ends; empty ones are left out.
Result<std::vector<std::string>> readLines(const std::filesystem::path &file);

} // namespace fovea::app
