#pragma once

#include "app/content_check.h"
#include "engine/core/error.h"

#include <QList>
#include <QNetworkRequest>
#include <QObject>
#include <QUrl>

#include <chrono>
#include <functional>
#include <optional>

class QNetworkAccessManager;
class QNetworkReply;

namespace fovea::app {

/// A file as the hub describes it before it is fetched.
struct RemoteFile {
    QUrl url;
    qint64 sizeBytes = 0;
    StatedHash hash;
    QByteArray commit; ///< the revision that answers, 40 digits; empty where the hub does not say
};

struct NetworkOptions {
    std::chrono::milliseconds stall{30'000};     ///< without a byte: the transfer is given up
    std::chrono::milliseconds retryDelay{1'000}; ///< before the second attempt; doubles
    int attempts = 5;                            ///< in a row that bring nothing
};

/// HTTPS, or plain HTTP to this very machine where `start`, the first address, was that too. So no
/// redirection leads from the net to here, nor from a protected connection to an open one.
bool mayFetch(const QUrl &target, const QUrl &start);

/// The address that a 301, 302, 303, 307 or 308 leads to, nothing for other answers. The Error says
/// why it is not followed.
Result<std::optional<QUrl>> redirection(const QNetworkReply &reply, const QUrl &start);

/// A request of ours: no cookies, no credentials, no compression, redirections left to the caller.
QNetworkRequest hubRequest(const QUrl &url, const NetworkOptions &options);

/// A sentence for a transfer that ended with an HTTP status or a network error.
Error networkError(const QNetworkReply &reply);

/// Asks the hub about files. Thread: the one that owns it.
class HubClient : public QObject {
    Q_OBJECT

public:
    HubClient(QNetworkAccessManager &network, NetworkOptions options, QObject *parent = nullptr);

    using Answer = std::function<void(const Result<RemoteFile> &)>;
    /// Describes the first of `alternatives` that is there. One question at a time.
    void describe(QList<QUrl> alternatives, Answer answer);
    /// Gives up the question in hand; its answer never comes.
    void cancel();

private:
    void nextAlternative();
    void ask(const QUrl &url);
    void handle(QNetworkReply &reply);
    void answerWith(const Result<RemoteFile> &result);

    QNetworkAccessManager &m_network;
    const NetworkOptions m_options;
    QNetworkReply *m_reply = nullptr;

    // The question in hand.
    QList<QUrl> m_alternatives;
    RemoteFile m_file;
    int m_redirections = 0;
    Answer m_answer;
};

} // namespace fovea::app
