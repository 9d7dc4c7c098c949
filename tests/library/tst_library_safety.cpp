#include "engine/library/database.h"
#include "engine/library/run_lock.h"
#include "engine/library/schema.h"
#include "engine/library/verification.h"
#include "library/library_fixture.h"

#include <QtTest>

#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdio>
#include <thread>

using namespace fovea;
using namespace fovea::library;
using fovea::test::kDim;
using fovea::test::LibraryFixture;
using fovea::test::must;

namespace {

constexpr int kBatch = 8;

/// Batch number `batch`: contents of their own, every third batch moves nothing but fails one file.
std::vector<IndexedFile> makeBatch(const LibraryFixture &fixture, int batch) {
    std::vector<IndexedFile> files;
    for (int i = 0; i < kBatch; ++i) {
        const int number = batch * kBatch + i + 1;
        files.push_back(fixture.file(std::to_string(number) + ".jpg", number));
    }
    return files;
}

/// Runs `body` in a child process and gives back its exit status.
template <typename Body>
int inChild(Body body) {
    const pid_t child = ::fork();
    if (child == 0) {
        ::_exit(body());
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

bool mentions(const Error &error, const char *part) {
    return error.message.find(part) != std::string::npos;
}

} // namespace

class TestLibrarySafety : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void killedWriterLosesNothingItHadStored() {
        LibraryFixture fixture;
        fixture.library.reset(); // a connection must not cross a fork
        int acknowledged = 0;
        for (int round = 0; round < 8; ++round) {
            std::array<int, 2> pipe{};
            QCOMPARE(::pipe(pipe.data()), 0);
            const pid_t child = ::fork();
            if (child == 0) {
                auto own = Library::open(fixture.libraryFolder());
                for (int batch = acknowledged; own; ++batch) {
                    const auto files = makeBatch(fixture, batch);
                    if (!(*own)->catalog().commit(fixture.folder, files, fixture.space) ||
                        ::write(pipe[1], "x", 1) != 1) {
                        ::_exit(1);
                    }
                }
                ::_exit(1);
            }
            ::close(pipe[1]);
            char byte = 0;
            for (int i = 0; i < 2 + round * 3 && ::read(pipe[0], &byte, 1) == 1; ++i) {
                ++acknowledged;
            }
            ::kill(child, SIGKILL);
            int status = 0;
            ::waitpid(child, &status, 0);
            QVERIFY(WIFSIGNALED(status));
            while (::read(pipe[0], &byte, 1) == 1) {
                ++acknowledged;
            }
            ::close(pipe[0]);

            fixture.reopen();
            const auto counts = fixture.library->catalog().counts(fixture.space).value();
            QVERIFY(counts.photos % kBatch == 0);
            QVERIFY(counts.photos >= acknowledged * kBatch);
            QVERIFY(counts.photos <= (acknowledged + 1) * kBatch);
            QCOMPARE(counts.embedded, counts.photos);
            QCOMPARE(counts.files, counts.photos);
            const auto findings = fixture.library->catalog().checkIntegrity().value();
            QVERIFY2(findings.empty(), findings.empty() ? "" : findings[0].c_str());
            acknowledged = static_cast<int>(counts.photos) / kBatch;
            fixture.library.reset();
        }
    }

    void olderSchemaIsBackedUpAndBroughtForward() {
        LibraryFixture fixture;
        fixture.commit(fixture.file("a.jpg", 1));
        fixture.library.reset();
        const auto file = fixture.libraryFolder() / "catalog.db";
        std::vector<Migration> migrations(catalogMigrations().begin(), catalogMigrations().end());
        const int before = migrations.back().version;
        migrations.push_back(
            {before + 1, "CREATE TABLE comets(id INTEGER PRIMARY KEY, name TEXT);"});
        {
            auto database = Database::open(file, Database::Mode::ReadWrite).value();
            must(upgradeSchema(*database, migrations, kCatalogApplicationId));
            QCOMPARE(database->connection().execAndGet("PRAGMA user_version").getInt(), before + 1);
            QVERIFY(database->connection().tableExists("comets"));
            QCOMPARE(database->connection().execAndGet("SELECT count(*) FROM photos").getInt(), 1);
            must(upgradeSchema(*database, migrations, kCatalogApplicationId)); // nothing left to do
        }
        // This program does not know that schema.
        const auto newer = Library::open(fixture.libraryFolder());
        QVERIFY(!newer);
        QCOMPARE(newer.error().code, ErrorCode::Unsupported);
        QVERIFY(mentions(newer.error(), "Update Fovea"));
        // The backup is a whole library of the former schema.
        const auto backup = file.string() + ".v" + std::to_string(before) + ".backup";
        QVERIFY(std::filesystem::exists(backup));
        std::filesystem::remove(file);
        std::filesystem::rename(backup, file);
        fixture.reopen();
        QVERIFY(fixture.photoAt("a.jpg"));
    }

    void failedMigrationChangesNothing() {
        LibraryFixture fixture;
        fixture.commit(fixture.file("a.jpg", 1));
        fixture.library.reset();
        std::vector<Migration> migrations(catalogMigrations().begin(), catalogMigrations().end());
        migrations.push_back({migrations.back().version + 1,
                              "CREATE TABLE comets(id INTEGER); INSERT INTO nothing VALUES (1);"});
        {
            auto database =
                Database::open(fixture.libraryFolder() / "catalog.db", Database::Mode::ReadWrite)
                    .value();
            QVERIFY(!upgradeSchema(*database, migrations, kCatalogApplicationId));
            QVERIFY(!database->connection().tableExists("comets"));
        }
        fixture.reopen();
        QVERIFY(fixture.photoAt("a.jpg"));
    }

    void whatIsNoLibraryIsRefused_data() {
        QTest::addColumn<QByteArray>("contents");
        QTest::addColumn<QByteArray>("sql");
        QTest::newRow("text") << QByteArray("this is a letter to my aunt").repeated(400)
                              << QByteArray();
        QTest::newRow("another program's database")
            << QByteArray()
            << QByteArray("CREATE TABLE bookmarks(url); PRAGMA application_id = 77;");
        QTest::newRow("a database of nobody")
            << QByteArray() << QByteArray("CREATE TABLE notes(text);");
    }
    void whatIsNoLibraryIsRefused() {
        QFETCH(QByteArray, contents);
        QFETCH(QByteArray, sql);
        QTemporaryDir directory;
        const std::filesystem::path file =
            directory.filePath(QStringLiteral("catalog.db")).toStdString();
        if (!contents.isEmpty()) {
            std::ofstream(file).write(contents.constData(), contents.size());
        } else {
            SQLite::Database(file.string(), SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE).exec(sql);
        }
        for (const auto mode : {Library::Mode::ReadWrite, Library::Mode::ReadOnly}) {
            const auto opened = Library::open(file.parent_path(), mode);
            QVERIFY(!opened);
            QVERIFY(opened.error().code == ErrorCode::Damaged ||
                    opened.error().code == ErrorCode::Unsupported);
            QVERIFY(mentions(opened.error(), "choose another") ||
                    mentions(opened.error(), "Choose another"));
        }
    }

    void libraryThatIsNotThereIsNotMadeByReading() {
        QTemporaryDir directory;
        const std::filesystem::path folder =
            directory.filePath(QStringLiteral("none")).toStdString();
        const auto opened = Library::open(folder, Library::Mode::ReadOnly);
        QVERIFY(!opened);
        QCOMPARE(opened.error().code, ErrorCode::NotFound);
        QVERIFY(!std::filesystem::exists(folder));
    }

    void readersSeeWholeBatchesWhileAnotherWrites() {
        LibraryFixture fixture;
        std::atomic<bool> done{false};
        std::atomic<int> torn{0};
        std::atomic<int> looks{0};
        std::thread reader([&] {
            auto own = Library::open(fixture.libraryFolder(), Library::Mode::ReadOnly).value();
            while (!done || looks < 3) {
                const auto counts = own->catalog().counts(fixture.space);
                const auto timeline = own->catalog().timeline();
                torn += counts && timeline && timeline->size() % kBatch == 0 ? 0 : 1;
                ++looks;
            }
        });
        for (int batch = 0; batch < 30; ++batch) {
            fixture.library->catalog()
                .commit(fixture.folder, makeBatch(fixture, batch), fixture.space)
                .value();
        }
        done = true;
        reader.join();
        QCOMPARE(torn.load(), 0);
        auto late = Library::open(fixture.libraryFolder(), Library::Mode::ReadOnly).value();
        QCOMPARE(late->catalog().timeline().value().size(), std::size_t{30 * kBatch});
        const auto refused = late->catalog().setSetting("a", "b");
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::NoPermission);
    }

