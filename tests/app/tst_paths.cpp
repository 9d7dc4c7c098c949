#include "app/paths.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

using namespace fovea;

namespace {

class PathsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void foldersFollowXdg();
    void absolutePaths_data();
    void absolutePaths();
    void namesSurviveTheWayThroughQt();
};

void PathsTest::foldersFollowXdg() {
#ifndef Q_OS_LINUX
    QSKIP("XDG folders are Linux's");
#endif
    const QTemporaryDir folder;
    qputenv("XDG_DATA_HOME", folder.filePath(QStringLiteral("data")).toUtf8());
    qputenv("XDG_CACHE_HOME", folder.filePath(QStringLiteral("cache")).toUtf8());
    const auto base = app::toPath(folder.path());
    QVERIFY(app::defaultLibraryFolder() == base / "data/fovea/library");
    QVERIFY(app::modelsFolder() == base / "data/fovea/models");
    QVERIFY(app::cacheFolder() == base / "cache/fovea");
    QVERIFY(!std::filesystem::exists(base / "data"));
}

void PathsTest::absolutePaths_data() {
    QTest::addColumn<QString>("typed");
    QTest::addColumn<QString>("expected");
    const QString here = QDir::currentPath();
    const QString home = QDir::homePath();
    const auto row = [](const char *name, const QString &typed, const QString &expected) {
        QTest::newRow(name) << typed << expected;
    };
    row("relative", QStringLiteral("a/b"), here + QStringLiteral("/a/b"));
    row("here", QStringLiteral("."), here);
    row("closing slash", QStringLiteral("/photos/"), QStringLiteral("/photos"));
    row("root", QStringLiteral("/"), QStringLiteral("/"));
    row("up", QStringLiteral("/photos/../x"), QStringLiteral("/x"));
    row("home", QStringLiteral("~/photos"), home + QStringLiteral("/photos"));
    row("home itself", QStringLiteral("~"), home);
    row("a name with a tilde", QStringLiteral("/a/~b"), QStringLiteral("/a/~b"));
}

void PathsTest::absolutePaths() {
    QFETCH(QString, typed);
    QFETCH(QString, expected);
    QCOMPARE(app::toQString(app::absolutePath(app::toPath(typed))), expected);
}

void PathsTest::namesSurviveTheWayThroughQt() {
    const QString name = QStringLiteral("/Fotos/Größe 写真 🐕.jpg");
    QCOMPARE(app::toQString(app::toPath(name)), name);
}

} // namespace

QTEST_GUILESS_MAIN(PathsTest)
#include "tst_paths.moc"
