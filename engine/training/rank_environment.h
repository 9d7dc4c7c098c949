#pragma once

#include "engine/core/error.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace fovea::training {

/// Which of the processes of a data-parallel run this one is, and where they meet.
struct RankEnvironment {
    int rank = 0;
    int size = 1;
    int localRank = 0;   ///< among those of this machine
    std::string address; ///< of the machine where they meet
    std::uint16_t port = 0;
    bool agentStore = false;      ///< torchrun's agent serves there already; else rank 0 does
    std::string prefix;           ///< of keys there, another for each restart by the agent
    std::optional<int> listening; ///< rank 0's socket, opened by who started it
};

using EnvironmentLookup = std::function<std::optional<std::string>(const char *)>;

/// From the variables of torchrun (RANK, WORLD_SIZE, LOCAL_RANK, MASTER_ADDR, MASTER_PORT and the
/// agent's) or of Slurm (SLURM_PROCID, SLURM_NTASKS, SLURM_LOCALID, the first node of the list);
/// nothing where this process was started alone. An Error where they contradict each other.
Result<std::optional<RankEnvironment>> rankFromEnvironment(const EnvironmentLookup &lookup);
Result<std::optional<RankEnvironment>> rankFromEnvironment();

/// The first host of Slurm's short form: "gpu[07-09,12],login" gives "gpu07".
std::string firstHost(std::string_view nodeList);

/// What `fovea train --nproc` leaves in the environment of rank 0: the number of a socket that is
/// bound and listens already, so that no other program can take the port in between.
inline constexpr char kListeningVariable[] = "FOVEA_LISTENING_SOCKET";

} // namespace fovea::training
