#pragma once

#include "engine/core/bounded_queue.h"

#include <atomic>
#include <functional>
#include <future>
#include <memory>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

namespace fovea::training {

/// Does jobs in threads of its own and hands their results out in the order in which they came.
/// Thread: one that adds, one that takes.
template <typename T>
class OrderedWork {
public:
    /// `ahead`: jobs that may be done or waiting before one is taken.
    OrderedWork(int threads, std::size_t ahead)
        : m_jobs(ahead)
        , m_results(ahead) {
        for (int i = 0; i < threads; ++i) {
            m_threads.emplace_back([this] { work(); });
        }
    }
    /// Jobs that wait are dropped.
    ~OrderedWork() {
        cancel();
        for (std::thread &thread : m_threads) {
            thread.join();
        }
    }
    OrderedWork(const OrderedWork &) = delete;
    OrderedWork &operator=(const OrderedWork &) = delete;

    /// Blocks while too many wait. False once cancelled.
    bool add(std::function<T()> job) {
        auto slot = std::make_shared<Slot>();
        slot->job = std::move(job);
        if (!m_results.push(slot)) {
            return false;
        }
        if (!m_jobs.push(slot)) {
            slot->done.set_value();
            return false;
        }
        return true;
    }
    /// No more jobs come.
    void close() {
        m_results.close();
        m_jobs.close();
    }
    /// Whoever adds or takes is let go. Thread: any.
    void cancel() {
        m_cancelled = true;
        close();
    }
    /// Blocks until the next one is done; nothing once closed and empty, or cancelled.
    std::optional<T> take() {
        const auto slot = m_results.pop();
        if (!slot) {
            return std::nullopt;
        }
        (*slot)->done.get_future().wait();
        return std::move((*slot)->result);
    }

private:
    struct Slot {
        std::function<T()> job;
        std::optional<T> result; ///< nothing where the job was dropped
        std::promise<void> done;
    };

    void work() {
        while (const auto slot = m_jobs.pop()) {
            if (!m_cancelled) {
                (*slot)->result.emplace((*slot)->job());
            }
            (*slot)->job = nullptr; // what it holds is not needed any more
            (*slot)->done.set_value();
        }
    }

    BoundedQueue<std::shared_ptr<Slot>> m_jobs;
    BoundedQueue<std::shared_ptr<Slot>> m_results;
    std::atomic<bool> m_cancelled = false;
    std::vector<std::thread> m_threads;
};

} // namespace fovea::training
