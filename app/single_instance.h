#pragma once

#include <QLocalServer>
#include <QLockFile>
#include <QObject>
#include <QStringList>

#include <filesystem>

namespace fovea::app {

/// One window for a library: whoever starts a second one hands its folders to the first.
/// Thread: the window's.
class SingleInstance : public QObject {
    Q_OBJECT

public:
    /// `libraryFolder` must exist.
    explicit SingleInstance(const std::filesystem::path &libraryFolder, QObject *parent = nullptr);

    /// True where this is the first one; it then hears of others.
    bool claim();
    /// Asks the first one to come forward and to add `folders`. False where it does not answer.
    bool handOver(const QStringList &folders);

Q_SIGNALS:
    /// Another start wants the window to come forward, with these folders added.
    void summoned(const QStringList &folders);

private:
    void accept();

    const QString m_name;
    QLockFile m_lock;
    QLocalServer m_server;
};

} // namespace fovea::app
