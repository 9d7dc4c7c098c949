#pragma once

#include "engine/core/error.h"

#include <optional>
#include <string>
#include <vector>

namespace fovea::app {

/// Several processes of one data-parallel run on this machine.
struct RankLaunch {
    int ranks = 2;
    int threadsEach = 1;
    std::vector<std::string> command; ///< of each rank: the program and its arguments
};

/// Starts the ranks, which meet over loopback, and waits for them. Standard input and output are
/// rank 0's, and so is standard error; SIGINT and SIGTERM are passed on to all. One that dies takes
/// the others with it, and is the Error; else the answer is rank 0's exit status. The ranks never
/// outlive this process. Thread: the main one, before others are started.
Result<int> launchRanks(const RankLaunch &launch);

/// The command line of this process with `--nproc` taken out and `--threads` put right, for its
/// ranks. `arguments` without the program's name.
std::vector<std::string> rankCommand(const std::vector<std::string> &arguments, int threadsEach);

/// In a rank that launchRanks() started: the exit status to leave with, unsaid, for an Error that
/// is only the echo of another rank's end; that one is told by the launcher.
std::optional<int> echoStatus(const Error &error);

} // namespace fovea::app
