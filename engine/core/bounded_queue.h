#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <optional>

namespace fovea {

/// A queue with room for `capacity` items, so that a fast producer waits for a slow consumer.
/// Thread: any number of producers and consumers.
template <typename T>
class BoundedQueue {
public:
    explicit BoundedQueue(std::size_t capacity)
        : m_capacity(capacity) {}

    /// Blocks while full. False, and the item dropped, once closed.
    bool push(T item) {
        std::unique_lock lock(m_mutex);
        m_notFull.wait(lock, [this] { return m_closed || m_items.size() < m_capacity; });
        if (m_closed) {
            return false;
        }
        m_items.push_back(std::move(item));
        m_notEmpty.notify_one();
        return true;
    }

    /// Never blocks. False while full or closed, and then the item is left as it was.
    bool tryPush(T &item) {
        std::lock_guard lock(m_mutex);
        if (m_closed || m_items.size() >= m_capacity) {
            return false;
        }
        m_items.push_back(std::move(item));
        m_notEmpty.notify_one();
        return true;
    }

    /// Blocks while empty. Nothing once closed and drained.
    std::optional<T> pop() {
        std::unique_lock lock(m_mutex);
        m_notEmpty.wait(lock, [this] { return m_closed || !m_items.empty(); });
        return takeFront();
    }

    /// Blocks while empty, but not longer than `limit`.
    std::optional<T> popFor(std::chrono::milliseconds limit) {
        std::unique_lock lock(m_mutex);
        m_notEmpty.wait_for(lock, limit, [this] { return m_closed || !m_items.empty(); });
        return takeFront();
    }

    /// Never blocks.
    std::optional<T> tryPop() {
        std::lock_guard lock(m_mutex);
        return takeFront();
    }

    /// No more items come in; what is inside can still be taken out.
    void close() {
        std::lock_guard lock(m_mutex);
        m_closed = true;
        m_notEmpty.notify_all();
        m_notFull.notify_all();
    }

private:
    // Requires the lock.
    std::optional<T> takeFront() {
        if (m_items.empty()) {
            return std::nullopt;
        }
        T item = std::move(m_items.front());
        m_items.pop_front();
        m_notFull.notify_one();
        return item;
    }

    const std::size_t m_capacity;
    std::mutex m_mutex;
    std::condition_variable m_notEmpty;
    std::condition_variable m_notFull;
    // Guarded by m_mutex.
    std::deque<T> m_items;
    bool m_closed = false;
};

} // namespace fovea
