#pragma once

#include <QByteArray>
#include <QHash>
#include <QList>
#include <QPointer>
#include <QString>
#include <QTcpServer>
#include <QTcpSocket>
#include <QUrl>

#include <functional>

/// A hub on loopback that serves files as the real one does, and badly where a test says so.
class FakeHub : public QObject {
public:
    enum class Fault {
        None,
        Cut,          ///< half of what is asked for, then the connection ends
        Stall,        ///< as far as half of the file, then nothing more
        LengthBefore, ///< says fewer bytes than the hub stated, and sends those
        LengthBeyond, ///< says more
        TooMuch,      ///< says no length and sends more
        OtherBytes,   ///< the right length, other contents
        NotFound,
        Busy,        ///< 503
        IgnoreRange, ///< the whole, whatever is asked for
        RefuseRange, ///< 416
        WrongRange,  ///< 206 from another place than asked for
        LeadAway,    ///< a redirection to an address that is not to be followed
        Circle,      ///< a redirection to itself
    };

    struct File {
        QByteArray data;
        bool stored = false;    ///< large: the hub leads to a store, and states its SHA-256
        QByteArray tag;         ///< what the hub states as hash; made from the data where null
        qint64 statedSize = -1; ///< by the hub; the data's where negative
        Fault fault = Fault::None;
        int faults = 1 << 20; ///< answers with a body that have the fault; the later ones are good
    };

    struct Request {
        QByteArray method;
        QString path;
        QHash<QByteArray, QByteArray> headers; ///< names in lower case
    };

    FakeHub();

    QUrl url(const QString &path) const;
    static QByteArray gitHash(const QByteArray &data);

    QHash<QString, File> files; ///< by path, "/resolve/…"
    QByteArray commit = QByteArray(40, 'c');
    QUrl leadTo;
    QList<Request> requests;

private:
    void onRequest(QTcpSocket &socket, const Request &request);
    void describe(QTcpSocket &socket, const Request &request, const File &file);
    void serve(QTcpSocket &socket, const Request &request, File &file);
    static void answer(QTcpSocket &socket, const QByteArray &status, const QByteArray &headers,
                       const QByteArray &body, bool close);

    QTcpServer m_server;
};
