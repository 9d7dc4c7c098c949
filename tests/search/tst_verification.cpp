#include "engine/search/verification.h"
#include "library/library_fixture.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <QtTest>

#include <filesystem>
#include <functional>

using namespace fovea;
using fovea::test::kDim;
using fovea::test::LibraryFixture;

namespace {

constexpr int kPhotos = 60;

struct Setup : LibraryFixture {
    Setup() {
        std::vector<library::IndexedFile> batch;
        for (int i = 1; i <= kPhotos; ++i) {
            batch.push_back(file("photo " + std::to_string(i) + ".jpg", i));
            batch.back().metadata.caption = "caption number " + std::to_string(i);
        }
        library->catalog().commit(folder, batch, space).value();
        auto index = library->openVectorIndex(space, kDim);
        index->catchUp(library->embeddings()).value();
        test::must(index->save());
    }

    /// Runs `sql` on the catalog behind the back of the library.
    void damage(const char *sql) {
        library.reset();
        {
            SQLite::Database database((libraryFolder() / "catalog.db").string(),
                                      SQLite::OPEN_READWRITE);
            database.exec(sql);
        }
        reopen();
    }

    search::VerificationReport verify() {
        return search::verifyLibrary(*library, space, kDim).value();
    }
    std::vector<std::string> repair() {
        return search::repairLibrary(*library, space, kDim).value();
    }
    std::filesystem::path indexFile() const {
        for (const auto &entry : std::filesystem::directory_iterator(libraryFolder())) {
            if (entry.path().extension() == ".index") {
                return entry.path();
            }
        }
        return {};
    }
};

bool mentions(const std::vector<std::string> &sentences, const QString &words) {
    return std::ranges::any_of(sentences, [&](const std::string &sentence) {
        return QString::fromStdString(sentence).contains(words);
    });
}

} // namespace

class TestVerification : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void aFreshLibraryIsSound() {
        Setup setup;
        const auto report = setup.verify();
        QVERIFY2(report.sound(), report.sound() ? "" : report.findings.front().c_str());
        QCOMPARE(report.photos, std::int64_t{kPhotos});
        QCOMPARE(report.vectors, std::int64_t{kPhotos});
        QVERIFY(report.recallAt10 >= 0.95);
    }

    void damageIsFoundAndMended_data() {
        QTest::addColumn<QString>("sql");
        QTest::addColumn<QString>("finding");
        QTest::addColumn<int>("vectorsLeft");
        QTest::newRow("an embedding of another length")
            << "UPDATE embeddings SET vector = x'003c' WHERE photo_id = 7"
            << "1 embeddings are broken, of photos 7." << kPhotos - 1;
        QTest::newRow("an embedding of zeros")
            << "UPDATE embeddings SET vector = zeroblob(32) WHERE photo_id IN (3, 4)"
            << "2 embeddings are broken" << kPhotos - 2;
        QTest::newRow("an embedding that is not finite")
            << "UPDATE embeddings SET vector = x'007e' || substr(vector, 3) WHERE photo_id = 9"
            << "1 embeddings are broken" << kPhotos - 1;
        QTest::newRow("a photo that the text index lost")
            << "DELETE FROM photo_text WHERE rowid = 5"
            << "not in the text index" << kPhotos;
        QTest::newRow("a text index that is torn")
            << "UPDATE photo_text_data SET block = x'0000' WHERE id > 10"
            << "The text index is damaged." << kPhotos;
        QTest::newRow("a photo without a file") << "DELETE FROM files WHERE photo_id = 11"
                                                << "1 photos have no file." << kPhotos - 1;
    }

    void damageIsFoundAndMended() {
        QFETCH(QString, sql);
        QFETCH(QString, finding);
        QFETCH(int, vectorsLeft);
        Setup setup;
        setup.damage(sql.toUtf8().constData());
        const auto report = setup.verify();
        QVERIFY(!report.sound());
        QVERIFY2(mentions(report.findings, finding), report.findings.front().c_str());
        QVERIFY(!setup.repair().empty());
        const auto mended = setup.verify();
        QVERIFY2(mended.sound(), mended.sound() ? "" : mended.findings.front().c_str());
        QCOMPARE(mended.vectors, std::int64_t{vectorsLeft});
        // Texts are found again.
        const auto hits = setup.library->textIndex().find("caption").value();
        QCOMPARE(hits.size(), static_cast<std::size_t>(setup.photoCount()));
    }

    void aDroppedEmbeddingIsMadeAgainByTheNextRun() {
        Setup setup;
        setup.damage("UPDATE embeddings SET vector = zeroblob(32) WHERE photo_id = 3");
        QVERIFY(mentions(setup.repair(), QStringLiteral("Dropped 1 broken embeddings")));
        const auto content =
            setup.library->catalog().findContent(LibraryFixture::hash(3, 1), setup.space).value();
        QVERIFY(content && !content->embedded);
    }

    void anIndexFileThatIsTornIsMadeAgain_data() {
        QTest::addColumn<int>("keptPercent");
        QTest::newRow("gone") << -1;
        QTest::newRow("empty") << 0;
        QTest::newRow("cut") << 60;
        QTest::newRow("flipped") << 100;
    }

    void anIndexFileThatIsTornIsMadeAgain() {
        QFETCH(int, keptPercent);
        Setup setup;
        const auto path = setup.indexFile();
        QFile file(QString::fromStdString(path.string()));
        if (keptPercent < 0) {
            QVERIFY(file.remove());
        } else {
            QVERIFY(file.open(QIODevice::ReadWrite));
            if (keptPercent == 100) {
                file.seek(file.size() / 2);
                file.write("damage");
            } else {
                file.resize(file.size() * keptPercent / 100);
            }
            file.close();
        }
        const auto report = setup.verify(); // nothing of it is trusted, nothing is lost
        QVERIFY(report.sound());
        setup.repair();
        QVERIFY(std::filesystem::exists(path));
        QVERIFY(setup.verify().sound());
    }

    void anIndexOfOtherVectorsIsFoundAndMended() {
        Setup setup;
        // The vectors change behind the back of the log of changes: the index still has the old.
        setup.damage("DROP TRIGGER embeddings_updated;"
                     "UPDATE embeddings SET vector = (SELECT other.vector FROM embeddings other "
                     "WHERE other.photo_id = (embeddings.photo_id * 7) % 60 + 1)");
        const auto report = setup.verify();
        QVERIFY(!report.sound());
        QVERIFY(mentions(report.findings, QStringLiteral("of the ten nearest photos")));
        setup.repair();
        QVERIFY(setup.verify().sound());
    }
};

QTEST_GUILESS_MAIN(TestVerification)
#include "tst_verification.moc"
