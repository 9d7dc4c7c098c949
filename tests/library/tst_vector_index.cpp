#include "engine/library/exact_index.h"
#include "engine/library/vector_space.h"
#include "library/library_fixture.h"

#include <QtTest>

#include <xxhash.h>

#include <numeric>
#include <set>
#include <thread>

using namespace fovea;
using namespace fovea::library;
using fovea::test::kDim;
using fovea::test::LibraryFixture;
using fovea::test::must;

namespace {

/// Vectors in clusters, as photos are: `count` of them, every fifty around one center.
void fillWithClusters(LibraryFixture &fixture, int count, int dim) {
    std::vector<IndexedFile> batch;
    for (int i = 0; i < count; ++i) {
        auto file = fixture.file(std::to_string(i), i + 1);
        const auto center = LibraryFixture::vector(1'000'000 + i / 50, dim);
        auto vector = LibraryFixture::vector(i, dim);
        float squares = 0;
        for (std::size_t k = 0; k < vector.size(); ++k) {
            vector[k] = center[k] + 0.7F * vector[k];
            squares += vector[k] * vector[k];
        }
        for (float &value : vector) {
            value /= std::sqrt(squares);
        }
        file.embedding = LibraryFixture::halves(vector);
        batch.push_back(std::move(file));
    }
    fixture.library->catalog().commit(fixture.folder, batch, fixture.space).value();
}

QByteArray readAll(const std::filesystem::path &path) {
    QFile file(QString::fromStdString(path.string()));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void writeAll(const std::filesystem::path &path, const QByteArray &bytes) {
    std::ofstream(path, std::ios::binary).write(bytes.constData(), bytes.size());
}

} // namespace

class TestVectorIndex : public QObject {
    Q_OBJECT

    /// A library of `count` photos with an index of them, saved.
    struct Setup : LibraryFixture {
        explicit Setup(int count = 200) {
            std::vector<IndexedFile> batch;
            for (int i = 1; i <= count; ++i) {
                batch.push_back(file(std::to_string(i), i));
            }
            library->catalog().commit(folder, batch, space).value();
            path = root() / "test.index";
            index = VectorIndex::open(path, space, kDim, 7);
            index->catchUp(library->embeddings()).value();
            must(index->save());
        }
        std::filesystem::path path;
        std::unique_ptr<VectorIndex> index;
    };

private Q_SLOTS:
    void everyInstructionSetAnswersAsThePlainLoop() {
        std::mt19937 random(1);
        for (const CpuPath path : supportedCpuPaths()) {
            for (const std::size_t n : {0U, 1U, 15U, 16U, 64U, 67U, 512U, 1024U}) {
                std::vector<float> a(n);
                std::vector<float> b(n);
                std::normal_distribution<float> normal;
                std::ranges::generate(a, [&] { return normal(random); });
                std::ranges::generate(b, [&] { return normal(random); });
                const auto halves = LibraryFixture::halves(b);
                const float tolerance = 1e-4F * static_cast<float>(n + 1);
                QVERIFY(std::abs(floatDot(path)(a.data(), b.data(), n) -
                                 floatDot(CpuPath::Plain)(a.data(), b.data(), n)) <= tolerance);
                QVERIFY(std::abs(halfDot(path)(a.data(), halves.data(), n) -
                                 halfDot(CpuPath::Plain)(a.data(), halves.data(), n)) <= tolerance);
            }
            std::uniform_int_distribution<int> codes(-127, 127);
            for (const std::size_t n : {64U, 128U, 512U, 1024U}) {
                std::vector<std::int8_t> a(n);
                std::vector<std::int8_t> b(n);
                const auto check = [&] {
                    const int sum = std::accumulate(b.begin(), b.end(), 0);
                    QCOMPARE(codeDot(path)(a.data(), b.data(), n, sum),
                             codeDot(CpuPath::Plain)(a.data(), b.data(), n, sum));
                };
                std::ranges::generate(a, [&] { return static_cast<std::int8_t>(codes(random)); });
                std::ranges::generate(b, [&] { return static_cast<std::int8_t>(codes(random)); });
                check();
                std::ranges::fill(a, std::int8_t{-127});
                std::ranges::fill(b, std::int8_t{-127});
                check();
                std::ranges::fill(b, std::int8_t{127});
                check();
            }
        }
    }

