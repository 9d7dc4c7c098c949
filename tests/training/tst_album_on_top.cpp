// Teaching on top of what was taught before.
#include "engine/clip/adapter.h"
#include "engine/training/album_trainer.h"
#include "engine/training/parameters.h"

#include <ATen/ATen.h>
#include <QtTest>

#include <algorithm>
#include <cmath>

using namespace fovea;
using namespace fovea::training;

namespace {

constexpr std::size_t kPhotos = 120; ///< so many that image projections change too
constexpr std::size_t kOfName = 10;
constexpr std::size_t kFeatures = 1280;
constexpr std::size_t kShown = 5;

/// Features around a center of their own for the first ten photos, around another for the ten after
/// them, and around none for the rest.
std::vector<float> madeFeatures() {
    std::vector<float> features(kPhotos * kFeatures);
    for (std::size_t p = 0; p < kPhotos; ++p) {
        for (std::size_t i = 0; i < kFeatures; ++i) {
            const double center = p < kOfName       ? std::sin(1.3 * static_cast<double>(i))
                                  : p < 2 * kOfName ? std::sin(2.1 * static_cast<double>(i))
                                                    : 0;
            const double own = std::sin(static_cast<double>((p + 1) * (i + 7)) * 12.9898);
            features[p * kFeatures + i] = static_cast<float>(.4 + .3 * center + .3 * own);
        }
    }
    return features;
}

/// Half of the ten photos from `first` on, by this name.
AlbumJob madeJob(Method method, const std::string &name, std::size_t first,
                 const std::filesystem::path &folder) {
    AlbumJob job;
    job.model = *clip::readModelConfig(FOVEA_SOURCE_DIR "/resources/models/fovea-starter");
    job.options.method = method;
    job.options.epochs = 24;
    job.photos = kPhotos;
    job.features = madeFeatures();
    for (std::size_t p = 0; p < kOfName / 2; ++p) {
        job.learn.push_back({first + p, p % 2 == 0 ? name : "a photo of " + name});
        job.heldOut.push_back({first + kOfName / 2 + p, name});
    }
    for (std::size_t p = 0; p < kPhotos; ++p) {
        if (p < first || p >= first + kOfName) {
            job.guardPhotos.push_back(p);
        }
    }
    job.guardCaptions = {"a dog in the grass", "two men on a street", "a red car", "snow",
                         "a plate of food",    "a child at a table",  "a boat",    "a city"};
    job.examples = {"zorbo", "quibba"};
    job.runFolder = folder;
    job.adapterFile = folder / "adapter.safetensors";
    return job;
}

class Listener : public TrainingObserver {
public:
    void step(const StepEvent &) override {}
    void evaluation(const EvaluationEvent &) override {}
    void progress(std::string_view, const Progress &) override {}
    StopToken token;
};

Result<AlbumResult> train(const AlbumJob &job) {
    Listener listener;
    return trainAlbum(job, listener, listener.token);
}

/// How many of the best photos of an example are among the ten from `first` on.
std::size_t foundOf(const StrengthFigures &figures, std::size_t example, std::size_t first) {
    return static_cast<std::size_t>(
        std::ranges::count_if(figures.examples.at(example).photos, [first](std::size_t photo) {
            return photo >= first && photo < first + kOfName;
        }));
}

AdaptedModel modelWith(const std::filesystem::path &folder, double strength) {
    const auto config = clip::readModelConfig(FOVEA_SOURCE_DIR "/resources/models/fovea-starter");
    auto model = readAdaptedModel(*config, clip::AdapterUse{folder, "some", strength});
    if (!model) {
        qFatal("%s", model.error().message.c_str());
    }
    return std::move(*model);
}

std::vector<clip::LearnedWord> wordsOf(const std::filesystem::path &folder) {
    const auto config = clip::readModelConfig(FOVEA_SOURCE_DIR "/resources/models/fovea-starter");
    return *clip::wordsInUse(*config, clip::AdapterUse{folder, "some", 1});
}

/// Token embeddings of a word.
at::Tensor rowsOf(const AdaptedModel &model, const std::vector<clip::LearnedWord> &words,
                  const std::string &word) {
    const auto at = std::ranges::find(words, word, &clip::LearnedWord::word);
    return at == words.end() ? at::Tensor() : model.words.narrow(0, at->first, at->count);
}

} // namespace

Q_DECLARE_METATYPE(fovea::training::Method)

class TestAlbumOnTop : public QObject {
    Q_OBJECT

