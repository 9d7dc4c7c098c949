#include "engine/search/search_engine.h"
#include "library/library_fixture.h"

#include <QtTest>

#include <map>
#include <set>

using namespace fovea;
using namespace fovea::search;
using fovea::test::kDim;
using fovea::test::LibraryFixture;

namespace {

/// Knows "one", "two"…: each stands for the photo whose pixels have that number.
class NumberEncoder : public clip::TextEncoder {
public:
    std::vector<std::int32_t> tokenize(const std::string & /*text*/) const override { return {}; }
    Result<std::vector<float>> encode(std::span<const std::string> texts) override {
        static const std::map<std::string, int> numbers{{"one", 1}, {"two", 2}, {"three", 3}};
        std::vector<float> rows;
        for (const std::string &text : texts) {
            encoded.push_back(text);
            const auto vector = LibraryFixture::vector(numbers.at(text));
            rows.insert(rows.end(), vector.begin(), vector.end());
        }
        return rows;
    }
    std::vector<std::string> encoded;
};

Query words(const std::string &text) {
    Query query;
    query.words = {text};
    return query;
}

} // namespace

class TestSearchEngine : public QObject {
    Q_OBJECT

    struct Setup : LibraryFixture {
        explicit Setup(int photos = 40) {
            std::vector<library::IndexedFile> batch;
            for (int i = 1; i <= photos; ++i) {
                auto next = file("IMG_" + std::to_string(i) + ".jpg", i);
                next.metadata.takenLocalMs = (i * 7 % 40) * 1000;
                next.metadata.caption = i % 2 == 0 ? "even" : "odd";
                batch.push_back(std::move(next));
            }
            library->catalog().commit(folder, batch, space).value();
            index = library->openVectorIndex(space, kDim);
            index->catchUp(library->embeddings()).value();
            engine = std::make_unique<SearchEngine>(*library, *index, space, kDim, &encoder);
        }
        PhotoId number(int i) { return photoAt("IMG_" + std::to_string(i) + ".jpg"); }

        NumberEncoder encoder;
        std::unique_ptr<library::VectorIndex> index;
        std::unique_ptr<SearchEngine> engine;
    };

private Q_SLOTS:
    void wordsFindThePhotoTheyDescribe() {
        Setup setup;
        const auto answer = setup.engine->search(words("two"), {}).value();
        QCOMPARE(answer.hits.size(), std::size_t{40});
        QCOMPARE(answer.hits[0].photo, setup.number(2));
        QVERIFY(std::abs(answer.hits[0].score - 1) < 1e-3F);
        QVERIFY(std::ranges::is_sorted(answer.hits, std::greater(), &Hit::score));
        QCOMPARE(answer.plan, std::string("exact scan of 40 photos, 1 phrase"));
    }

    void limitKeepsTheBest() {
        Setup setup;
        SearchOptions options;
        options.limit = 3;
        const auto best = setup.engine->search(words("two"), options).value();
        options.limit = 40;
        const auto all = setup.engine->search(words("two"), options).value();
        QCOMPARE(best.hits.size(), std::size_t{3});
        for (std::size_t i = 0; i < 3; ++i) {
            QCOMPARE(best.hits[i].photo, all.hits[i].photo);
        }
        options.limit = 0;
        QVERIFY(setup.engine->search(words("two"), options).value().hits.empty());
    }

    void scanOfTheCatalogAnswersTheSame() {
        Setup setup;
        SearchOptions exact;
        exact.exactScan = true;
        const auto scanned = setup.engine->search(words("three"), exact).value();
        const auto inMemory = setup.engine->search(words("three"), {}).value();
        QVERIFY(std::ranges::equal(scanned.hits, inMemory.hits, {}, &Hit::photo, &Hit::photo));
    }

    void eachPhraseIsEncodedOnce() {
        Setup setup;
        QVERIFY(setup.engine->search(words("one"), {}));
        Query query = words("one");
        query.excluded = {"two"};
        QVERIFY(setup.engine->search(query, {}));
        QVERIFY(setup.engine->search(query, {}));
        QCOMPARE(setup.encoder.encoded, (std::vector<std::string>{"one", "two"}));
        NumberEncoder other;
        setup.engine->setTextEncoder(&other);
        QVERIFY(setup.engine->search(query, {}));
        QCOMPARE(other.encoded.size(), std::size_t{2});
    }

    void exclusionPushesDown() {
        Setup setup;
        Query query = words("one");
        query.words.push_back("two");
        const auto both = setup.engine->search(query, {}).value();
        QVERIFY(both.hits[0].photo == setup.number(1) || both.hits[0].photo == setup.number(2));
        query.words = {"one"};
        query.excluded = {"two"};
        const auto scoreOfTwo = [&](const SearchAnswer &answer) {
            return std::ranges::find(answer.hits, setup.number(2), &Hit::photo)->score;
        };
        const auto one = setup.engine->search(query, {}).value();
        QCOMPARE(one.hits.front().photo, setup.number(1));
        QVERIFY(scoreOfTwo(one) < scoreOfTwo(setup.engine->search(words("one"), {}).value()));
        query.words.clear();
        const auto without = setup.engine->search(query, {}).value();
        QCOMPARE(without.hits.back().photo, setup.number(2));
    }

    void imagesAndWordsCountTogether() {
        Setup setup;
        Query query = words("one");
        ImageTerm image;
        image.embedding = LibraryFixture::vector(3);
        query.images.push_back(image);
        const auto answer = setup.engine->search(query, {}).value();
        QCOMPARE((std::set{answer.hits[0].photo, answer.hits[1].photo}),
                 (std::set{setup.number(1), setup.number(3)}));
    }

