#pragma once

#include "app/content_check.h"
#include "app/hub_client.h"

#include <QFile>
#include <QObject>

#include <filesystem>
#include <optional>

class QNetworkAccessManager;
class QNetworkReply;

namespace fovea::app {

/// Fetches one file into `file`, verified against what the hub stated. What has come so far lies in
/// FILE.part and is gone on with, by this object after a cut and by a later one after a cancel or a
/// crash; it counts only once the whole has the stated hash. Thread: the one that owns it.
class FileDownload : public QObject {
    Q_OBJECT

public:
    FileDownload(QNetworkAccessManager &network, NetworkOptions options, RemoteFile remote,
                 const std::filesystem::path &file, QObject *parent = nullptr);
    ~FileDownload() override;

    /// Bytes of the file that lie there from an earlier attempt.
    static qint64 partBytes(const RemoteFile &remote, const std::filesystem::path &file);

    void start();
    /// Stops and keeps what has come.
    void cancel();

Q_SIGNALS:
    /// `fetching` is false while bytes of an earlier attempt are verified.
    void advanced(qint64 doneBytes, bool fetching);
    /// Either of these once, last.
    void succeeded();
    void failed(const fovea::Error &error);

private:
    enum class Body { Undecided, Wanted, Refused };

    void readPart();
    void request();
    void fetch(const QUrl &url);
    void onHeaders();
    void onData();
    void onFinished();
    void acceptRange();
    void startOver(bool withoutRanges);
    void retry(const Error &error);
    void verify();
    void store();
    void saveTag(const QByteArray &tag);
    QByteArray savedTag() const;
    bool resetPart();
    void dropReply();
    void end(std::optional<Error> error);

    QNetworkAccessManager &m_network;
    const NetworkOptions m_options;
    const RemoteFile m_remote;
    const QString m_file;

    QFile m_part;
    QFile m_tag; // the entity tag of the store that the part came from
    ContentCheck m_check;
    qint64 m_done = 0;
    bool m_resumed = false;  // the part holds bytes of an earlier attempt
    bool m_useRanges = true; // the server understands them, as far as is known
    bool m_startedOver = false;
    bool m_ended = false;

    // The attempt in hand.
    QNetworkReply *m_reply = nullptr;
    Body m_body = Body::Undecided;
    std::optional<Error> m_refusal;
    int m_redirections = 0;
    qint64 m_farthest = 0; // the most that was ever there
    int m_failures = 0;    // attempts in a row that did not get beyond
};

} // namespace fovea::app
