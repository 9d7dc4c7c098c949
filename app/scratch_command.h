#pragma once

#include "app/session.h"
#include "app/train_options.h"
#include "engine/core/error.h"

#include <cstdint>
#include <filesystem>
#include <string>

namespace CLI {
class App;
}

namespace fovea::app {

/// What `fovea train --from-scratch CONFIG` and `--lock-image CONFIG` have beside the options that
/// albums have too. Numbers at 0 and empty texts are left to the configuration.
struct ScratchCommand {
    std::string config;             ///< a file, or the name of one that comes with Fovea
    std::string lockImage;          ///< the same, for a text side over the image tower of a model
    std::filesystem::path validate; ///< data whose recall is measured
    std::filesystem::path out;
    std::string initialize; ///< a model to go on from, or whose image tower is locked
    std::string objective;
    std::string text;
    std::string precision;
    std::int64_t chunk = 0;
    std::int64_t steps = 0;
    std::int64_t evaluateEvery = 0;
    int ranks = 1; ///< processes on this machine

    bool wanted() const { return !config.empty() || !lockImage.empty(); }
};

void addScratchOptions(CLI::App &command, ScratchCommand &values);

Result<int> runScratch(const CommonOptions &common, const TrainCommand &train,
                       const ScratchCommand &scratch);

} // namespace fovea::app
