#include "app/adapter_store.h"
#include "app/model_switch.h"
#include "app/paths.h"
#include "app/photo_folder.h"
#include "app/search_service.h"
#include "clip/adapter_draft.h"

#include <QBuffer>
#include <QSignalSpy>
#include <QTest>

using namespace fovea;
using namespace fovea::app;
using fovea::test::PhotoFolder;

namespace {

constexpr int kPhotos = 12;
constexpr int kPatienceMs = 60'000;
constexpr int kWidth = 256;     // of the starter's text tower, and of its embeddings
constexpr int kFeatures = 1280; // of its image tower

SearchRequest words(const char *text) {
    SearchRequest request;
    request.query.words = {text};
    return request;
}

SearchRequest like(ImageClue clue) {
    SearchRequest request;
    request.images = {std::move(clue)};
    return request;
}

} // namespace

class TestSearchService : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() {
        m_folder.addMany(kPhotos);
        QCOMPARE(m_folder.index(), 0);
        auto library = library::Library::open(toPath(m_folder.library()));
        QVERIFY2(library, library ? "" : library.error().message.c_str());
        const auto photo =
            (*library)->catalog().photoAt(toPath(m_folder.file(QStringLiteral("photo_003.jpg"))));
        QVERIFY(photo && *photo);
        m_third = **photo;
    }

    void searchesByPhotoWithoutTheTensorLibrary() {
        auto service = makeService();
        const SearchResult result = ask(*service, like({m_third, {}, {}}));
        QCOMPARE(result.failure, QString());
        QCOMPARE(result.photos.size(), kPhotos);
        QCOMPARE(result.photos[0].id, m_third);
        QCOMPARE(result.searched, kPhotos);
        QVERIFY(result.photos[0].aspect > 1.3F && result.photos[0].aspect < 1.4F);
        QVERIFY(!test::tensorLibraryLoaded());
        QCOMPARE(service->modelState(), SearchService::ModelState::Asleep);
    }

    void findsSimilarPhotos() {
        auto service = makeService();
        QList<SearchResult> results;
        connect(service.get(), &SearchService::similarFound, this,
                [&](PhotoId photo, const SearchResult &result) {
                    QCOMPARE(photo, m_third);
                    results.append(result);
                });
        service->similar(m_third, 5);
        QTRY_COMPARE_WITH_TIMEOUT(results.size(), 1, kPatienceMs);
        QCOMPARE(results[0].photos.size(), 5);
        for (const ui::PhotoItem &item : results[0].photos) {
            QVERIFY(item.id != m_third);
        }
    }

    void newestQuestionWins() {
        auto service = makeService();
        QList<quint64> answered;
        connect(service.get(), &SearchService::searched, this,
                [&](const SearchResult &result) { answered.append(result.serial); });
        quint64 last = 0;
        for (int i = 0; i < 40; ++i) {
            last = service->search(like({m_third, {}, {}}));
        }
        QTRY_VERIFY_WITH_TIMEOUT(!answered.isEmpty(), kPatienceMs);
        // What one thread was asked is answered before what it is asked later.
        ask(*service, like({m_third, {}, {}}));
        QCOMPARE(answered.size(), 2);
        QCOMPARE(answered[0], last);
    }

    void forgottenSearchIsNotAnswered() {
        auto service = makeService();
        QSignalSpy searched(service.get(), &SearchService::searched);
        QSignalSpy similar(service.get(), &SearchService::similarFound);
        service->search(like({m_third, {}, {}}));
        service->forgetSearch();
        service->similar(m_third, 3); // behind it in the same thread
        QTRY_COMPARE_WITH_TIMEOUT(similar.size(), 1, kPatienceMs);
        QCOMPARE(searched.size(), 0);
    }

    void seesWhatAnIndexRunHasAdded() {
        PhotoFolder folder;
        folder.addMany(3);
        QCOMPARE(folder.index(), 0);
        auto service = makeService(folder);
        QSignalSpy caughtUp(service.get(), &SearchService::caughtUp);
        QCOMPARE(ask(*service, like({PhotoId{1}, {}, {}})).photos.size(), 3);
        folder.add(7);
        QCOMPARE(folder.index(), 0);
        service->catchUp();
        QTRY_COMPARE_WITH_TIMEOUT(caughtUp.size(), 1, kPatienceMs);
        QCOMPARE(ask(*service, like({PhotoId{1}, {}, {}})).photos.size(), 4);
    }

    void emptyLibraryAnswersNothing() {
        PhotoFolder folder;
        auto service = makeService(folder);
        const SearchResult result = ask(*service, like({PhotoId{1}, {}, {}}));
        QCOMPARE(result.failure, QString());
        QCOMPARE(result.photos.size(), 0);
    }

    void wordsWakeTheModel() {
#ifdef __SANITIZE_THREAD__
        QSKIP("The tensor library is not built for this sanitizer.");
#endif
        auto service = makeService();
        QList<SearchService::ModelState> states;
        connect(service.get(), &SearchService::modelStateChanged, this,
                [&](SearchService::ModelState state) { states.append(state); });
        const SearchResult result = ask(*service, words("a disc"));
        QCOMPARE(result.failure, QString());
        QCOMPARE(result.photos.size(), kPhotos);
        QCOMPARE(states,
                 (QList{SearchService::ModelState::Loading, SearchService::ModelState::Ready}));
        QVERIFY(test::tensorLibraryLoaded());
    }

    void searchesByFileAndByBytes_data() {
        QTest::addColumn<bool>("asBytes");
        QTest::newRow("file") << false;
        QTest::newRow("pasted") << true;
    }
    void searchesByFileAndByBytes() {
#ifdef __SANITIZE_THREAD__
        QSKIP("The tensor library is not built for this sanitizer.");
#endif
        QFETCH(bool, asBytes);
        const QString path = m_folder.file(QStringLiteral("photo_003.jpg"));
        ImageClue clue;
        if (asBytes) {
            QBuffer png(&clue.encoded);
            png.open(QIODevice::WriteOnly);
            QImage(path).save(&png, "PNG");
        } else {
            clue.file = path;
        }
        auto service = makeService();
        const SearchResult result = ask(*service, like(clue));
        QCOMPARE(result.failure, QString());
        QCOMPARE(result.photos[0].id, m_third);
    }

    void tellsWhyAnImageCannotBeSearched() {
#ifdef __SANITIZE_THREAD__
        QSKIP("The tensor library is not built for this sanitizer.");
#endif
        auto service = makeService();
        ImageClue clue;
        clue.encoded = "<html>not an image</html>";
        const SearchResult result = ask(*service, like(clue));
        QVERIFY(!result.failure.isEmpty());
        QCOMPARE(result.photos.size(), 0);
    }

    void tellsThatTheModelIsMissing() {
        auto service = makeService(
            m_folder, [](const std::string &, const clip::EmbeddingSpace &) -> Result<ModelChoice> {
                return fail(ErrorCode::NotFound, "The model is gone. Install it again.");
            });
        const SearchResult result = ask(*service, words("a disc"));
        QCOMPARE(result.failure, QStringLiteral("The model is gone. Install it again."));
        QCOMPARE(service->modelState(), SearchService::ModelState::Failed);
        // What needs no model still works.
        QCOMPARE(ask(*service, like({m_third, {}, {}})).photos.size(), kPhotos);
    }

    void anAdapterOfWordsAnswersAtOnce() {
        PhotoFolder folder;
        folder.addMany(kPhotos);
        QCOMPARE(folder.index(), 0);
        clip::AdapterDraft::of(starter())
            .add("words.start", {1, kWidth}, .01F)
            .add("words.learned", {1, kWidth}, .5F)
            .set("words", R"([{"word":"zorbo","first":0,"count":1}])")
            .write(AdapterStore(toPath(folder.library())).folderOf("fido"));
        auto service = makeService(folder);
        const QList<PhotoId> before = idsOf(ask(*service, words("zorbo")));
        QCOMPARE(before.size(), kPhotos);
        choose(folder, *service, "fovea-starter+fido", true);
        QVERIFY(idsOf(ask(*service, words("zorbo"))) != before);
        choose(folder, *service, "fovea-starter", true);
        QCOMPARE(idsOf(ask(*service, words("zorbo"))), before);
    }

    void theOldSpaceAnswersUntilTheNewIsFilled() {
        PhotoFolder folder;
        folder.addMany(kPhotos);
        QCOMPARE(folder.index(), 0);
        clip::AdapterDraft::of(starter())
            .add("delta.visual.head.proj.weight", {kWidth, kFeatures}, .1F)
            .write(AdapterStore(toPath(folder.library())).folderOf("fido"));
        auto service = makeService(folder);
        const QList<PhotoId> before = idsOf(ask(*service, words("a disc")));
        {
            auto library = library::Library::open(toPath(folder.library()));
            QVERIFY((*library)->catalog().setSetting(kModelSetting, "fovea-starter+fido"));
        }
        const SearchResult meanwhile = ask(*service, words("a disc"));
        QCOMPARE(meanwhile.failure, QString());
        QCOMPARE(idsOf(meanwhile), before);
        choose(folder, *service, "fovea-starter+fido", true);
        const QList<PhotoId> after = idsOf(ask(*service, words("a disc")));
        QCOMPARE(after.size(), kPhotos);
        QVERIFY(after != before);
        choose(folder, *service, "fovea-starter", true);
        QCOMPARE(idsOf(ask(*service, words("a disc"))), before);
    }

    void anAdapterThatIsGoneIsTold() {
        PhotoFolder folder;
        folder.addMany(1);
        QCOMPARE(folder.index(), 0);
        auto library = library::Library::open(toPath(folder.library()));
        QVERIFY((*library)->catalog().setSetting(kModelSetting, "fovea-starter+fido"));
        auto service = makeService(folder);
        const SearchResult result = ask(*service, words("a disc"));
        QVERIFY2(result.failure.contains(QStringLiteral("no adapter \"fido\"")),
                 qPrintable(result.failure));
    }

