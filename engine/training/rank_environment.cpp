#include "engine/training/rank_environment.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>

namespace fovea::training {
namespace {

constexpr std::uint16_t kFirstSlurmPort = 15000;
constexpr std::uint32_t kSlurmPorts = 15000; // below those that are handed out for any purpose

class Variables {
public:
    explicit Variables(const EnvironmentLookup &lookup)
        : m_lookup(lookup) {}

    std::optional<std::string> text(const char *name) const {
        auto value = m_lookup(name);
        return value && !value->empty() ? value : std::nullopt;
    }

    /// The first of the names that is set.
    std::optional<std::string> anyOf(std::initializer_list<const char *> names) const {
        for (const char *name : names) {
            if (auto value = text(name)) {
                return value;
            }
        }
        return std::nullopt;
    }

    Result<int> number(const char *name, std::optional<int> otherwise = std::nullopt) const {
        const auto value = text(name);
        if (!value) {
            if (otherwise) {
                return *otherwise;
            }
            return fail(ErrorCode::BadUsage, std::string("The environment variable ") + name +
                                                 " is missing. torchrun and srun set it.");
        }
        int result = -1;
        const auto [end, error] =
            std::from_chars(value->data(), value->data() + value->size(), result);
        if (error != std::errc{} || end != value->data() + value->size() || result < 0) {
            return fail(ErrorCode::BadUsage, std::string("The environment variable ") + name +
                                                 " should be a number and is \"" + *value + "\".");
        }
        return result;
    }

private:
    const EnvironmentLookup &m_lookup;
};

Result<void> setPort(RankEnvironment &environment, int port) {
    if (port < 1 || port > UINT16_MAX) {
        return fail(ErrorCode::BadUsage, "MASTER_PORT should be between 1 and 65535 and is " +
                                             std::to_string(port) + ".");
    }
    environment.port = static_cast<std::uint16_t>(port);
    return {};
}

Result<RankEnvironment> fromTorchrun(const Variables &variables) {
    RankEnvironment environment;
    const auto rank = variables.number("RANK");
    const auto size = variables.number("WORLD_SIZE");
    const auto port = variables.number("MASTER_PORT");
    const auto local = variables.number("LOCAL_RANK", 0);
    const auto restart = variables.number("TORCHELASTIC_RESTART_COUNT", 0);
    for (const auto *read : {&rank, &size, &port, &local, &restart}) {
        if (!*read) {
            return fail(read->error());
        }
    }
    if (auto set = setPort(environment, *port); !set) {
        return fail(set.error());
    }
    environment.rank = *rank;
    environment.size = *size;
    environment.localRank = *local;
    const auto address = variables.text("MASTER_ADDR");
    if (!address) {
        return fail(ErrorCode::BadUsage, "The environment variable MASTER_ADDR is missing: the "
                                         "name of the machine of rank 0. torchrun sets it.");
    }
    environment.address = *address;
    environment.agentStore = variables.text("TORCHELASTIC_USE_AGENT_STORE") == "True";
    if (environment.agentStore) {
        environment.prefix = "/worker/attempt_" + std::to_string(*restart);
    }
    if (environment.rank == 0 && variables.text(kListeningVariable)) {
        const auto listening = variables.number(kListeningVariable);
        if (!listening) {
            return fail(listening.error());
        }
        environment.listening = *listening;
    }
    return environment;
}

Result<RankEnvironment> fromSlurm(const Variables &variables, int size) {
    RankEnvironment environment;
    environment.size = size;
    const auto rank = variables.number("SLURM_PROCID");
    const auto local = variables.number("SLURM_LOCALID", 0);
    const auto job = variables.number("SLURM_JOB_ID", 0);
    for (const auto *read : {&rank, &local, &job}) {
        if (!*read) {
            return fail(read->error());
        }
    }
    environment.rank = *rank;
    environment.localRank = *local;
    const auto nodes =
        variables.anyOf({"SLURM_STEP_NODELIST", "SLURM_NODELIST", "SLURM_JOB_NODELIST"});
    const auto address = variables.text("MASTER_ADDR");
    if (!address && !nodes) {
        return fail(ErrorCode::BadUsage, "Neither SLURM_NODELIST nor MASTER_ADDR says on which "
                                         "machine rank 0 runs. Start with srun.");
    }
    environment.address = address ? *address : firstHost(*nodes);
    // Jobs that share a machine meet at different ports.
    const int usual =
        kFirstSlurmPort + static_cast<int>(static_cast<std::uint32_t>(*job) % kSlurmPorts);
    const auto port = variables.number("MASTER_PORT", usual);
    if (!port) {
        return fail(port.error());
    }
    if (auto set = setPort(environment, *port); !set) {
        return fail(set.error());
    }
    return environment;
}

Result<std::optional<RankEnvironment>> checked(Result<RankEnvironment> environment) {
    if (!environment) {
        return fail(environment.error());
    }
    if (environment->rank >= environment->size) {
        return fail(ErrorCode::BadUsage,
                    "This process is rank " + std::to_string(environment->rank) + " of " +
                        std::to_string(environment->size) +
                        ", which cannot be: ranks count from 0. Look at RANK and WORLD_SIZE, or "
                        "SLURM_PROCID and SLURM_NTASKS.");
    }
    return std::move(*environment);
}

} // namespace

Result<std::optional<RankEnvironment>> rankFromEnvironment(const EnvironmentLookup &lookup) {
    const Variables variables(lookup);
    if (variables.text("RANK") || variables.text("WORLD_SIZE")) {
        return checked(fromTorchrun(variables));
    }
    if (variables.text("SLURM_PROCID")) {
        // A step's own number comes before the job's, of which the step may be a part.
        const char *name =
            variables.text("SLURM_STEP_NUM_TASKS") ? "SLURM_STEP_NUM_TASKS" : "SLURM_NTASKS";
        const auto size = variables.number(name, 1);
        if (!size) {
            return fail(size.error());
        }
        if (*size > 1) {
            return checked(fromSlurm(variables, *size));
        }
    }
    return std::nullopt;
}

Result<std::optional<RankEnvironment>> rankFromEnvironment() {
    return rankFromEnvironment([](const char *name) -> std::optional<std::string> {
        const char *value = std::getenv(name);
        return value == nullptr ? std::nullopt : std::optional<std::string>(value);
    });
}

std::string firstHost(std::string_view nodeList) {
    std::string host;
    std::size_t at = 0;
    while (at < nodeList.size() && nodeList[at] != ',') {
        if (nodeList[at] != '[') {
            host += nodeList[at++];
            continue;
        }
        const std::size_t end = std::min(nodeList.find(']', at), nodeList.size());
        const std::string_view range = nodeList.substr(at + 1, end - at - 1);
        host += range.substr(0, range.find_first_of("-,"));
        at = std::min(end + 1, nodeList.size());
    }
    return host;
}

} // namespace fovea::training
