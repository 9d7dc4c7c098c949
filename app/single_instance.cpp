#include "app/single_instance.h"

#include "app/paths.h"

#include <QCryptographicHash>
#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>
#include <QLocalSocket>
#include <QStandardPaths>

namespace fovea::app {

namespace {

constexpr int kPatienceMs = 3000;

/// Short enough for the name of a socket, whatever the library is called.
QString socketName(const QString &libraryFolder) {
    const QByteArray digest =
        QCryptographicHash::hash(libraryFolder.toUtf8(), QCryptographicHash::Sha256)
            .toHex()
            .left(24);
    const QString name = QStringLiteral("fovea-") + QString::fromLatin1(digest);
    const QString runtime = QStandardPaths::writableLocation(QStandardPaths::RuntimeLocation);
    return runtime.isEmpty() ? name : QDir(runtime).filePath(name);
}

QString canonicalText(const std::filesystem::path &folder) {
    return QDir(toQString(folder)).canonicalPath();
}

} // namespace

SingleInstance::SingleInstance(const std::filesystem::path &libraryFolder, QObject *parent)
    : QObject(parent)
    , m_name(socketName(canonicalText(libraryFolder)))
    , m_lock(QDir(toQString(libraryFolder)).filePath(QStringLiteral("window.lock"))) {
    m_lock.setStaleLockTime(0); // held as long as the process lives, however long that is
    m_server.setSocketOptions(QLocalServer::UserAccessOption);
    connect(&m_server, &QLocalServer::newConnection, this, &SingleInstance::accept);
}

bool SingleInstance::claim() {
    if (!m_lock.tryLock(0)) {
        return false;
    }
    QLocalServer::removeServer(m_name); // left behind by one that was killed
    m_server.listen(m_name);            // without it a second start only says that there is a first
    return true;
}

bool SingleInstance::handOver(const QStringList &folders) {
    QLocalSocket socket;
    socket.connectToServer(m_name);
    if (!socket.waitForConnected(kPatienceMs)) {
        return false;
    }
    socket.write(QJsonDocument(QJsonArray::fromStringList(folders)).toJson(QJsonDocument::Compact) +
                 '\n');
    if (!socket.waitForBytesWritten(kPatienceMs)) {
        return false;
    }
    return socket.waitForDisconnected(kPatienceMs) ||
           socket.state() == QLocalSocket::UnconnectedState;
}

void SingleInstance::accept() {
    while (QLocalSocket *socket = m_server.nextPendingConnection()) {
        connect(socket, &QLocalSocket::disconnected, socket, &QObject::deleteLater);
        const auto read = [this, socket] {
            if (!socket->canReadLine()) {
                return;
            }
            QStringList folders;
            const QJsonArray array = QJsonDocument::fromJson(socket->readLine()).array();
            for (const QJsonValue &folder : array) {
                folders.append(folder.toString());
            }
            socket->disconnectFromServer();
            Q_EMIT summoned(folders);
        };
        connect(socket, &QLocalSocket::readyRead, this, read);
        read();
    }
}

} // namespace fovea::app
