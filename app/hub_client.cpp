#include "app/hub_client.h"

#include <QHostAddress>
#include <QNetworkAccessManager>
#include <QNetworkReply>

#include <utility>

namespace fovea::app {

namespace {

constexpr int kMaxRedirections = 10;

int status(const QNetworkReply &reply) {
    return reply.attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
}

bool isOpenLoopback(const QUrl &url) {
    return url.scheme() == QLatin1String("http") && QHostAddress(url.host()).isLoopback();
}

std::string text(const QUrl &url) {
    // Signed addresses carry their signature in the query.
    return url.toString(QUrl::RemoveQuery | QUrl::RemoveUserInfo).toStdString();
}

} // namespace

bool mayFetch(const QUrl &target, const QUrl &start) {
    if (!target.isValid() || target.host().isEmpty()) {
        return false;
    }
    return target.scheme() == QLatin1String("https") ||
           (isOpenLoopback(target) && isOpenLoopback(start));
}

Result<std::optional<QUrl>> redirection(const QNetworkReply &reply, const QUrl &start) {
    switch (status(reply)) {
    case 301:
    case 302:
    case 303:
    case 307:
    case 308:
        break;
    default:
        return std::nullopt;
    }
    const QUrl target =
        reply.url().resolved(QUrl::fromEncoded(reply.rawHeader("Location"), QUrl::StrictMode));
    if (!reply.hasRawHeader("Location") || !mayFetch(target, start)) {
        return fail(ErrorCode::Network, text(reply.url()) + " leads to " +
                                            (target.isValid() ? text(target) : "nowhere") +
                                            ", which is not followed: only HTTPS is. Try again "
                                            "later, or from another network");
    }
    return target;
}

QNetworkRequest hubRequest(const QUrl &url, const NetworkOptions &options) {
    QNetworkRequest request(url);
    request.setAttribute(QNetworkRequest::RedirectPolicyAttribute,
                         QNetworkRequest::ManualRedirectPolicy);
    request.setAttribute(QNetworkRequest::CookieLoadControlAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::CookieSaveControlAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::AuthenticationReuseAttribute, QNetworkRequest::Manual);
    request.setAttribute(QNetworkRequest::CacheLoadControlAttribute,
                         QNetworkRequest::AlwaysNetwork);
    request.setRawHeader("Accept-Encoding", "identity");
    request.setHeader(QNetworkRequest::UserAgentHeader, QStringLiteral("Fovea/" FOVEA_VERSION));
    request.setTransferTimeout(static_cast<int>(options.stall.count()));
    return request;
}

Error networkError(const QNetworkReply &reply) {
    const int code = status(reply);
    const std::string where = text(reply.url());
    switch (code) {
    case 401:
    case 403:
        return {ErrorCode::Network, where + " may not be read without signing in (HTTP status " +
                                        std::to_string(code) +
                                        "); download the model with a browser and add its folder "
                                        "with: fovea models add DIR"};
    case 404:
    case 410:
        return {ErrorCode::NotFound,
                where + " is not there (HTTP status " + std::to_string(code) +
                    "); the hub has moved it, and a newer Fovea may know where"};
    case 429:
        return {ErrorCode::Network,
                where + " is asked too often (HTTP status 429); try again in some minutes"};
    default:
        break;
    }
    if (code >= 400) {
        return {ErrorCode::Network,
                where + " answered with HTTP status " + std::to_string(code) + "; try again later"};
    }
    const auto error = reply.error();
    if (error == QNetworkReply::OperationCanceledError || error == QNetworkReply::TimeoutError) {
        return {ErrorCode::Network, where + " sent nothing any more; try again later"};
    }
    if (error == QNetworkReply::HostNotFoundError) {
        return {ErrorCode::Network, "The host " + reply.url().host().toStdString() +
                                        " was not found; check the connection to the internet"};
    }
    if (error != QNetworkReply::NoError) {
        return {ErrorCode::Network, where + " could not be fetched (" +
                                        reply.errorString().toStdString() +
                                        "); check the connection and try again"};
    }
    return {ErrorCode::Network, where + " answered with HTTP status " + std::to_string(code) +
                                    ", which makes no sense here; try again later"};
}

HubClient::HubClient(QNetworkAccessManager &network, NetworkOptions options, QObject *parent)
    : QObject(parent)
    , m_network(network)
    , m_options(options) {}

void HubClient::describe(QList<QUrl> alternatives, Answer answer) {
    Q_ASSERT(!m_answer && !alternatives.isEmpty());
    m_alternatives = std::move(alternatives);
    m_answer = std::move(answer);
    nextAlternative();
}

void HubClient::cancel() {
    m_answer = nullptr;
    if (m_reply != nullptr) {
        std::exchange(m_reply, nullptr)->abort();
    }
}

void HubClient::nextAlternative() {
    m_file = {};
    m_file.url = m_alternatives.takeFirst();
    m_redirections = 0;
    if (!mayFetch(m_file.url, m_file.url)) {
        answerWith(fail(ErrorCode::BadUsage, text(m_file.url) +
                                                 " is no HTTPS address; correct the hub in the "
                                                 "catalogue of models"));
        return;
    }
    ask(m_file.url);
}

void HubClient::ask(const QUrl &url) {
    QNetworkReply *reply = m_network.head(hubRequest(url, m_options));
    m_reply = reply;
    connect(reply, &QNetworkReply::finished, this, [this, reply] {
        reply->deleteLater();
        if (reply == m_reply) { // else it was canceled
            m_reply = nullptr;
            handle(*reply);
        }
    });
}

void HubClient::handle(QNetworkReply &reply) {
    // Only the hub itself is believed about contents, not the store that it leads to.
    const bool hub = reply.url().host() == m_file.url.host();
    if (hub && m_file.hash.kind == StatedHash::Kind::None) {
        m_file.hash = StatedHash::fromTag(reply.rawHeader("X-Linked-ETag"));
        m_file.sizeBytes = reply.rawHeader("X-Linked-Size").toLongLong();
    }
    if (hub && m_file.commit.isEmpty()) {
        m_file.commit = reply.rawHeader("X-Repo-Commit");
    }
    const auto target = redirection(reply, m_file.url);
    if (!target) {
        answerWith(fail(target.error()));
        return;
    }
    const bool known = m_file.hash.kind != StatedHash::Kind::None && m_file.sizeBytes > 0;
    if (target->has_value() && !known) {
        if (++m_redirections > kMaxRedirections) {
            answerWith(fail(ErrorCode::Network,
                            text(m_file.url) + " leads round in circles; try again later"));
            return;
        }
        ask(**target);
        return;
    }
    const int code = status(reply);
    if ((code == 404 || code == 410) && !m_alternatives.isEmpty()) {
        nextAlternative();
        return;
    }
    if (!target->has_value() && code != 200) {
        answerWith(fail(networkError(reply)));
        return;
    }
    if (!known) {
        m_file.sizeBytes = reply.header(QNetworkRequest::ContentLengthHeader).toLongLong();
        if (hub && m_file.hash.kind == StatedHash::Kind::None) {
            m_file.hash = StatedHash::fromTag(reply.rawHeader("ETag"));
        }
    }
    if (m_file.sizeBytes <= 0) {
        answerWith(fail(ErrorCode::Network,
                        text(m_file.url) + " does not say how large it is; try again later"));
        return;
    }
    answerWith(m_file);
}

void HubClient::answerWith(const Result<RemoteFile> &result) {
    if (const Answer answer = std::exchange(m_answer, nullptr)) {
        answer(result);
    }
}

} // namespace fovea::app
