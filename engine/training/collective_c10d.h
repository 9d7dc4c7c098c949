#pragma once

#include "engine/core/error.h"
#include "engine/core/progress.h"
#include "engine/training/collective.h"
#include "engine/training/rank_environment.h"

#include <c10/core/Device.h>

#include <chrono>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace fovea::training {

struct CollectiveOptions {
    std::chrono::milliseconds startTimeout{std::chrono::minutes(5)}; ///< until all have come
    /// For one call: how long a rank may keep the others waiting, as with an evaluation. One that
    /// dies is noticed at once, by its closed connection.
    std::chrono::milliseconds callTimeout{std::chrono::minutes(30)};
    bool cuda = false; ///< over NCCL, one device a rank of a machine; needs a build with it
};

/// Waits until all ranks of the environment have come. Over Gloo: by loopback where they meet
/// there, else by the interface in GLOO_SOCKET_IFNAME or that of this machine's name.
Result<std::unique_ptr<Collective>> joinRanks(const RankEnvironment &environment,
                                              const CollectiveOptions &options);

/// The ranks of this process's environment, or the process alone.
Result<std::unique_ptr<Collective>> joinRanks(const CollectiveOptions &options = {});

/// Where this process computes: the CPU, or the CUDA device of its number among those of its
/// machine.
at::Device deviceOfRank(bool cuda);

/// Sums many tensors over the ranks, in few calls. All of one type.
void allReduceSum(Collective &collective, std::span<at::Tensor> tensors);

/// The text of each rank, in their order.
std::vector<std::string> gatherTexts(Collective &collective, const std::string &text);

/// Between two steps: whether all ranks go on. One that was asked to stop stops all after the same
/// step; while one is paused the others wait here, however long.
bool allGoOn(Collective &collective, const StopToken &stop);

} // namespace fovea::training
