#include "indexer/scanner.h"

#include <QtTest>

#include <filesystem>
#include <fstream>
#include <set>
#include <sys/stat.h>
#include <unistd.h>

using namespace fovea;
namespace fs = std::filesystem;

class TestScanner : public QObject {
    Q_OBJECT

private:
    struct Found {
        std::set<std::string> photos; // relative to the root
        std::map<std::string, std::string> sidecars;
        std::map<std::string, std::string> unreadable;
    };

    static fs::path write(const fs::path &path, const std::string &text = "x") {
        fs::create_directories(path.parent_path());
        std::ofstream(path) << text;
        return path;
    }

    static Found scan(const fs::path &root) {
        Found found;
        indexer::ScanEvents events;
        events.photo = [&](const indexer::ScannedFile &file) {
            const std::string name = fs::relative(file.path, root).string();
            found.photos.insert(file.path.string().substr(root.string().size() + 1));
            if (file.sidecar) {
                found.sidecars[name] = file.sidecar->filename().string();
            }
        };
        events.unreadable = [&](const fs::path &path, const std::string &reason) {
            found.unreadable[path.filename().string()] = reason;
        };
        const StopToken stop;
        const auto scanned = indexer::scanFolder(root, stop, events);
        if (!scanned) {
            found.unreadable["root"] = scanned.error().message;
        }
        return found;
    }

    QTemporaryDir m_dir;
    fs::path root() const {
        return fs::path(m_dir.path().toStdString()) / QTest::currentTestFunction();
    }

private Q_SLOTS:
    void findsPhotosByExtensionInAnyCase() {
        write(root() / "a b" / "ä.JPG");
        write(root() / "deep" / "er" / "b.heic");
        write(root() / "c.txt");
        write(root() / "no extension", "\xFF\xD8\xFF\xE0 and so on");
        write(root() / "d");
        QCOMPARE(scan(root()).photos,
                 (std::set<std::string>{"a b/ä.JPG", "deep/er/b.heic", "no extension"}));
    }

    void passesOverWhatIsHiddenOrNotMeantToBeSeen() {
        write(root() / ".hidden.jpg");
        write(root() / ".trash" / "a.jpg");
        write(root() / "private" / ".nomedia");
        write(root() / "private" / "b.jpg");
        write(root() / "@eaDir" / "c.jpg");
        write(root() / ".foveaignore", "# exports\nexport_*\nweb/\n");
        write(root() / "export_1.jpg");
        write(root() / "sub" / "web" / "d.jpg");
        write(root() / "sub" / "e.jpg");
        QCOMPARE(scan(root()).photos, (std::set<std::string>{"sub/e.jpg"}));
    }

    void endsInLoopsOfLinks() {
        write(root() / "a.jpg");
        fs::create_directory_symlink(root(), root() / "again");
        fs::create_directory_symlink("../photos", root() / "sub");
        const Found found = scan(root());
        QCOMPARE(found.photos.size(), std::size_t{1});
    }

    void tellsOfLinksThatLeadNowhere() {
        fs::create_directories(root());
        fs::create_symlink("gone.jpg", root() / "link.jpg");
        const Found found = scan(root());
        QVERIFY(found.photos.empty());
        QVERIFY(found.unreadable.at("link.jpg").find("No such file") != std::string::npos);
    }

    void tellsOfPipesNamedLikePhotos() {
        fs::create_directories(root());
        QCOMPARE(::mkfifo((root() / "pipe.jpg").c_str(), 0600), 0);
        const Found found = scan(root());
        QVERIFY(found.photos.empty());
        QVERIFY(found.unreadable.contains("pipe.jpg"));
    }

    void tellsOfFoldersThatCannotBeListed() {
        if (::geteuid() == 0) {
            QSKIP("root may list every folder");
        }
        write(root() / "locked" / "a.jpg");
        write(root() / "b.jpg");
        fs::permissions(root() / "locked", fs::perms::none);
        const Found found = scan(root());
        fs::permissions(root() / "locked", fs::perms::owner_all);
        QCOMPARE(found.photos, (std::set<std::string>{"b.jpg"}));
        QVERIFY(found.unreadable.contains("locked"));
    }

    void missingRootIsAnError() {
        QVERIFY(scan(root() / "gone").unreadable.at("root").find("gone") != std::string::npos);
    }

    void sidecarOfTheFullNameGoesFirst() {
        write(root() / "a.jpg");
        write(root() / "a.jpg.xmp");
        write(root() / "a.xmp");
        write(root() / "b.jpg");
        write(root() / "b.XMP");
        const Found found = scan(root());
        QCOMPARE(found.sidecars.at("a.jpg"), std::string("a.jpg.xmp"));
        QCOMPARE(found.sidecars.at("b.jpg"), std::string("b.XMP"));
    }

    void stopEndsTheWalk() {
        write(root() / "a.jpg");
        StopToken stop;
        stop.stop();
        const auto result = indexer::scanFolder(root(), stop, {});
        QCOMPARE(result.error().code, ErrorCode::Stopped);
    }
};

QTEST_GUILESS_MAIN(TestScanner)
#include "tst_scanner.moc"
