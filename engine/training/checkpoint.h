#pragma once

#include "engine/training/parameters.h"

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace fovea::training {

/// What a run needs to go on as if nothing had happened: tensors in groups ("changes", "moments",
/// "best") and texts (step, figures). One safetensors file, written atomically.
struct Checkpoint {
    std::map<std::string, Parameters> groups; ///< names of groups hold no dot
    std::map<std::string, std::string> texts;

    Result<void> write(const std::filesystem::path &file) const;
    /// Nothing where there is no file. One that is damaged is an Error.
    static Result<std::optional<Checkpoint>> read(const std::filesystem::path &file);
};

/// For `texts`: hexadecimal, so that std::stod gives the number back as it was.
std::string exactText(double value);

inline constexpr std::string_view kCheckpointFile = "checkpoint.safetensors";

} // namespace fovea::training
