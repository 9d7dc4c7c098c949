#include "app/desktop_actions.h"

#include <QDBusConnection>
#include <QDBusMessage>
#include <QDBusPendingCallWatcher>
#include <QDBusPendingReply>
#include <QDesktopServices>
#include <QFileInfo>
#include <QImage>
#include <QMimeData>
#include <QSet>

namespace fovea::app {

namespace {

constexpr int kPatienceMs = 4000; ///< a file manager may have to be started for the call

void openFolders(const QList<QUrl> &files) {
    QSet<QString> folders;
    for (const QUrl &file : files) {
        const QString folder = QFileInfo(file.toLocalFile()).absolutePath();
        if (!folders.contains(folder)) {
            folders.insert(folder);
            QDesktopServices::openUrl(QUrl::fromLocalFile(folder));
        }
    }
}

} // namespace

std::unique_ptr<QMimeData> withPixels(const QMimeData &files, const QImage &pixels) {
    auto data = std::make_unique<QMimeData>();
    for (const QString &format : files.formats()) {
        data->setData(format, files.data(format));
    }
    data->setUrls(files.urls());
    data->setImageData(pixels);
    return data;
}

void revealInFileManager(const QList<QUrl> &files) {
    if (files.isEmpty()) {
        return;
    }
    const QDBusConnection bus = QDBusConnection::sessionBus();
    if (!bus.isConnected()) {
        openFolders(files);
        return;
    }
    QStringList uris;
    for (const QUrl &file : files) {
        uris.append(QString::fromLatin1(file.toEncoded()));
    }
    QDBusMessage call = QDBusMessage::createMethodCall(
        QStringLiteral("org.freedesktop.FileManager1"),
        QStringLiteral("/org/freedesktop/FileManager1"),
        QStringLiteral("org.freedesktop.FileManager1"), QStringLiteral("ShowItems"));
    call << uris << QString();
    auto *watcher = new QDBusPendingCallWatcher(bus.asyncCall(call, kPatienceMs));
    QObject::connect(watcher, &QDBusPendingCallWatcher::finished, watcher, [watcher, files] {
        if (watcher->isError()) {
            openFolders(files);
        }
        watcher->deleteLater();
    });
}

bool openInDefaultProgram(const QList<QUrl> &files) {
    bool all = true;
    for (const QUrl &file : files) {
        all = QDesktopServices::openUrl(file) && all;
    }
    return all;
}

} // namespace fovea::app
