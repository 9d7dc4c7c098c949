#include "app/file_download.h"

#include "app/model_names.h"
#include "app/paths.h"

#include <QFileInfo>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QTimer>

#include <algorithm>
#include <utility>

#ifdef Q_OS_UNIX
#include <unistd.h>
#endif

namespace fovea::app {

namespace {

constexpr qint64 kSliceBytes = 4 << 20;
constexpr int kMaxRedirections = 10;

// A part of other contents is never gone on with: the hash is in its name.
QString partName(const RemoteFile &remote, const std::filesystem::path &file) {
    const QByteArray mark = remote.hash.kind == StatedHash::Kind::None ? QByteArray("unstated")
                                                                       : remote.hash.hex.left(16);
    return toQString(file) + QLatin1Char('.') + QString::fromLatin1(mark) + QStringLiteral(".part");
}

int status(const QNetworkReply &reply) {
    return reply.attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
}

/// First byte and total of "bytes 100-199/200"; -1 where it says none.
std::pair<qint64, qint64> contentRange(const QByteArray &value) {
    bool firstOk = false;
    bool totalOk = false;
    const qsizetype space = value.indexOf(' ');
    const qsizetype dash = value.indexOf('-');
    const qsizetype slash = value.indexOf('/');
    if (!value.toLower().startsWith("bytes ") || dash < space || slash < dash) {
        return {-1, -1};
    }
    const qint64 first = value.mid(space + 1, dash - space - 1).trimmed().toLongLong(&firstOk);
    const qint64 total = value.mid(slash + 1).trimmed().toLongLong(&totalOk);
    return {firstOk ? first : -1, totalOk ? total : -1};
}

Error diskError(const QFile &file) {
    return {ErrorCode::NoSpace, "Cannot write " + file.fileName().toStdString() + " (" +
                                    file.errorString().toStdString() +
                                    "); make room, then run the same again: it goes on from here"};
}

} // namespace

FileDownload::FileDownload(QNetworkAccessManager &network, NetworkOptions options,
                           RemoteFile remote, const std::filesystem::path &file, QObject *parent)
    : QObject(parent)
    , m_network(network)
    , m_options(options)
    , m_remote(std::move(remote))
    , m_file(toQString(file))
    , m_part(partName(m_remote, file))
    , m_tag(m_part.fileName() + QStringLiteral(".tag"))
    , m_check(m_remote.hash, m_remote.sizeBytes) {}

FileDownload::~FileDownload() {
    dropReply();
}

qint64 FileDownload::partBytes(const RemoteFile &remote, const std::filesystem::path &file) {
    return std::min(QFileInfo(partName(remote, file)).size(), remote.sizeBytes);
}

void FileDownload::start() {
    // Whole from an earlier attempt: verified again like any part.
    if (!m_part.exists()) {
        QFile::rename(m_file, m_part.fileName());
    }
    if (!m_part.open(QIODevice::ReadWrite)) {
        end(diskError(m_part));
        return;
    }
    // Without a hash there would be no telling whether old and new bytes belong together.
    if ((m_part.size() > m_remote.sizeBytes || m_remote.hash.kind == StatedHash::Kind::None) &&
        !resetPart()) {
        return;
    }
    m_resumed = m_part.size() > 0;
    m_farthest = m_part.size();
    readPart();
}

void FileDownload::cancel() {
    end(Error{ErrorCode::Stopped,
              "Stopped; what has come is kept, and the same again goes on from it"});
}

// In slices, so that a window goes on living while a gigabyte is read.
void FileDownload::readPart() {
    if (m_ended) {
        return;
    }
    const QByteArray slice = m_part.read(kSliceBytes);
    if (slice.isEmpty()) {
        if (m_done == m_remote.sizeBytes) {
            verify();
        } else {
            request();
        }
        return;
    }
    m_check.add(slice);
    m_done += slice.size();
    Q_EMIT advanced(m_done, false);
    QMetaObject::invokeMethod(this, &FileDownload::readPart, Qt::QueuedConnection);
}

void FileDownload::request() {
    if (m_ended) {
        return;
    }
    m_redirections = 0;
    // From the first address each time: what it leads to is often good for some minutes only.
    fetch(m_remote.url);
}

void FileDownload::fetch(const QUrl &url) {
    QNetworkRequest request = hubRequest(url, m_options);
    if (m_done > 0 && m_useRanges) {
        request.setRawHeader("Range", "bytes=" + QByteArray::number(m_done) + "-");
        if (const QByteArray tag = savedTag(); !tag.isEmpty()) {
            request.setRawHeader("If-Range", tag);
        }
    }
    m_body = Body::Undecided;
    m_refusal.reset();
    m_reply = m_network.get(request);
    m_reply->setReadBufferSize(kSliceBytes);
    connect(m_reply, &QNetworkReply::metaDataChanged, this, &FileDownload::onHeaders);
    connect(m_reply, &QNetworkReply::readyRead, this, &FileDownload::onData);
    connect(m_reply, &QNetworkReply::finished, this, &FileDownload::onFinished);
}

void FileDownload::onHeaders() {
    const int code = status(*m_reply);
    if (m_body != Body::Undecided || (code != 200 && code != 206)) {
        return;
    }
    if (code == 206) {
        const auto [first, total] = contentRange(m_reply->rawHeader("Content-Range"));
        if (first != m_done || (total >= 0 && total != m_remote.sizeBytes)) {
            m_body = Body::Refused;
            QMetaObject::invokeMethod(
                this, [this] { startOver(true); }, Qt::QueuedConnection);
            return;
        }
    } else if (m_done > 0) {
        // It knows no ranges, or the file is another one now: everything comes again.
        if (!resetPart()) {
            return;
        }
    }
    const QVariant length = m_reply->header(QNetworkRequest::ContentLengthHeader);
    if (length.isValid() && length.toLongLong() != m_remote.sizeBytes - m_done) {
        m_body = Body::Refused;
        m_refusal =
            Error{ErrorCode::Network, m_remote.url.toString().toStdString() + " is said to have " +
                                          std::to_string(m_remote.sizeBytes) + " bytes, but " +
                                          std::to_string(m_done + length.toLongLong()) +
                                          " are offered; nothing was installed. Try again later"};
        return;
    }
    m_body = Body::Wanted;
    saveTag(m_reply->rawHeader("ETag"));
}

void FileDownload::onData() {
    if (m_reply == nullptr || m_body == Body::Undecided || !m_reply->isOpen()) {
        return; // the page of a redirection or an error, or a transfer that was given up
    }
    if (m_refusal) {
        end(m_refusal);
        return;
    }
    if (m_body == Body::Refused) {
        return;
    }
    const QByteArray data = m_reply->readAll();
    if (m_done + data.size() > m_remote.sizeBytes) {
        resetPart();
        end(Error{ErrorCode::Network, m_remote.url.toString().toStdString() +
                                          " sends more than the " +
                                          std::to_string(m_remote.sizeBytes) +
                                          " bytes that it states; nothing was installed. Try again "
                                          "later"});
        return;
    }
    if (m_part.write(data) != data.size()) {
        end(diskError(m_part));
        return;
    }
    m_check.add(data);
    m_done += data.size();
    Q_EMIT advanced(m_done, true);
}

void FileDownload::onFinished() {
    onData();
    if (m_ended || m_reply == nullptr) {
        return;
    }
    QNetworkReply *reply = std::exchange(m_reply, nullptr);
    reply->deleteLater();
    const int code = status(*reply);
    if (m_refusal) {
        end(m_refusal);
    } else if (m_body == Body::Refused) {
        return; // startOver() is on its way
    } else if (m_done == m_remote.sizeBytes) {
        verify();
    } else if (m_body == Body::Wanted) {
        retry(reply->error() == QNetworkReply::NoError
                  ? Error{ErrorCode::Network, "The connection ended early"}
                  : networkError(*reply));
    } else if (const auto target = redirection(*reply, m_remote.url); !target) {
        end(target.error());
    } else if (target->has_value()) {
        if (++m_redirections > kMaxRedirections) {
            end(Error{ErrorCode::Network, m_remote.url.toString().toStdString() +
                                              " leads round in circles; try again later"});
            return;
        }
        fetch(**target);
    } else if (code == 416) {
        startOver(true);
    } else if (code == 0 || code == 408 || code == 429 || code >= 500) {
        retry(networkError(*reply));
    } else {
        end(networkError(*reply));
    }
}

void FileDownload::startOver(bool withoutRanges) {
    if (m_ended) {
        return;
    }
    dropReply();
    m_useRanges = m_useRanges && !withoutRanges;
    if (std::exchange(m_startedOver, true)) {
        retry({ErrorCode::Network, m_remote.url.toString().toStdString() +
                                       " answers with pieces that do not fit; try again later"});
        return;
    }
    if (resetPart()) {
        request();
    }
}

void FileDownload::retry(const Error &error) {
    m_failures = m_done > m_farthest ? 1 : m_failures + 1;
    m_farthest = std::max(m_farthest, m_done);
    if (m_failures >= m_options.attempts) {
        Error last = error;
        if (m_done > 0) {
            last.message += ". " + sizeText(static_cast<double>(m_done)) + " of " +
                            sizeText(static_cast<double>(m_remote.sizeBytes)) +
                            " are kept, and the same again goes on from there";
        }
        end(last);
        return;
    }
    QTimer::singleShot(m_options.retryDelay * (1 << (m_failures - 1)), this,
                       &FileDownload::request);
}

void FileDownload::verify() {
    if (m_check.matches()) {
        store();
        return;
    }
    const std::string found = m_check.found().toStdString();
    if (!resetPart()) {
        return;
    }
    // Bytes of an earlier attempt may have been damaged on the disk; fresh ones speak for
    // themselves.
    if (std::exchange(m_resumed, false)) {
        m_farthest = 0;
        request();
        return;
    }
    end(Error{ErrorCode::Damaged,
              m_remote.url.toString().toStdString() +
                  " came whole but is not what the hub states (" +
                  (m_remote.hash.kind == StatedHash::Kind::Sha256 ? "SHA-256 " : "git blob ") +
                  found + " instead of " + m_remote.hash.hex.toStdString() +
                  "); nothing was installed. Try again later or from another network"});
}

void FileDownload::store() {
    bool stored = m_part.flush();
#ifdef Q_OS_UNIX
    stored = stored && ::fsync(m_part.handle()) == 0;
#endif
    m_part.close();
    QFile::remove(m_file);
    if (!stored || !m_part.rename(m_file)) {
        end(diskError(m_part));
        return;
    }
    m_tag.remove();
    end(std::nullopt);
}

// Weak tags say nothing about bytes.
void FileDownload::saveTag(const QByteArray &tag) {
    if (m_done > 0 && savedTag() == tag) {
        return;
    }
    m_tag.remove();
    if (tag.startsWith('"') && m_tag.open(QIODevice::WriteOnly)) {
        m_tag.write(tag);
        m_tag.close();
    }
}

QByteArray FileDownload::savedTag() const {
    QFile file(m_tag.fileName());
    return file.open(QIODevice::ReadOnly) ? file.read(1024) : QByteArray();
}

bool FileDownload::resetPart() {
    m_tag.remove();
    if (!m_part.resize(0) || !m_part.seek(0)) {
        end(diskError(m_part));
        return false;
    }
    m_done = 0;
    m_check.reset();
    return true;
}

void FileDownload::dropReply() {
    if (QNetworkReply *reply = std::exchange(m_reply, nullptr)) {
        reply->disconnect(this);
        reply->abort();
        reply->deleteLater();
    }
}

void FileDownload::end(std::optional<Error> error) {
    if (std::exchange(m_ended, true)) {
        return;
    }
    dropReply();
    m_part.close();
    if (error) {
        Q_EMIT failed(*error);
    } else {
        Q_EMIT succeeded();
    }
}

} // namespace fovea::app
