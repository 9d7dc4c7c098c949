#pragma once

#include "engine/clip/weights.h"
#include "engine/core/error.h"

#include <ATen/Parallel.h>
#include <ATen/core/grad_mode.h>
#include <c10/core/InferenceMode.h>
#include <c10/util/Exception.h>

#include <exception>
#include <new>
#include <string>

namespace fovea::clip {

/// Makes the calling thread compute with `threads` threads inside one operator. torch keeps this
/// number for each thread, so that every call that computes has to see to it.
inline void useThreads(int threads) {
    if (at::get_num_threads() != threads) {
        at::set_num_threads(threads);
    }
}

/// useThreads() for as long as it lives: what one call wants is not left to the next, nor a call
/// within another to the rest of that.
class ThreadsInUse {
public:
    explicit ThreadsInUse(int threads)
        : m_before(at::get_num_threads()) {
        useThreads(threads);
    }
    ~ThreadsInUse() { useThreads(m_before); }
    ThreadsInUse(const ThreadsInUse &) = delete;
    ThreadsInUse &operator=(const ThreadsInUse &) = delete;

private:
    int m_before;
};

/// Runs `work` (which returns a Result), with autograd; what torch throws becomes an Error that
/// begins with `doing`: "Training fovea-starter".
template <typename Work>
auto guardedTraining(const std::string &doing, int threads, const Work &work) -> decltype(work()) {
    try {
        const ThreadsInUse inUse(threads);
        return work();
    } catch (const DamagedWeights &error) {
        return fail(ErrorCode::Damaged, error.what());
    } catch (const c10::OutOfMemoryError &error) {
        return fail(ErrorCode::TooLarge, doing + " needs more memory than the device has: " +
                                             error.what_without_backtrace());
    } catch (const c10::Error &error) {
        const std::string what = error.what_without_backtrace();
        if (what.find("allocate memory") != std::string::npos) {
            return fail(ErrorCode::TooLarge, doing +
                                                 " needs more memory than there is. Close other "
                                                 "programs, or use a smaller model.");
        }
        return fail(ErrorCode::Failed, doing + " failed: " + what);
    } catch (const std::bad_alloc &) {
        return fail(ErrorCode::TooLarge, doing + " needs more memory than there is. Close other "
                                                 "programs, or use a smaller model.");
    } catch (const std::exception &error) {
        return fail(ErrorCode::Failed, doing + " failed: " + error.what());
    }
}

/// The same without autograd: "Encoding images with fovea-starter". Tensors that come out cannot be
/// trained.
template <typename Work>
auto guarded(const std::string &doing, int threads, const Work &work) -> decltype(work()) {
    return guardedTraining(doing, threads, [&] {
        const c10::InferenceMode inference;
        return work();
    });
}

} // namespace fovea::clip
