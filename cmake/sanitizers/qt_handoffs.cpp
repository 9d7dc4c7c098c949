// Linked into builds for ThreadSanitizer alone.
//
// Qt is not built for that sanitizer, which therefore cannot see that a posted call runs after
// everything that came before the posting, or that a thread has ended where wait() returns: each
// hand-over between threads would be told as a race. Instead of silencing whatever passes through
// Qt, this says what Qt guarantees, and no more. Races of our own on either side are still found.

#include <QDeadlineTimer>
#include <QMetaObject>
#include <QThread>

#include <sanitizer/tsan_interface.h>

#include <dlfcn.h>

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
            __tsan_release(QThread::currentThread());
        }
    }

    QSlotObjectBase *const m_call;
};

/// The function whose place is taken.
template <typename Function>
Function ofQt(const char *symbol) {
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
    static const auto invoke = ofQt<decltype(&QMetaObject::invokeMethodImpl)>(
        "_ZN11QMetaObject16invokeMethodImplEP7QObjectPN9QtPrivate15QSlotObjectBaseEN2Qt"
        "14ConnectionTypeEPv");
    return invoke(object, new Handoff(call), type, result);
}

/// Takes the place of Qt's own, and calls it.
bool QThread::wait(QDeadlineTimer deadline) {
    static const auto wait =
        ofQt<bool (*)(QThread *, QDeadlineTimer)>("_ZN7QThread4waitE14QDeadlineTimer");
    const bool ended = wait(this, deadline);
    if (ended) {
        __tsan_acquire(this);
    }
    return ended;
}