    void exactTextNarrows() {
        Setup setup;
        Query query = words("one");
        query.exact = {"even"};
        const auto even = setup.engine->search(query, {}).value();
        QCOMPARE(even.hits.size(), std::size_t{20});
        query.exact = {"even", "IMG_4"};
        const auto one = setup.engine->search(query, {}).value();
        QCOMPARE(one.hits.size(), std::size_t{1});
        QCOMPARE(one.hits[0].photo, setup.number(4));
        query.exact = {"nothing like this"};
        QVERIFY(setup.engine->search(query, {}).value().hits.empty());
    }

    void exactTextAloneIsByDate() {
        Setup setup;
        Query query;
        query.exact = {"odd"};
        SearchOptions options;
        options.limit = 5;
        const auto answer = setup.engine->search(query, options).value();
        QCOMPARE(answer.hits.size(), std::size_t{5});
        std::vector<std::int64_t> times;
        for (const Hit &hit : answer.hits) {
            times.push_back(
                *setup.library->catalog().photo(hit.photo).value()->metadata.takenLocalMs);
        }
        QCOMPARE(times, (std::vector<std::int64_t>{39000, 37000, 35000, 33000, 31000}));
    }

    void dateSortsTheBestSet() {
        Setup setup;
        SearchOptions options;
        options.limit = 5;
        const auto best = setup.engine->search(words("one"), options).value();
        options.sort = SortOrder::Date;
        const auto dated = setup.engine->search(words("one"), options).value();
        const auto ids = [](const SearchAnswer &answer) {
            std::set<PhotoId> result;
            for (const Hit &hit : answer.hits) {
                result.insert(hit.photo);
            }
            return result;
        };
        QCOMPARE(ids(best), ids(dated));
        std::vector<std::int64_t> times;
        for (const Hit &hit : dated.hits) {
            times.push_back(
                *setup.library->catalog().photo(hit.photo).value()->metadata.takenLocalMs);
        }
        QVERIFY(std::ranges::is_sorted(times, std::greater()));
    }

    void similarLeavesThePhotoItselfOut() {
        Setup setup;
        SearchOptions options;
        options.limit = 4;
        const auto answer = setup.engine->similar(setup.number(1), options).value();
        QCOMPARE(answer.hits.size(), std::size_t{4});
        QVERIFY(std::ranges::count(answer.hits, setup.number(1), &Hit::photo) == 0);
        const auto unknown = setup.engine->similar(PhotoId{999}, options);
        QVERIFY(!unknown && unknown.error().code == ErrorCode::NotFound);
    }

    void photosThatAreGoneStayAway() {
        Setup setup;
        QVERIFY(setup.engine->search(words("two"), {}));
        setup.commit(setup.file("IMG_2.jpg", 1002)); // other pixels at that path
        const auto answer = setup.engine->search(words("two"), {}).value();
        QCOMPARE(answer.hits.size(), std::size_t{40});
        QVERIFY(answer.hits[0].score < 0.99F);
    }

    void missingFilesStaySearchable() {
        Setup setup;
        setup.markMissing("IMG_2.jpg");
        const auto answer = setup.engine->search(words("two"), {}).value();
        QCOMPARE(answer.hits[0].photo, setup.number(2));
    }

    void whatCannotBeAskedIsSaid() {
        Setup setup;
        QCOMPARE(setup.engine->search({}, {}).error().code, ErrorCode::BadUsage);
        Query query;
        query.images.resize(1);
        query.images[0].file = "/tmp/x.jpg";
        QVERIFY(setup.engine->search(query, {}).error().message.find("x.jpg") != std::string::npos);
        Query nothing = words("one");
        nothing.excluded = {"one", "one"};
        QCOMPARE(setup.engine->search(nothing, {}).error().code, ErrorCode::BadUsage);
        setup.engine->setTextEncoder(nullptr);
        QCOMPARE(setup.engine->search(words("one"), {}).error().code, ErrorCode::Busy);
    }

    void planFitsTheLibrary_data() {
        QTest::addColumn<qint64>("photos");
        QTest::addColumn<qint64>("limit");
        QTest::addColumn<qint64>("candidates"); // -1: no filter
        QTest::addColumn<bool>("onlyExclusions");
        QTest::addColumn<int>("method");
        const auto row = [](const char *name, qint64 photos, qint64 limit, qint64 candidates,
                            bool only, SearchMethod method) {
            QTest::newRow(name) << photos << limit << candidates << only
                                << static_cast<int>(method);
        };
        row("small library", 5'000, 200, -1, false, SearchMethod::ScanInMemory);
        row("large library", 100'000, 200, -1, false, SearchMethod::Graph);
        row("large, few candidates", 100'000, 200, 500, false, SearchMethod::ScoreThose);
        row("large, many candidates", 100'000, 200, 50'000, false, SearchMethod::Graph);
        row("large, nearly all wanted", 100'000, 90'000, -1, false, SearchMethod::ScanCatalog);
        row("large, exclusions alone", 100'000, 200, -1, true, SearchMethod::ScanCatalog);
    }
    void planFitsTheLibrary() {
        QFETCH(qint64, photos);
        QFETCH(qint64, limit);
        QFETCH(qint64, candidates);
        QFETCH(bool, onlyExclusions);
        QFETCH(int, method);
        PlanInput input;
        input.photos = photos;
        input.limit = limit;
        input.hasVector = true;
        input.onlyExclusions = onlyExclusions;
        if (candidates >= 0) {
            input.candidates = candidates;
        }
        QCOMPARE(static_cast<int>(planSearch(input).method), method);
    }
};

QTEST_GUILESS_MAIN(TestSearchEngine)
#include "tst_search_engine.moc"
