#pragma once

#include <QObject>
#include <QString>
#include <QThread>

#include <memory>
#include <utility>

namespace fovea::app {

/// A thread that does what is posted to it, one after the other. What a task uses has to outlive
/// this object, or be owned by the task. Thread: any for post().
class WorkerThread {
public:
    explicit WorkerThread(const QString &name)
        : m_context(std::make_unique<QObject>()) {
        m_thread.setObjectName(name);
        m_context->moveToThread(&m_thread);
        m_thread.start();
    }
    ~WorkerThread() { finish(); }

    WorkerThread(const WorkerThread &) = delete;
    WorkerThread &operator=(const WorkerThread &) = delete;

    template <typename Task>
    void post(Task &&task) {
        QMetaObject::invokeMethod(m_context.get(), std::forward<Task>(task), Qt::QueuedConnection);
    }

    /// Does all that was posted, then ends. post() does nothing from here on.
    void finishAll() {
        post([this] { m_thread.quit(); });
        m_thread.wait();
    }

    /// Waits for the task in hand; drops what has not begun. post() does nothing from here on.
    void finish() {
        m_thread.quit();
        m_thread.wait();
    }

private:
    QThread m_thread;
    // Lives in m_thread, and stays when that ends: a late post() finds it, and is dropped with it.
    const std::unique_ptr<QObject> m_context;
};

} // namespace fovea::app
