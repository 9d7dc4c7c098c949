#include "engine/training/collective_c10d.h"

#include <ATen/ATen.h>

#define USE_C10D_GLOO
#include <torch/csrc/distributed/c10d/PrefixStore.hpp>
#include <torch/csrc/distributed/c10d/ProcessGroupGloo.hpp>
#include <torch/csrc/distributed/c10d/TCPStore.hpp>
#ifdef FOVEA_WITH_NCCL
#define USE_C10D_NCCL
#include <torch/csrc/distributed/c10d/ProcessGroupNCCL.hpp>
#endif

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <thread>

namespace fovea::training {
namespace {

constexpr std::int64_t kBucketBytes = 32 << 20;
constexpr std::chrono::milliseconds kPauseLook{200};

/// What went wrong, without the place in torch's sources before it and the advice after it.
std::string reason(const std::exception &error) {
    std::string text = error.what();
    text = text.substr(0, text.find('\n'));
    if (!text.empty() && text.front() == '[') {
        const auto end = text.find("] ");
        text = end == std::string::npos ? text : text.substr(end + 2);
    }
    return text.substr(0, text.find(". "));
}

std::string numbered(int rank, int size) {
    return "Rank " + std::to_string(rank) + " of " + std::to_string(size);
}

class BackendCollective final : public Collective {
public:
    BackendCollective(c10::intrusive_ptr<c10d::Store> store,
                      c10::intrusive_ptr<c10d::Backend> backend, at::Device device)
        : m_store(std::move(store))
        , m_backend(std::move(backend))
        , m_device(device) {}

    int rank() const override { return m_backend->getRank(); }
    int size() const override { return m_backend->getSize(); }

    at::Tensor allGather(const at::Tensor &local) override {
        const at::NoGradGuard noGradient;
        at::Tensor sent = carried(local);
        std::vector<std::int64_t> shape = sent.sizes().vec();
        shape.at(0) *= size();
        at::Tensor received = at::empty(shape, sent.options());
        finish([&] { return m_backend->_allgather_base(received, sent); });
        return received.view(local.scalar_type()).to(local.device());
    }

    void allReduceSum(at::Tensor &tensor) override {
        const at::NoGradGuard noGradient;
        // Gloo has no sum of 16-bit floats that keeps more than they do.
        const bool narrow = tensor.is_floating_point() && tensor.element_size() < 4;
        std::vector<at::Tensor> sums{
            tensor.detach().to(m_device, narrow ? at::kFloat : tensor.scalar_type()).contiguous()};
        finish([&] { return m_backend->allreduce(sums); });
        keep(tensor, sums.front());
    }

    void broadcast(at::Tensor &tensor) override {
        const at::NoGradGuard noGradient;
        std::vector<at::Tensor> sent{carried(tensor)};
        finish([&] { return m_backend->broadcast(sent); });
        keep(tensor, sent.front().view(tensor.scalar_type()).view(tensor.sizes()));
    }

    void barrier() override {
        finish([&] { return m_backend->barrier(); });
    }

private:
    /// Where the backend takes it, and as bytes where it does not know the type.
    at::Tensor carried(const at::Tensor &tensor) const {
        const at::Tensor there = tensor.detach().to(m_device).contiguous();
        return there.scalar_type() == at::kBFloat16 || there.scalar_type() == at::kBool
                   ? there.view(at::kByte)
                   : there;
    }

    static void keep(at::Tensor &tensor, const at::Tensor &result) {
        if (tensor.data_ptr() != result.data_ptr()) {
            tensor.detach().copy_(result);
        }
    }

    template <typename Begin>
    void finish(const Begin &begin) {
        try {
            begin()->wait();
        } catch (const std::exception &error) {
            throw RanksLost(numbered(rank(), size()) + " lost the others (" + reason(error) +
                            "). Start the same command again: it goes on from its last "
                            "checkpoint.");
        }
    }

