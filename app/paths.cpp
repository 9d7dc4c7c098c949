#include "app/paths.h"

#include <QDir>
#include <QFile>
#include <QStandardPaths>
#include <QString>

namespace fovea::app {

namespace {

std::filesystem::path below(QStandardPaths::StandardLocation location) {
    return toPath(QStandardPaths::writableLocation(location)) / "fovea";
}

} // namespace

// The generic places, since Qt's own application folders would change with the names that a window
// and a test set.
std::filesystem::path dataFolder() {
    return below(QStandardPaths::GenericDataLocation);
}

std::filesystem::path configFolder() {
    return below(QStandardPaths::GenericConfigLocation);
}

std::filesystem::path cacheFolder() {
    return below(QStandardPaths::GenericCacheLocation);
}

std::filesystem::path defaultLibraryFolder() {
    return dataFolder() / "library";
}

std::filesystem::path modelsFolder() {
    return dataFolder() / "models";
}

#ifdef Q_OS_WIN
QString toQString(const std::filesystem::path &path) {
    return QString::fromStdWString(path.wstring());
}

std::filesystem::path toPath(const QString &text) {
    return std::filesystem::path(text.toStdWString());
}
#else
QString toQString(const std::filesystem::path &path) {
    return QFile::decodeName(QByteArray::fromStdString(path.native()));
}

std::filesystem::path toPath(const QString &text) {
    return std::filesystem::path(QFile::encodeName(text).toStdString());
}
#endif

std::filesystem::path absolutePath(const std::filesystem::path &text) {
    std::filesystem::path path = text;
    if (!path.empty() && *path.begin() == "~") {
        path = toPath(QDir::homePath()) / path.lexically_relative("~");
    }
    if (path.is_relative()) {
        path = toPath(QDir::currentPath()) / path;
    }
    path = path.lexically_normal();
    if (!path.has_filename() && path.has_relative_path()) {
        path = path.parent_path(); // "photos/" and "photos" are one folder
    }
    return path;
}

} // namespace fovea::app