private:
    static clip::ModelConfig starter() {
        return *clip::readModelConfig(FOVEA_SOURCE_DIR "/resources/models/fovea-starter");
    }

    static QList<PhotoId> idsOf(const SearchResult &result) {
        QList<PhotoId> ids;
        for (const ui::PhotoItem &photo : result.photos) {
            ids.append(photo.id);
        }
        return ids;
    }

    /// As another process would; waits until the service has seen it.
    static void choose(const PhotoFolder &folder, SearchService &service, const char *model,
                       bool answers) {
        auto library = library::Library::open(toPath(folder.library()));
        const auto choice = chooseModel(model, toPath(folder.library()));
        QVERIFY2(choice, choice ? "" : choice.error().message.c_str());
        const auto switched = switchModel(**library, *choice);
        QVERIFY2(switched, switched ? "" : switched.error().message.c_str());
        QCOMPARE(switched->answers, answers);
        const QSignalSpy caughtUp(&service, &SearchService::caughtUp);
        service.catchUp();
        QTRY_COMPARE_WITH_TIMEOUT(caughtUp.count(), 1, kPatienceMs);
    }

    static std::unique_ptr<SearchService>
    makeService(const PhotoFolder &folder, decltype(SearchService::Options::model) model = {}) {
        SearchService::Options options;
        options.libraryFolder = toPath(folder.library());
        options.model = model ? model
                              : [library = options.libraryFolder](const std::string &wanted,
                                                                  const auto &space) {
                                    return answeringModel(wanted, space, library);
                                };
        options.decoders =
            std::make_shared<Decoders>(std::vector<std::string>{FOVEA_BINARY, "decode-worker"}, 1);
        return std::make_unique<SearchService>(std::move(options));
    }
    std::unique_ptr<SearchService> makeService() const {
        return makeService(m_folder);
    }

    SearchResult ask(SearchService &service, const SearchRequest &request) {
        QList<SearchResult> results;
        const auto connection =
            connect(&service, &SearchService::searched, this,
                    [&results](const SearchResult &result) { results.append(result); });
        const quint64 serial = service.search(request);
        [&] {
            QTRY_VERIFY_WITH_TIMEOUT(!results.isEmpty() && results.last().serial == serial,
                                     kPatienceMs);
        }();
        disconnect(connection);
        return results.isEmpty() ? SearchResult() : results.last();
    }

    PhotoFolder m_folder;
    PhotoId m_third;
};

QTEST_GUILESS_MAIN(TestSearchService)
#include "tst_search_service.moc"
