#include "app/fake_hub.h"

#include <QCryptographicHash>

#include <algorithm>

FakeHub::FakeHub() {
    m_server.listen(QHostAddress::LocalHost);
    connect(&m_server, &QTcpServer::newConnection, this, [this] {
        QTcpSocket *socket = m_server.nextPendingConnection();
        connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
        connect(socket, &QTcpSocket::readyRead, this, [this, socket] {
            const QByteArray text = socket->peek(65536);
            const qsizetype end = text.indexOf("\r\n\r\n");
            if (end < 0) {
                return;
            }
            socket->read(end + 4);
            const QList<QByteArray> lines = text.left(end).split('\n');
            const QList<QByteArray> first = lines.first().split(' ');
            Request request{first.value(0), QString::fromUtf8(first.value(1)), {}};
            for (const QByteArray &line : lines.mid(1)) {
                const qsizetype colon = line.indexOf(':');
                request.headers.insert(line.left(colon).toLower(), line.mid(colon + 1).trimmed());
            }
            requests.append(request);
            onRequest(*socket, request);
        });
    });
}

QUrl FakeHub::url(const QString &path) const {
    return QUrl(QStringLiteral("http://127.0.0.1:%1%2").arg(m_server.serverPort()).arg(path));
}

QByteArray FakeHub::gitHash(const QByteArray &data) {
    const QByteArray head = "blob " + QByteArray::number(data.size());
    QCryptographicHash hash(QCryptographicHash::Sha1);
    hash.addData(QByteArrayView(head.constData(), head.size() + 1));
    hash.addData(data);
    return hash.result().toHex();
}

void FakeHub::answer(QTcpSocket &socket, const QByteArray &status, const QByteArray &headers,
                     const QByteArray &body, bool close) {
    socket.write("HTTP/1.1 " + status + "\r\n" + headers + "\r\n");
    socket.write(body);
    if (close) {
        socket.disconnectFromHost();
    }
}

void FakeHub::onRequest(QTcpSocket &socket, const Request &request) {
    const bool store = request.path.startsWith(QLatin1String("/store"));
    const QString key = store ? request.path.mid(6) : request.path;
    const auto file = files.find(key);
    if (file == files.end() || file->fault == Fault::NotFound) {
        answer(socket, "404 Not Found", "Content-Length: 9\r\n",
               request.method == "HEAD" ? "" : "not found", false);
    } else if (request.method == "HEAD" && store) {
        answer(socket, "200 OK",
               "Content-Length: " + QByteArray::number(file->data.size()) + "\r\n", "", false);
    } else if (request.method == "HEAD" || (file->stored && !store)) {
        describe(socket, request, *file);
    } else {
        serve(socket, request, *file);
    }
}

void FakeHub::describe(QTcpSocket &socket, const Request &request, const File &file) {
    const qint64 size = file.statedSize < 0 ? file.data.size() : file.statedSize;
    QByteArray headers = "X-Repo-Commit: " + commit + "\r\n";
    if (!file.stored) {
        const QByteArray tag = file.tag.isNull() ? gitHash(file.data) : file.tag;
        answer(socket, "200 OK",
               headers + "ETag: \"" + tag + "\"\r\nContent-Length: " + QByteArray::number(size) +
                   "\r\n",
               "", false);
        return;
    }
    QByteArray target = "/store" + request.path.toUtf8();
    if (request.method == "GET" && file.fault == Fault::LeadAway) {
        target = leadTo.toEncoded();
    } else if (request.method == "GET" && file.fault == Fault::Circle) {
        target = request.path.toUtf8();
    }
    const QByteArray tag =
        file.tag.isNull() ? QCryptographicHash::hash(file.data, QCryptographicHash::Sha256).toHex()
                          : file.tag;
    answer(socket, "302 Found",
           headers + "X-Linked-ETag: \"" + tag + "\"\r\nX-Linked-Size: " +
               QByteArray::number(size) + "\r\nLocation: " + target + "\r\nContent-Length: 0\r\n",
           "", false);
}

void FakeHub::serve(QTcpSocket &socket, const Request &request, File &file) {
    const Fault fault = file.faults > 0 ? file.fault : Fault::None;
    file.faults -= fault == Fault::None ? 0 : 1;
    const QByteArray range = request.headers.value("range");
    const QByteArray tag = "\"store-1\"";
    const QByteArray condition = request.headers.value("if-range");
    qint64 from = 0;
    if (!range.isEmpty() && (condition.isEmpty() || condition == tag) &&
        fault != Fault::IgnoreRange) {
        from = range.mid(6, range.indexOf('-') - 6).toLongLong();
    }
    if (fault == Fault::Busy) {
        answer(socket, "503 Busy", "Content-Length: 0\r\n", "", false);
        return;
    }
    if (fault == Fault::RefuseRange && from > 0) {
        answer(socket, "416 Range Not Satisfiable", "Content-Length: 0\r\n", "", false);
        return;
    }
    QByteArray body = file.data.mid(from);
    QByteArray headers = "ETag: " + tag + "\r\n";
    const qint64 start = fault == Fault::WrongRange && from > 0 ? from - 1 : from;
    const QByteArray total = QByteArray::number(file.data.size());
    if (from > 0) {
        headers += "Content-Range: bytes " + QByteArray::number(start) + "-" +
                   QByteArray::number(file.data.size() - 1) + "/" + total + "\r\n";
    }
    if (fault == Fault::LengthBefore) {
        body.chop(100);
    } else if (fault == Fault::LengthBeyond || fault == Fault::TooMuch) {
        body += QByteArray(100, 'x');
    } else if (fault == Fault::OtherBytes) {
        body[body.size() / 2] = static_cast<char>(body[body.size() / 2] ^ 1);
    }
    if (fault != Fault::TooMuch) {
        headers += "Content-Length: " + QByteArray::number(body.size()) + "\r\n";
    }
    if (fault == Fault::Cut) {
        body.truncate(body.size() / 2);
    } else if (fault == Fault::Stall) {
        body.truncate(std::max<qsizetype>(0, file.data.size() / 2 - from));
    }
    answer(socket, from > 0 ? "206 Partial Content" : "200 OK", headers, body,
           fault == Fault::Cut || fault == Fault::TooMuch);
}
