#include "app/search_service.h"

#include "app/search_worker.h"

namespace fovea::app {

SearchService::SearchService(Options options, QObject *parent)
    : QObject(parent)
    , m_worker(std::make_unique<SearchWorker>(
          std::move(options), m_stop,
          [this](ModelState state, const QString &failure) { reportModel(state, failure); }))
    , m_thread(std::make_unique<WorkerThread>(QStringLiteral("search"))) {}

SearchService::~SearchService() {
    m_stop.stop();
    for (auto &newest : m_newest) {
        ++newest;
    }
    m_thread->finish();
}

void SearchService::warmUp() {
    if (m_modelState == ModelState::Asleep) {
        m_thread->post([this] {
            // What goes wrong is told as the model's state; a search that needs it tells it again.
            (void)m_worker->openModel();
        });
    }
}

quint64 SearchService::search(const SearchRequest &request) {
    const quint64 serial = ++m_newest[Search];
    m_thread->post([this, request, serial] {
        if (isNewest(Search, serial)) {
            report(Search, serial, {}, m_worker->search(request));
        }
    });
    return serial;
}

quint64 SearchService::similar(PhotoId photo, qint64 limit) {
    const quint64 serial = ++m_newest[Similar];
    m_thread->post([this, photo, limit, serial] {
        if (isNewest(Similar, serial)) {
            report(Similar, serial, photo, m_worker->similar(photo, limit));
        }
    });
    return serial;
}

void SearchService::forgetSearch() {
    ++m_newest[Search];
}

void SearchService::catchUp() {
    if (m_catchUpPosted.exchange(true)) {
        return;
    }
    m_thread->post([this] {
        m_catchUpPosted = false;
        const auto changed = m_worker->refresh();
        // A failure shows itself, with its sentence, at the next search.
        if (changed && *changed) {
            QMetaObject::invokeMethod(
                this, [this] { Q_EMIT caughtUp(); }, Qt::QueuedConnection);
        }
    });
}

void SearchService::reload() {
    m_thread->post([this] { m_worker->reset(); });
}

void SearchService::reportModel(ModelState state, const QString &failure) {
    QMetaObject::invokeMethod(
        this,
        [this, state, failure] {
            m_modelState = state;
            m_modelFailure = failure;
            Q_EMIT modelStateChanged(state);
        },
        Qt::QueuedConnection);
}

void SearchService::report(Channel channel, quint64 serial, PhotoId photo,
                           Result<SearchResult> answer) {
    SearchResult result;
    if (answer) {
        result = std::move(*answer);
    } else {
        result.failure = QString::fromStdString(answer.error().message);
    }
    result.serial = serial;
    QMetaObject::invokeMethod(
        this,
        [this, channel, photo, result] {
            if (!isNewest(channel, result.serial)) {
                return; // overtaken while it was on its way
            }
            if (channel == Search) {
                Q_EMIT searched(result);
            } else {
                Q_EMIT similarFound(photo, result);
            }
        },
        Qt::QueuedConnection);
}

} // namespace fovea::app
