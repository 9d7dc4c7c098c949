#include "engine/training/album_defaults.h"
#include "engine/training/album_names.h"
#include "engine/training/method_proposal.h"
#include "engine/training/new_words.h"
#include "engine/training/photo_groups.h"
#include "engine/training/run_estimate.h"

#include <QtTest>

#include <algorithm>
#include <fstream>
#include <numeric>

using namespace fovea;
using namespace fovea::training;

namespace {

using Texts = std::vector<std::string>;

ContentHash hashOf(std::uint8_t number) {
    ContentHash hash;
    hash.bytes.fill(number);
    return hash;
}

clip::Tokenizer openTokenizer() {
    auto tokenizer = clip::Tokenizer::fromMerges("share/fovea/bpe_simple_vocab_16e6.txt.gz", 49408);
    return std::move(*tokenizer);
}

} // namespace

Q_DECLARE_METATYPE(Texts)

/// What is decided about an album before anything is learned.
class TestAlbumPlanning : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void burstsAndDuplicatesAreOneGroup() {
        const std::vector<PhotoTraits> photos{
            {1'000, hashOf(1)},        {9'000, hashOf(2)}, // a burst,
            {18'000, hashOf(3)},                           // which goes on
            {60'000, hashOf(4)},                           // another moment
            {std::nullopt, hashOf(4)},                     // the same pixels without a date
            {std::nullopt, {}},        {std::nullopt, {}}, // nothing is known
        };
        const std::vector<std::size_t> groups = groupPhotos(photos, {}, 0, 2);
        QCOMPARE(groups, (std::vector<std::size_t>{0, 0, 0, 1, 1, 2, 3}));
    }

    void nearDuplicatesAreOneGroup() {
        const std::vector<PhotoTraits> photos(4);
        const std::vector<float> embeddings{1, 0, .98F, .198997F, 0, 1, 0, 0}; // zeros: unknown
        QCOMPARE(groupPhotos(photos, embeddings, 2, 2), (std::vector<std::size_t>{0, 0, 1, 2}));
    }

    void aClockThatStandsStillIsNoBurst() {
        const std::vector<PhotoTraits> photos(200, PhotoTraits{0, {}});
        const auto groups = groupPhotos(photos, {}, 0, 1);
        QCOMPARE(*std::ranges::max_element(groups), std::size_t{199});
    }

    void groupsDoNotStraddle() {
        std::vector<std::size_t> groups;
        for (std::size_t i = 0; i < 300; ++i) {
            groups.push_back(i / 3);
        }
        const PhotoSplit split = splitByGroups(groups, .1, 7);
        QCOMPARE(split.heldOut.size(), std::size_t{30});
        QCOMPARE(split.learn.size(), std::size_t{270});
        for (const std::size_t held : split.heldOut) {
            for (const std::size_t learned : split.learn) {
                QVERIFY(groups[held] != groups[learned]);
            }
        }
        QCOMPARE(splitByGroups(groups, .1, 7).heldOut, split.heldOut);
        QVERIFY(splitByGroups(groups, .1, 8).heldOut != split.heldOut);
    }

    void tinyAlbums_data() {
        QTest::addColumn<int>("photos");
        QTest::addColumn<int>("heldOut");
        QTest::newRow("none") << 0 << 0;
        QTest::newRow("three") << 3 << 0;
        QTest::newRow("four") << 4 << 1;
        QTest::newRow("fifteen") << 15 << 2;
    }
    void tinyAlbums() {
        QFETCH(int, photos);
        QFETCH(int, heldOut);
        std::vector<std::size_t> groups(static_cast<std::size_t>(photos));
        std::iota(groups.begin(), groups.end(), std::size_t{0});
        QCOMPARE(splitByGroups(groups, .1, 1).heldOut.size(), static_cast<std::size_t>(heldOut));
    }

    void newWordsAreFound() {
        const std::vector<JobCaption> captions{
            {0, "Zorbo on the sofa"},        {1, "my zorbo asleep"},      {2, "a walk with Rita"},
            {3, "here is Rita in the snow"}, {4, "two dogs jump"},        {5, "three dogs jumping"},
            {6, "the quixzle once"},         {7, "a flibbertigib garden"}};
        const std::vector<std::string> general{"a dog in the snow", "a flibbertigib"};
        const auto words = findNewWords(openTokenizer(), captions, general);
        QStringList found;
        for (const NewWord &word : words) {
            found << QString::fromStdString(word.word);
        }
        found.sort();
        QCOMPARE(found.join(QLatin1Char(' ')), QStringLiteral("rita zorbo"));
    }

    void inflectedWordsAreNotNew() {
        const std::vector<JobCaption> captions{{0, "grassy hills"}, {1, "grassy field"},
                                               {2, "climbs rocks"}, {3, "he climbs"},
                                               {4, "grinding"},     {5, "grinding rails"}};
        QVERIFY(findNewWords(openTokenizer(), captions, {}).empty());
    }

    void aWordThatWasTaughtIsLearnedAgain() {
        const std::vector<JobCaption> captions{
            {0, "our silver dog"}, {1, "a silver dog asleep"}, {2, "a plain dog"}};
        const std::vector<std::string> before{"silver", "plain", "fido"};
        const std::vector<std::string> general{"a silver spoon"};
        const auto words = findNewWords(openTokenizer(), captions, general, before);
        QCOMPARE(words, (std::vector<NewWord>{{"silver", 2}})); // one photo is too few
    }

    void aRareWordIsNoNameInALargeAlbum() {
        std::vector<JobCaption> captions;
        for (std::size_t i = 0; i < 400; ++i) {
            captions.push_back({i, i < 3   ? "these are two dogs, I think"
                                   : i < 6 ? "zorbo on the beach"
                                           : "a dog on the beach"});
        }
        const auto words = findNewWords(openTokenizer(), captions, {});
        QCOMPARE(words.size(), std::size_t{1});
        QCOMPARE(words.front().word, std::string("zorbo"));
    }

    void theCheapestMethodThatServesIsProposed_data() {
        QTest::addColumn<ProposalFacts>("facts");
        QTest::addColumn<QString>("method");
        const auto vit = clip::TrunkKind::VisionTransformer;
        QTest::newRow("names of pets")
            << ProposalFacts{40, 40, 38, {"zorbo"}, 30, vit} << QStringLiteral("names");
        const std::vector<std::string> animals{"spinne", "esel",   "igel", "reiher", "kuh",
                                               "löwe",   "frosch", "gans", "specht", "bär"};
        QTest::newRow("a name for every few photos")
            << ProposalFacts{40, 40, 38, {"luna", "bruno", "mika", "oma"}, 24, vit}
            << QStringLiteral("names");
        QTest::newRow("as many words as kinds of things")
            << ProposalFacts{50, 50, 44, animals, 40, vit} << QStringLiteral("projection");
        QTest::newRow("the names of a large family")
            << ProposalFacts{300, 300, 280, animals, 200, vit} << QStringLiteral("names");
        QTest::newRow("an ordinary album")
            << ProposalFacts{300, 320, 310, {}, 0, vit} << QStringLiteral("projection");
        QTest::newRow("a rare word")
            << ProposalFacts{300, 320, 310, {"blond"}, 4, vit} << QStringLiteral("projection");
        QTest::newRow("thousands")
            << ProposalFacts{4000, 4000, 3900, {}, 0, vit} << QStringLiteral("lora");
        QTest::newRow("thousands of equal captions")
            << ProposalFacts{4000, 4000, 30, {}, 0, vit} << QStringLiteral("projection");
        QTest::newRow("many thousands")
            << ProposalFacts{50000, 50000, 49000, {}, 0, vit} << QStringLiteral("full");
        QTest::newRow("a tower without a projection")
            << ProposalFacts{300, 320, 310, {}, 0, clip::TrunkKind::ModifiedResNet}
            << QStringLiteral("lora");
    }
    void theCheapestMethodThatServesIsProposed() {
        QFETCH(ProposalFacts, facts);
        const MethodProposal proposal = proposeMethod(facts);
        QTEST(QString::fromUtf8(methodName(proposal.method).data()), "method");
        QVERIFY(reasonSentence(proposal.reason, facts.newWords).ends_with('.'));
        QVERIFY(!reasonCode(proposal.reason).empty());
    }

    void aLargerRunTakesMore() {
        clip::ModelConfig model;
        const RunSize size{1000, 1500, 5000, 1500};
        AlbumOptions options;
        options.method = Method::Full;
        options = withDefaults(options, size);
        QVERIFY(options.epochs > 0 && options.batch > 0 && options.learningRate > 0);
        const auto memory = estimatedMemoryBytes(options, model, size);
        const TrialRates rates{.01, .02};
        const double seconds = estimatedSeconds(options, model, size, rates);
        options.batch *= 2;
        options.epochs *= 2;
        QVERIFY(estimatedMemoryBytes(options, model, size) > memory);
        QVERIFY(estimatedSeconds(options, model, size, rates) > seconds);
    }

    void namesOfAnAlbumAreFound_data() {
        QTest::addColumn<Texts>("captions"); // of one photo each
        QTest::addColumn<Texts>("names");
        const auto row = [](const char *name, const Texts &captions, const Texts &names) {
            QTest::newRow(name) << captions << names;
        };
        row("a pet", {"Rex sleeps on the sofa", "a ball for Rex", "Rex in the garden"}, {"rex"});
        row("two words", {"Tante Frieda bakes a cake", "a walk with Tante Frieda"},
            {"tante frieda"});
        row("a person and a pet", {"Tante Frieda with Zorbo", "Zorbo runs", "Tante Frieda laughs"},
            {"tante frieda", "zorbo"});
        row("known words together",
            {"a meeting of the blue heron club", "the blue heron club on a walk",
             "two people of the blue heron club"},
            {"blue heron club"});
        row("a place",
            {"a dog in the Hullabaloo alley", "people walk down the Hullabaloo alley",
             "snow in the Hullabaloo alley"},
            {"hullabaloo"});
        row("plain captions",
            {"a dog runs over the grass", "a man rides a bicycle", "two children play in the snow",
             "a dog catches a ball", "a woman reads a book", "a boat on the lake"},
            {});
        row("said once", {"Rex sleeps", "a dog on a sofa", "a dog in a garden"}, {});
    }
    void namesOfAnAlbumAreFound() {
        QFETCH(Texts, captions);
        QFETCH(Texts, names);
        std::vector<JobCaption> album;
        for (const std::string &caption : captions) {
            album.push_back({album.size(), caption});
        }
        std::ifstream file("share/fovea/guard_captions.txt");
        std::vector<std::string> general;
        for (std::string line; std::getline(file, line);) {
            general.push_back(line);
        }
        QVERIFY(general.size() > 100);
        std::vector<std::string> newWords;
        for (const NewWord &word : findNewWords(openTokenizer(), album, general)) {
            newWords.push_back(word.word);
        }
        Texts found;
        for (const AlbumName &name : findAlbumNames(album, newWords, general)) {
            found.push_back(name.text);
            QVERIFY(name.photos.size() >= 2);
        }
        std::ranges::sort(found);
        QCOMPARE(found, names);
    }
};

QTEST_GUILESS_MAIN(TestAlbumPlanning)
#include "tst_album_planning.moc"