    void codesKeepTheCosine_data() {
        QTest::addColumn<int>("dim");
        for (const int dim : {1, 16, 100, 512, 768}) {
            QTest::addRow("%d", dim) << dim;
        }
    }
    void codesKeepTheCosine() {
        QFETCH(int, dim);
        const VectorSpace space(dim);
        std::vector<std::byte> left(space.codeBytes());
        std::vector<std::byte> right(space.codeBytes());
        for (int i = 0; i < 50; ++i) {
            const auto a = LibraryFixture::vector(i, dim);
            const auto b = LibraryFixture::vector(i + 100, dim);
            QVERIFY(space.encode(a, left) && space.encode(b, right));
            const float exact = floatDot(CpuPath::Plain)(a.data(), b.data(), a.size());
            QVERIFY(std::abs(1 - space.distance(left.data(), right.data()) - exact) < 0.02F);
            QVERIFY(std::abs(space.distance(left.data(), left.data())) < 0.02F);
        }
    }

    void vectorsWithoutDirectionAreRefused() {
        const VectorSpace space(4);
        std::vector<std::byte> code(space.codeBytes());
        QVERIFY(!space.encode(std::vector<float>{0, 0, 0, 0}, code));
        QVERIFY(!space.encode(std::vector<float>{0, 1, std::nanf(""), 0}, code));
        QVERIFY(!space.encode(std::vector<float>{0, INFINITY, 1, 0}, code));
    }

    void indexFindsWhatAnExactScanFinds() {
        constexpr int kCount = 12'000;
        constexpr int kWidth = 128;
        LibraryFixture fixture(kWidth);
        fillWithClusters(fixture, kCount, kWidth);
        auto index = fixture.library->openVectorIndex(fixture.space, kWidth);
        QCOMPARE(index->catchUp(fixture.library->embeddings()).value(), kCount);
        int found = 0;
        int wanted = 0;
        for (int q = 0; q < 100; ++q) {
            const auto query = LibraryFixture::vector(1'000'000 + q * 2, kWidth);
            std::set<PhotoId> answers;
            for (const Neighbor &neighbor : index->search(query, 20)) {
                answers.insert(neighbor.photo);
            }
            const auto exact =
                scanNearest(fixture.library->embeddings(), fixture.space, query, 10).value();
            for (const Neighbor &neighbor : exact) {
                ++wanted;
                found += answers.contains(neighbor.photo) ? 1 : 0;
            }
        }
        QCOMPARE(wanted, 1000);
        QVERIFY2(found >= 950, qPrintable(QString::number(found)));
    }

    void exactIndexFollowsTheCatalog() {
        LibraryFixture fixture;
        ExactIndex exact(fixture.space, kDim);
        for (int i = 1; i <= 30; ++i) {
            fixture.commit(fixture.file(std::to_string(i), i));
        }
        must(exact.catchUp(fixture.library->embeddings()));
        for (int i = 1; i <= 30; i += 2) { // half of them become other photos
            fixture.commit(fixture.file(std::to_string(i), i + 100));
        }
        must(exact.catchUp(fixture.library->embeddings()));
        QCOMPARE(exact.size(), 30);
        for (int q = 0; q < 10; ++q) {
            const auto query = LibraryFixture::vector(500 + q);
            QVERIFY(exact.search(query, 30) ==
                    scanNearest(fixture.library->embeddings(), fixture.space, query, 30).value());
        }
    }

    void savedIndexAnswersTheSame() {
        Setup setup;
        const auto reopened = VectorIndex::open(setup.path, setup.space, kDim, 7);
        QCOMPARE(reopened->size(), 200);
        QCOMPARE(reopened->lastChange(), setup.index->lastChange());
        for (int q = 0; q < 20; ++q) {
            const auto query = LibraryFixture::vector(q);
            QVERIFY(reopened->search(query, 10) == setup.index->search(query, 10));
        }
        QCOMPARE(reopened->catchUp(setup.library->embeddings()).value(), 0);
        std::filesystem::remove(setup.path);
        must(reopened->save()); // as new as the file was: nothing to write
        QVERIFY(!std::filesystem::exists(setup.path));
    }

