#include "engine/clip/precision.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <chrono>
#include <ctime>
#include <limits>

namespace fovea::clip {
namespace {

constexpr double kLeastCosine = .999;
constexpr int kRuns = 3;

/// One thread is timed by what it computed, so that a busy machine does not decide.
double nowMs(int threads) {
    if (threads == 1) {
        timespec time{};
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
        return 1e3 * static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_nsec);
    }
    return std::chrono::duration<double, std::milli>(
               std::chrono::steady_clock::now().time_since_epoch())
        .count();
}

} // namespace

bool hasFastBf16(at::Device device) {
    if (device.is_cuda()) {
        return true;
    }
#if defined(__x86_64__)
    // Every processor with AMX has this too.
    return __builtin_cpu_supports("avx512bf16") != 0;
#else
    return false;
#endif
}

PrecisionTrial tryPrecisions(const std::function<at::Tensor()> &fp32,
                             const std::function<at::Tensor()> &bf16, int threads) {
    PrecisionTrial trial{.fp32Ms = std::numeric_limits<double>::max(),
                         .bf16Ms = std::numeric_limits<double>::max()};
    const auto timed = [threads](const std::function<at::Tensor()> &run, double &best) {
        const double start = nowMs(threads);
        const at::Tensor result = run().to(at::kCPU, at::kDouble); // waits for a GPU
        best = std::min(best, nowMs(threads) - start);
        return result;
    };
    // The first run of each is a warm-up, and they alternate for the sake of caches and clock
    // rates.
    at::Tensor exact = fp32().to(at::kCPU, at::kDouble);
    at::Tensor fast = bf16().to(at::kCPU, at::kDouble);
    for (int i = 0; i < kRuns; ++i) {
        exact = timed(fp32, trial.fp32Ms);
        fast = timed(bf16, trial.bf16Ms);
    }
    trial.cosine = at::cosine_similarity(exact, fast, 1).min().item<double>();
    return trial;
}

Precision choose(const PrecisionTrial &trial) {
    return trial.bf16Ms < trial.fp32Ms && trial.cosine >= kLeastCosine ? Precision::Bf16
                                                                       : Precision::Fp32;
}

} // namespace fovea::clip