    void folderThatCannotBeWrittenIsReadAllTheSame() {
        if (::geteuid() != 0) {
            QSKIP("needs to become another user");
        }
        LibraryFixture fixture;
        fixture.commit(fixture.file("a.jpg", 1));
        fixture.library.reset();
        std::filesystem::permissions(fixture.root(), std::filesystem::perms(0755));
        std::filesystem::permissions(fixture.libraryFolder(), std::filesystem::perms(0555));
        const int status = inChild([&] {
            if (::setgid(65534) != 0 || ::setuid(65534) != 0) {
                return 2;
            }
            auto own = Library::open(fixture.libraryFolder(), Library::Mode::ReadOnly);
            if (!own || (*own)->catalog().timeline()->size() != 1 ||
                (*own)->catalog().setSetting("a", "b")) {
                return 3;
            }
            const auto writing = Library::open(fixture.libraryFolder());
            return writing || writing.error().code != ErrorCode::NoPermission ? 4 : 0;
        });
        QCOMPARE(status, 0);
    }

    void twoProcessesMayMakeALibraryAtOnce() {
        QTemporaryDir directory;
        const std::filesystem::path folder =
            directory.filePath(QStringLiteral("new")).toStdString();
        std::vector<pid_t> children;
        for (int i = 0; i < 4; ++i) {
            const pid_t child = ::fork();
            if (child == 0) {
                const auto own = Library::open(folder);
                if (!own) {
                    std::fprintf(stderr, "%s\n", own.error().message.c_str());
                }
                ::_exit(own && (*own)->catalog().setSetting("who", std::to_string(i)) ? 0 : 1);
            }
            children.push_back(child);
        }
        for (const pid_t child : children) {
            int status = 0;
            ::waitpid(child, &status, 0);
            QVERIFY(WIFEXITED(status) && WEXITSTATUS(status) == 0);
        }
        const auto library = Library::open(folder).value();
        QVERIFY(library->catalog().setting("who").value());
        QVERIFY(library->catalog().checkIntegrity().value().empty());
    }