    void indexGoesOnWhereItStopped() {
        Setup setup;
        auto reopened = VectorIndex::open(setup.path, setup.space, kDim, 7);
        for (int i = 201; i <= 1500; ++i) { // beyond the room that it opens with
            setup.commit(setup.file(std::to_string(i), i));
        }
        setup.commit(setup.file("5", 5000)); // photo 5 goes, another comes
        const auto changes = reopened->catchUp(setup.library->embeddings()).value();
        QCOMPARE(changes, 1302);
        QCOMPARE(reopened->size(), 1500);
        const auto nearest = reopened->search(LibraryFixture::vector(5000), 1);
        QCOMPARE(nearest.at(0).photo, setup.photoAt("5"));
        QVERIFY(reopened->search(LibraryFixture::vector(5), 1).at(0).score < 0.98F);
        must(reopened->save());
        QCOMPARE(VectorIndex::open(setup.path, setup.space, kDim, 7)->size(), 1500);
    }

    void replacedVectorIsFoundAtItsNewPlace() {
        Setup setup;
        const auto photo = setup.photoAt("3");
        auto again = setup.file("3", 3);
        again.embedding = LibraryFixture::halves(LibraryFixture::vector(9999));
        setup.commit(again);
        QCOMPARE(setup.index->catchUp(setup.library->embeddings()).value(), 1);
        QCOMPARE(setup.index->size(), 200);
        QCOMPARE(setup.index->search(LibraryFixture::vector(9999), 1).at(0).photo, photo);
    }

