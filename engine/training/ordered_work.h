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
        std::packaged_task<Done()> task(
            [job = std::move(job)] { return std::make_unique<T>(job()); });
        return m_results.push(task.get_future()) && m_jobs.push(std::move(task));
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
        auto result = m_results.pop();
        if (!result) {
            return std::nullopt;
        }
        try {
            return std::move(*result->get());
        } catch (const std::future_error &) {
            return std::nullopt; // dropped
        }
    }

private:
    using Done = std::unique_ptr<T>;

    void work() {
        while (auto task = m_jobs.pop()) {
            if (!m_cancelled) {
                (*task)();
            }
        }
    }

    BoundedQueue<std::packaged_task<Done()>> m_jobs;
    BoundedQueue<std::future<Done>> m_results;
    std::atomic<bool> m_cancelled = false;
    std::vector<std::thread> m_threads;
};

} // namespace fovea::training