    void fullDiskIsSaidAndNothingIsHalfStored() {
        QTemporaryDir directory;
        const std::filesystem::path file =
            directory.filePath(QStringLiteral("catalog.db")).toStdString();
        auto database = Database::open(file, Database::Mode::ReadWrite).value();
        must(upgradeSchema(*database, catalogMigrations(), kCatalogApplicationId));
        Catalog catalog(*database);
        const auto folder = catalog.addRoot(directory.path().toStdString()).value();
        const auto space = catalog.ensureSpace({"test", "key", kDim, 0}).value();
        const int pages = database->connection().execAndGet("PRAGMA page_count").getInt();
        database->connection().exec("PRAGMA max_page_count = " + std::to_string(pages + 4));
        std::vector<IndexedFile> files;
        for (int i = 1; i <= 2000; ++i) {
            IndexedFile next;
            next.path = directory.path().toStdString() + "/" + std::to_string(i);
            next.contentHash = LibraryFixture::hash(i, 1);
            next.embedding = LibraryFixture::halves(LibraryFixture::vector(i));
            files.push_back(next);
        }
        const auto stored = catalog.commit(folder, files, space);
        QVERIFY(!stored);
        QCOMPARE(stored.error().code, ErrorCode::NoSpace);
        QCOMPARE(catalog.counts(space).value().photos, 0);
    }