    void indexOfHolesIsBuiltAnew() {
        Setup setup(3000);
        must(setup.library->catalog().removeRoot(setup.folder));
        setup.folder = setup.library->catalog().addRoot(setup.photoFolder).value();
        setup.commit(setup.file("new", 1));
        setup.index->catchUp(setup.library->embeddings()).value();
        setup.index->catchUp(setup.library->embeddings()).value();
        QCOMPARE(setup.index->size(), 1);
        QCOMPARE(setup.index->search(LibraryFixture::vector(1), 10).size(), std::size_t{1});
        must(setup.index->save());
        QVERIFY(std::filesystem::file_size(setup.path) < 10'000);
    }

    void filterDecidesWhatMayBeAnAnswer() {
        Setup setup;
        const auto allowed = [](PhotoId photo) { return photo.value % 5 == 0; };
        const auto found = setup.index->search(LibraryFixture::vector(3), 100, allowed);
        QCOMPARE(found.size(), std::size_t{40});
        QVERIFY(std::ranges::all_of(found, [&](const Neighbor &n) { return allowed(n.photo); }));
        QVERIFY(setup.index->search(LibraryFixture::vector(3), 10, [](PhotoId) { return false; })
                    .empty());
    }

    void indexOfAnOlderBackupIsBuiltAnew() {
        Setup setup;
        LibraryFixture other;
        other.commit(other.file("a", 1));
        setup.index->catchUp(other.library->embeddings()).value();
        QCOMPARE(setup.index->size(), 1);
    }

    void stoppedBuildGoesOnLater() {
        Setup setup(3000);
        setup.index->clear();
        StopToken stop;
        const auto stopped =
            setup.index->catchUp(setup.library->embeddings(), &stop, [&](const Progress &progress) {
                QCOMPARE(progress.total, 3000);
                stop.stop();
            });
        QVERIFY(!stopped && stopped.error().code == ErrorCode::Stopped);
        const auto built = setup.index->size();
        QVERIFY(built > 0 && built < 3000);
        QCOMPARE(setup.index->catchUp(setup.library->embeddings()).value(), 3000 - built);
    }

    void foreignFilesAreNotTrusted_data() {
        QTest::addColumn<int>("space");
        QTest::addColumn<int>("dim");
        QTest::addColumn<int>("owner");
        QTest::newRow("another space") << 9 << kDim << 7;
        QTest::newRow("another size") << 1 << 17 << 7;
        QTest::newRow("another library") << 1 << kDim << 8;
    }
    void foreignFilesAreNotTrusted() {
        QFETCH(int, space);
        QFETCH(int, dim);
        QFETCH(int, owner);
        Setup setup;
        QCOMPARE(setup.space.value, 1);
        const auto index =
            VectorIndex::open(setup.path, SpaceId{space}, dim, static_cast<std::uint64_t>(owner));
        QCOMPARE(index->size(), 0);
        QCOMPARE(index->lastChange(), 0);
    }

    void cutOffFilesAreBuiltAnew() {
        Setup setup;
        const QByteArray whole = readAll(setup.path);
        for (qsizetype size = 0; size < whole.size(); size += 1024) {
            writeAll(setup.path, whole.first(size));
            QCOMPARE(VectorIndex::open(setup.path, setup.space, kDim, 7)->size(), 0);
        }
        writeAll(setup.path, whole.first(whole.size() - 1));
        auto index = VectorIndex::open(setup.path, setup.space, kDim, 7);
        QCOMPARE(index->catchUp(setup.library->embeddings()).value(), 200);
        must(index->save());
        QCOMPARE(VectorIndex::open(setup.path, setup.space, kDim, 7)->size(), 200);
    }

    void flippedBytesAreSeen() {
        Setup setup(50);
        const QByteArray whole = readAll(setup.path);
        for (qsizetype at = 0; at < whole.size(); at += 37) {
            QByteArray flipped = whole;
            flipped[at] = static_cast<char>(flipped[at] ^ 0x10);
            writeAll(setup.path, flipped);
            QCOMPARE(VectorIndex::open(setup.path, setup.space, kDim, 7)->size(), 0);
        }
        writeAll(setup.path, whole + "more");
        QCOMPARE(VectorIndex::open(setup.path, setup.space, kDim, 7)->size(), 0);
    }

    void liesUnderARightChecksumAreHarmless_data() {
        QTest::addColumn<quint32>("word");
        QTest::newRow("largest") << 0xffffffffU;
        QTest::newRow("zero") << 0U;
        QTest::newRow("just beyond") << 20U;
        QTest::newRow("sixteen bits") << 0xffffU;
    }
    void liesUnderARightChecksumAreHarmless() {
        QFETCH(quint32, word);
        Setup setup(20);
        const QByteArray whole = readAll(setup.path);
        const QByteArray body = whole.first(whole.size() - 8);
        for (qsizetype at = 0; at + 4 <= body.size(); at += 4) {
            QByteArray lie = body;
            memcpy(lie.data() + at, &word, sizeof word);
            const quint64 checksum =
                XXH3_64bits(lie.constData(), static_cast<std::size_t>(lie.size()));
            writeAll(setup.path, lie.append(reinterpret_cast<const char *>(&checksum), 8));
            // Taken or not: nothing is read or written outside.
            const auto index = VectorIndex::open(setup.path, setup.space, kDim, 7);
            QVERIFY(index->search(LibraryFixture::vector(1), 10).size() <= 10);
        }
    }

    void manyMaySearchAtOnce() {
        Setup setup;
        std::vector<std::thread> threads;
        std::atomic<int> right{0};
        for (int t = 0; t < 4; ++t) {
            threads.emplace_back([&, t] {
                for (int q = 1; q <= 50; ++q) {
                    const auto found = setup.index->search(LibraryFixture::vector(t * 50 + q), 1);
                    right += found.size() == 1 && found[0].score > 0.98F ? 1 : 0;
                }
            });
        }
        for (auto &thread : threads) {
            thread.join();
        }
        QCOMPARE(right.load(), 200);
    }

    void emptyIndexAnswersNothing() {
        LibraryFixture fixture;
        auto index = fixture.library->openVectorIndex(fixture.space, kDim);
        QCOMPARE(index->catchUp(fixture.library->embeddings()).value(), 0);
        QVERIFY(index->search(LibraryFixture::vector(1), 10).empty());
        must(index->save());
        QCOMPARE(fixture.library->openVectorIndex(fixture.space, kDim)->size(), 0);
    }
};

QTEST_GUILESS_MAIN(TestVectorIndex)
#include "tst_vector_index.moc"