    QTemporaryDir m_dir;
    std::filesystem::path folder(const std::string &name) const {
        return std::filesystem::path(m_dir.path().toStdString()) /
               (QTest::currentDataTag() == nullptr ? "one" : QTest::currentDataTag()) / name;
    }

private Q_SLOTS:
    void bothAreKnown_data() {
        QTest::addColumn<Method>("first");
        QTest::addColumn<double>("strength");
        QTest::addColumn<Method>("second");
        QTest::newRow("words on words") << Method::Names << 1.0 << Method::Names;
        QTest::newRow("words on a part of a projection")
            << Method::Projection << .5 << Method::Names;
        QTest::newRow("projection on projection")
            << Method::Projection << 1.0 << Method::Projection;
        QTest::newRow("low rank on a part of low rank") << Method::LowRank << .7 << Method::LowRank;
    }
    void bothAreKnown() {
        QFETCH(const Method, first);
        QFETCH(const double, strength);
        QFETCH(const Method, second);
        const auto taught = train(madeJob(first, "zorbo", 0, folder("first")));
        QVERIFY2(taught.has_value(), taught ? "" : taught.error().message.c_str());
        AlbumJob job = madeJob(second, "quibba", kOfName, folder("second"));
        job.onTopOf = clip::AdapterUse{folder("first"), "first", strength};
        const auto result = train(job);
        QVERIFY2(result.has_value(), result ? "" : result.error().message.c_str());
        QCOMPARE(result->words, std::vector<std::string>{"quibba"});

        // What was known before is known before, and after; the new word after.
        const auto &before = result->strengths.front();
        const auto &after = result->strengths.back();
        QVERIFY(foundOf(before, 0, 0) >= kShown - 1);
        QVERIFY(foundOf(before, 1, kOfName) < kShown - 1);
        QVERIFY(foundOf(after, 0, 0) >= kShown - 1);
        QVERIFY(foundOf(after, 1, kOfName) >= kShown - 1);
        // Off, it is the model that it was learned on top of.
        const AdaptedModel ground = modelWith(folder("first"), strength);
        const AdaptedModel off = modelWith(folder("second"), 0);
        for (const auto &[name, tensor] : ground.parameters) {
            QVERIFY2(at::allclose(off.parameters.at(name), tensor, 1e-6, 1e-7), name.c_str());
        }
        // The old word stays where it is, whatever the strength.
        const auto words = wordsOf(folder("second"));
        QCOMPARE(words.size(), std::size_t{2});
        const at::Tensor old = rowsOf(ground, wordsOf(folder("first")), "zorbo");
        QVERIFY(at::equal(rowsOf(off, words, "zorbo"), old));
        const AdaptedModel on = modelWith(folder("second"), 1);
        QVERIFY(at::equal(rowsOf(on, words, "zorbo"), old));
        QVERIFY(!at::equal(rowsOf(on, words, "quibba"), rowsOf(off, words, "quibba")));
        if (second == Method::Names) { // nothing else has moved
            for (const auto &[name, tensor] : off.parameters) {
                QVERIFY2(at::equal(on.parameters.at(name), tensor), name.c_str());
            }
        }
    }

    void aThirdStandsOnBoth() {
        QVERIFY(train(madeJob(Method::LowRank, "zorbo", 0, folder("first"))).has_value());
        AlbumJob second = madeJob(Method::LowRank, "quibba", kOfName, folder("second"));
        second.options.epochs = 4;
        second.onTopOf = clip::AdapterUse{folder("first"), "first", 1};
        QVERIFY(train(second).has_value());
        AlbumJob third = madeJob(Method::Projection, "vrelmo", 2 * kOfName, folder("third"));
        third.options.epochs = 4;
        third.onTopOf = clip::AdapterUse{folder("second"), "second", .4};
        QVERIFY(train(third).has_value());
        QCOMPARE(wordsOf(folder("third")).size(), std::size_t{3});
        const AdaptedModel ground = modelWith(folder("second"), .4);
        const AdaptedModel off = modelWith(folder("third"), 0);
        for (const auto &[name, tensor] : ground.parameters) {
            QVERIFY2(at::allclose(off.parameters.at(name), tensor, 1e-6, 1e-7), name.c_str());
        }
    }

    void aWordTaughtAgainGoesOnFromWhatItWas() {
        QVERIFY(train(madeJob(Method::Names, "zorbo", 0, folder("once"))).has_value());
        AlbumJob job = madeJob(Method::Names, "zorbo", 0, folder("again"));
        job.options.epochs = 2;
        job.onTopOf = clip::AdapterUse{folder("once"), "once", 1};
        const auto result = train(job);
        QVERIFY2(result.has_value(), result ? "" : result.error().message.c_str());
        QCOMPARE(result->words, std::vector<std::string>{"zorbo"});
        const auto words = wordsOf(folder("again"));
        QCOMPARE(words, wordsOf(folder("once")));
        const at::Tensor old = rowsOf(modelWith(folder("once"), 1), words, "zorbo");
        QVERIFY(at::equal(rowsOf(modelWith(folder("again"), 0), words, "zorbo"), old));
        QVERIFY(!at::equal(rowsOf(modelWith(folder("again"), 1), words, "zorbo"), old));
    }

    void withoutAnythingUnderItTheFileIsAsEver() {
        QVERIFY(train(madeJob(Method::Names, "zorbo", 0, folder("plain"))).has_value());
        AlbumJob job = madeJob(Method::Names, "zorbo", 0, folder("off"));
        job.onTopOf = clip::AdapterUse{folder("plain"), "plain", 0}; // switched off: nothing
        QVERIFY(train(job).has_value());
        QFile plain(QString::fromStdString((folder("plain") / "adapter.safetensors").string()));
        QFile off(QString::fromStdString((folder("off") / "adapter.safetensors").string()));
        QVERIFY(plain.open(QIODevice::ReadOnly) && off.open(QIODevice::ReadOnly));
        QCOMPARE(off.readAll(), plain.readAll());
    }

    void anAdapterThatIsGoneIsTold() {
        AlbumJob job = madeJob(Method::Names, "zorbo", 0, folder("gone"));
        job.onTopOf = clip::AdapterUse{folder("nowhere"), "nowhere", 1};
        const auto result = train(job);
        QVERIFY(!result.has_value());
        QVERIFY(result.error().message.find("nowhere") != std::string::npos);
    }
};

QTEST_GUILESS_MAIN(TestAlbumOnTop)
#include "tst_album_on_top.moc"