    void busyLibraryIsSaid() {
        LibraryFixture fixture;
        const auto file = fixture.libraryFolder() / "catalog.db";
        auto other = Database::open(file, Database::Mode::ReadWrite).value();
        auto database = Database::open(file, Database::Mode::ReadWrite).value();
        database->connection().exec("PRAGMA busy_timeout = 1");
        SQLite::Transaction held(other->connection(), SQLite::TransactionBehavior::IMMEDIATE);
        const auto stored = Catalog(*database).setSetting("a", "b");
        QVERIFY(!stored);
        QCOMPARE(stored.error().code, ErrorCode::Busy);
    }

    void verificationFindsWhatRepairMends() {
        LibraryFixture fixture;
        for (int batch = 0; batch < 4; ++batch) {
            fixture.library->catalog()
                .commit(fixture.folder, makeBatch(fixture, batch), fixture.space)
                .value();
        }
        auto index = fixture.library->openVectorIndex(fixture.space, kDim);
        index->catchUp(fixture.library->embeddings()).value();
        const auto whole = verifyLibrary(*fixture.library, *index, fixture.space, kDim).value();
        QVERIFY2(whole.sound(), whole.sound() ? "" : whole.findings[0].c_str());
        QCOMPARE(whole.photos, 32);
        QCOMPARE(whole.embeddings, 32);
        QCOMPARE(whole.indexed, 32);
        QCOMPARE(whole.recallAt10, 1.0);
        {
            auto database =
                Database::open(fixture.libraryFolder() / "catalog.db", Database::Mode::ReadWrite)
                    .value();
            auto &connection = database->connection();
            connection.exec("UPDATE embeddings SET vector = x'00' WHERE photo_id = 1");
            connection.exec("UPDATE embeddings SET vector = zeroblob(32) WHERE photo_id = 2");
            connection.exec("DELETE FROM photo_text WHERE rowid = 3");
            connection.exec("DELETE FROM files WHERE photo_id = 4");
        }
        const auto broken = verifyLibrary(*fixture.library, *index, fixture.space, kDim).value();
        QCOMPARE(broken.findings.size(), std::size_t{4});
        const auto repair = repairLibrary(*fixture.library, *index, fixture.space, kDim).value();
        QCOMPARE(repair.embeddingsDropped, 2);
        QCOMPARE(repair.orphansRemoved, 1);
        QCOMPARE(repair.indexed, 29);
        const auto mended = verifyLibrary(*fixture.library, *index, fixture.space, kDim).value();
        QVERIFY2(mended.sound(), mended.sound() ? "" : mended.findings[0].c_str());
        // The next index run makes the two again.
        QCOMPARE(fixture.library->catalog().filesToEmbed(fixture.space).value().size(),
                 std::size_t{2});
    }

    void oneRunAtATimeFillsALibrary() {
        const LibraryFixture fixture;
        {
            const auto first = RunLock::tryTake(fixture.libraryFolder());
            QVERIFY(first.has_value());
            const auto second = RunLock::tryTake(fixture.libraryFolder());
            QCOMPARE(second.error().code, ErrorCode::Busy);
            QVERIFY(mentions(second.error(), "Another run is indexing"));
        }
        // A process that is killed gives it back.
        QCOMPARE(inChild([&] {
                     const auto held = RunLock::tryTake(fixture.libraryFolder());
                     return ::raise(held ? SIGKILL : SIGTERM);
                 }),
                 -1);
        QVERIFY(RunLock::tryTake(fixture.libraryFolder()).has_value());
        QCOMPARE(RunLock::tryTake("/no/such/folder").error().code, ErrorCode::NotFound);
    }
};

QTEST_GUILESS_MAIN(TestLibrarySafety)
#include "tst_library_safety.moc"
