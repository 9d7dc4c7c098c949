// Linked into builds for ThreadSanitizer alone.
//
// Qt is not built for that sanitizer, which therefore cannot see that a posted call runs after
// everything that came before the posting, or that a thread has ended where wait() returns: each
// hand-over between threads would be told as a race. Instead of silencing whatever passes through
// Qt, this says what Qt guarantees, and no more. Races of our own on either side are still found.
// And it keeps QProcess from switching the sanitizer off.

#include <QDeadlineTimer>
#include <QMetaObject>
#include <QThread>

#include <sanitizer/tsan_interface.h>

#include <dlfcn.h>
#include <sched.h>

#include <cstdarg>

extern "C" {
void AnnotateIgnoreReadsBegin(const char *file, int line);
void AnnotateIgnoreReadsEnd(const char *file, int line);
void AnnotateIgnoreWritesBegin(const char *file, int line);
void AnnotateIgnoreWritesEnd(const char *file, int line);
}

namespace {

/// Carries a posted call from one thread to another.
class Handoff : public QtPrivate::QSlotObjectBase {
public:
    /// In the posting thread. Takes the call over.
    explicit Handoff(QtPrivate::QSlotObjectBase *call)
        : QSlotObjectBase(&Handoff::run)
        , m_call(call) {
        __tsan_release(this);
    }

private:
    static void run(int which, QSlotObjectBase *self, QObject *receiver, void **arguments, bool *) {
        auto *handoff = static_cast<Handoff *>(self);
        __tsan_acquire(handoff);
        if (which == Destroy) { // in the thread that is done with it last
            handoff->m_call->destroyIfLastRef();
            delete handoff;
        } else if (which == Call) {
            handoff->m_call->call(receiver, arguments);
            __tsan_release(handoff);
        }
    }

    QSlotObjectBase *const m_call;
};

/// The function whose place is taken.
template <typename Function>
Function realOne(const char *symbol) {
    void *function = ::dlsym(RTLD_NEXT, symbol);
    if (function == nullptr) {
        qFatal("This Qt has no %s: mend cmake/sanitizers/qt_handoffs.cpp.", symbol);
    }
    return reinterpret_cast<Function>(function);
}

} // namespace

/// Takes the place of Qt's own, and calls it: all forms of invokeMethod() with a functor end here.
bool QMetaObject::invokeMethodImpl(QObject *object, QtPrivate::QSlotObjectBase *call,
                                   Qt::ConnectionType type, void *result) {
    static const auto invoke = realOne<decltype(&QMetaObject::invokeMethodImpl)>(
        "_ZN11QMetaObject16invokeMethodImplEP7QObjectPN9QtPrivate15QSlotObjectBaseEN2Qt"
        "14ConnectionTypeEPv");
    auto *handoff = new Handoff(call);
    if (type != Qt::QueuedConnection) {
        return invoke(object, handoff, type, result);
    }
    // The receiver's list of events is Qt's, and locked by it.
    AnnotateIgnoreReadsBegin(__FILE__, __LINE__);
    AnnotateIgnoreWritesBegin(__FILE__, __LINE__);
    const bool posted = invoke(object, handoff, type, result);
    AnnotateIgnoreWritesEnd(__FILE__, __LINE__);
    AnnotateIgnoreReadsEnd(__FILE__, __LINE__);
    return posted;
}

/// Takes the place of Qt's own, and calls it.
void QThread::start(Priority priority) {
    static const auto start =
        realOne<void (*)(QThread *, Priority)>("_ZN7QThread5startENS_8PriorityE");
    const auto release = [this] { __tsan_release(this); };
    connect(this, &QThread::finished, this, release, Qt::DirectConnection); // in the thread
    if (qstrcmp(metaObject()->className(), "QDBusConnectionManager") == 0) {
        // Runs nothing of ours, and hands over under locks of its own.
        const auto ignore = [] {
            AnnotateIgnoreReadsBegin(__FILE__, __LINE__);
            AnnotateIgnoreWritesBegin(__FILE__, __LINE__);
        };
        const auto look = [] {
            AnnotateIgnoreWritesEnd(__FILE__, __LINE__);
            AnnotateIgnoreReadsEnd(__FILE__, __LINE__);
        };
        connect(this, &QThread::started, this, ignore, Qt::DirectConnection);
        connect(this, &QThread::finished, this, look, Qt::DirectConnection);
    }
    start(this, priority);
}

/// Takes the place of Qt's own, and calls it.
bool QThread::wait(QDeadlineTimer deadline) {
    static const auto wait =
        realOne<bool (*)(QThread *, QDeadlineTimer)>("_ZN7QThread4waitE14QDeadlineTimer");
    const bool ended = wait(this, deadline);
    if (ended) {
        __tsan_acquire(this);
    }
    return ended;
}

/// A child of QProcess shares its parent's memory until it becomes another program. The sanitizer
/// would take the parent for the child from then on, and look away: here it gets memory of its own.
extern "C" int clone(int (*function)(void *), void *stack, int flags, void *argument, ...) {
    using Clone = int (*)(int (*)(void *), void *, int, void *, ...);
    static const auto clone = realOne<Clone>("clone");
    va_list more;
    va_start(more, argument);
    auto *parent = va_arg(more, pid_t *);
    void *storage = va_arg(more, void *);
    auto *child = va_arg(more, pid_t *);
    va_end(more);
    return clone(function, stack, flags & ~(CLONE_VM | CLONE_VFORK), argument, parent, storage,
                 child);
}