    c10::intrusive_ptr<c10d::Store> m_store; ///< served by rank 0, as long as it lives
    c10::intrusive_ptr<c10d::Backend> m_backend;
    const at::Device m_device; ///< whose tensors the backend takes
};

at::Device deviceOf(const RankEnvironment &environment, bool cuda) {
    return cuda ? at::Device(at::kCUDA, static_cast<c10::DeviceIndex>(environment.localRank))
                : at::Device(at::kCPU);
}

bool isLoopback(const std::string &address) {
    return address == "localhost" || address == "::1" || address.rfind("127.", 0) == 0;
}

c10::intrusive_ptr<c10d::Store> meet(const RankEnvironment &environment,
                                     const CollectiveOptions &options) {
    c10d::TCPStoreOptions storeOptions;
    storeOptions.port = environment.port;
    storeOptions.isServer = environment.rank == 0 && !environment.agentStore;
    storeOptions.numWorkers = static_cast<std::size_t>(environment.size);
    storeOptions.waitWorkers = false; // Gloo waits, and says for whom
    storeOptions.timeout = options.startTimeout;
    if (environment.listening) {
        storeOptions.masterListenFd = *environment.listening;
    }
    auto store = c10::make_intrusive<c10d::TCPStore>(environment.address, storeOptions);
    return c10::make_intrusive<c10d::PrefixStore>(environment.prefix + "/fovea", store);
}

c10::intrusive_ptr<c10d::Backend> makeGloo(const RankEnvironment &environment,
                                           const CollectiveOptions &options,
                                           const c10::intrusive_ptr<c10d::Store> &store) {
    auto gloo = c10d::ProcessGroupGloo::Options::create(options.startTimeout);
    gloo->threads = 1; // one call at a time
    const char *interface = std::getenv("GLOO_SOCKET_IFNAME");
    if (isLoopback(environment.address)) {
        gloo->devices.push_back(
            c10d::ProcessGroupGloo::createDeviceForHostname(environment.address));
    } else if (interface != nullptr && *interface != '\0') {
        gloo->devices.push_back(c10d::ProcessGroupGloo::createDeviceForInterface(interface));
    } else {
        gloo->devices.push_back(c10d::ProcessGroupGloo::createDefaultDevice());
    }
    auto group = c10::make_intrusive<c10d::ProcessGroupGloo>(store, environment.rank,
                                                             environment.size, gloo);
    group->setTimeout(options.callTimeout);
    return group;
}

Result<c10::intrusive_ptr<c10d::Backend>>
makeBackend([[maybe_unused]] const RankEnvironment &environment, const CollectiveOptions &options,
            const c10::intrusive_ptr<c10d::Store> &store) {
    if (!options.cuda) {
        return makeGloo(environment, options, store);
    }
#ifdef FOVEA_WITH_NCCL
    auto nccl = c10d::ProcessGroupNCCL::Options::create();
    nccl->timeout = options.callTimeout;
    return c10::intrusive_ptr<c10d::Backend>(c10::make_intrusive<c10d::ProcessGroupNCCL>(
        store, environment.rank, environment.size, nccl));
#else
    return fail(ErrorCode::Unsupported,
                "This build of Fovea has no NCCL, over which several CUDA devices train together. "
                "Use one process, --device cpu, or a build with it (docs/training.md).");
#endif
}

} // namespace

Result<std::unique_ptr<Collective>> joinRanks(const RankEnvironment &environment,
                                              const CollectiveOptions &options) {
    try {
        const auto store = meet(environment, options);
        const auto backend = makeBackend(environment, options, store);
        if (!backend) {
            return fail(backend.error());
        }
        return std::make_unique<BackendCollective>(store, *backend,
                                                   deviceOf(environment, options.cuda));
    } catch (const std::exception &error) {
        return fail(ErrorCode::Network,
                    numbered(environment.rank, environment.size) + " did not find the others at " +
                        environment.address + ":" + std::to_string(environment.port) + " (" +
                        reason(error) +
                        "). All have to be started, and reach this address and port.");
    }
}

Result<std::unique_ptr<Collective>> joinRanks(const CollectiveOptions &options) {
    const auto environment = rankFromEnvironment();
    if (!environment) {
        return fail(environment.error());
    }
    if (!*environment || (*environment)->size == 1) {
        return std::make_unique<SingleProcess>();
    }
    return joinRanks(**environment, options);
}

at::Device deviceOfRank(bool cuda) {
    const auto environment = rankFromEnvironment();
    return deviceOf(environment && *environment ? **environment : RankEnvironment{}, cuda);
}

void allReduceSum(Collective &collective, std::span<at::Tensor> tensors) {
    if (collective.size() == 1) {
        return;
    }
    const at::NoGradGuard noGradient;
    for (std::size_t begin = 0; begin < tensors.size();) {
        std::size_t end = begin;
        std::vector<at::Tensor> flat;
        for (std::int64_t bytes = 0; end < tensors.size() && bytes < kBucketBytes; ++end) {
            bytes += static_cast<std::int64_t>(tensors[end].nbytes());
            flat.push_back(tensors[end].detach().reshape(-1));
        }
        at::Tensor bucket = at::cat(flat);
        collective.allReduceSum(bucket);
        std::int64_t offset = 0;
        for (; begin < end; ++begin) {
            at::Tensor part = bucket.narrow(0, offset, tensors[begin].numel());
            offset += tensors[begin].numel();
            tensors[begin].detach().copy_(part.view(tensors[begin].sizes()));
        }
    }
}

std::vector<std::string> gatherTexts(Collective &collective, const std::string &text) {
    const auto length = static_cast<std::int64_t>(text.size());
    const at::Tensor lengths = collective.allGather(at::full({1}, length, at::kLong));
    const std::int64_t longest = std::max<std::int64_t>(1, lengths.max().item<std::int64_t>());
    at::Tensor bytes = at::zeros({1, longest}, at::kByte);
    std::memcpy(bytes.data_ptr(), text.data(), text.size());
    const at::Tensor all = collective.allGather(bytes); // [ranks, longest]
    std::vector<std::string> texts;
    for (std::int64_t rank = 0; rank < all.size(0); ++rank) {
        texts.emplace_back(static_cast<const char *>(all[rank].data_ptr()),
                           static_cast<std::size_t>(lengths[rank].item<std::int64_t>()));
    }
    return texts;
}

bool allGoOn(Collective &collective, const StopToken &stop) {
    if (collective.size() == 1) {
        return stop.waitWhilePaused();
    }
    while (true) {
        at::Tensor asked = at::zeros({2}, at::kLong); // how many stop, how many pause
        asked[0] = stop.stopRequested() ? 1 : 0;
        asked[1] = stop.paused() ? 1 : 0;
        collective.allReduceSum(asked);
        if (asked[0].item<std::int64_t>() > 0) {
            return false;
        }
        if (asked[1].item<std::int64_t>() == 0) {
            return true;
        }
        std::this_thread::sleep_for(kPauseLook);
    }
}

} // namespace fovea::training
