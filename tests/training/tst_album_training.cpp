#include "engine/training/album_trainer.h"

#include <QtTest>

#include <cmath>
#include <fstream>
#include <sstream>
#include <stdexcept>

using namespace fovea;
using namespace fovea::training;

namespace {

constexpr std::size_t kPhotos = 60;
constexpr std::size_t kTaught = 5;
constexpr std::size_t kFeatures = 1280;

/// Features around a center of their own for the first ten photos and another for the rest.
std::vector<float> madeFeatures() {
    std::vector<float> features(kPhotos * kFeatures);
    for (std::size_t p = 0; p < kPhotos; ++p) {
        for (std::size_t i = 0; i < kFeatures; ++i) {
            const double center = p < 2 * kTaught ? std::sin(1.3 * static_cast<double>(i)) : 0;
            const double own = std::sin(static_cast<double>((p + 1) * (i + 7)) * 12.9898);
            features[p * kFeatures + i] = static_cast<float>(.4 + .3 * center + .3 * own);
        }
    }
    return features;
}

AlbumJob madeJob(Method method, const std::filesystem::path &folder) {
    AlbumJob job;
    job.model = *clip::readModelConfig(FOVEA_SOURCE_DIR "/resources/models/fovea-starter");
    job.options.method = method;
    job.options.epochs = 24;
    job.options.checkpointEvery = 5;
    job.photos = kPhotos;
    job.features = madeFeatures();
    for (std::size_t p = 0; p < kTaught; ++p) {
        job.learn.push_back({p, p % 2 == 0 ? "zorbo" : "a photo of zorbo"});
    }
    for (std::size_t p = kTaught; p < 2 * kTaught; ++p) {
        job.heldOut.push_back({p, "zorbo"});
    }
    for (std::size_t p = 2 * kTaught; p < kPhotos; ++p) {
        job.guardPhotos.push_back(p);
    }
    job.guardCaptions = {"a dog in the grass", "two men on a street", "a red car", "snow",
                         "a plate of food",    "a child at a table",  "a boat",    "a city"};
    job.runFolder = folder;
    job.adapterFile = folder / "adapter.safetensors";
    return job;
}

/// Fails the run, as a kill would end it, or stops it at a step.
class Listener : public TrainingObserver {
public:
    void step(const StepEvent &event) override {
        if (event.step == killAt) {
            throw std::runtime_error("killed");
        }
        if (event.step == stopAt) {
            token.stop();
        }
    }
    void evaluation(const EvaluationEvent &) override {}
    void progress(std::string_view phase, const Progress &) override {
        if (phase == stopAtPhase) {
            token.stop();
        }
    }

    StopToken token;
    std::int64_t killAt = -1;
    std::int64_t stopAt = -1;
    std::string stopAtPhase;
};

std::string contents(const std::filesystem::path &file) {
    std::ostringstream text;
    text << std::ifstream(file, std::ios::binary).rdbuf();
    return text.str();
}

} // namespace

Q_DECLARE_METATYPE(fovea::training::Method)

class TestAlbumTraining : public QObject {
    Q_OBJECT

    QTemporaryDir m_dir;
    std::filesystem::path folder(const char *name) const {
        return std::filesystem::path(m_dir.path().toStdString()) /
               (QTest::currentDataTag() == nullptr ? "one" : QTest::currentDataTag()) / name;
    }

private Q_SLOTS:
    void anInventedNameFindsItsPhotos_data() { methods(); }
    void anInventedNameFindsItsPhotos() {
        QFETCH(Method, method);
        Listener listener;
        const auto result = trainAlbum(madeJob(method, folder("run")), listener, listener.token);
        QVERIFY2(result.has_value(), result ? "" : result.error().message.c_str());
        QCOMPARE(result->words, std::vector<std::string>{"zorbo"});
        QCOMPARE(result->strengths.size(), std::size_t{11});
        // All photos of the name are right, so the best of them counts.
        QCOMPARE(result->strengths.back().heldOut->recall.textToImage.r1, 1.0);
        QVERIFY(std::filesystem::exists(folder("run") / "adapter.safetensors"));
        const auto &guard = result->strengths.back().guard;
        QVERIFY(guard && guard->recall.textToImage.r10 >= .87); // seven of eight captions and more
    }

    void anInterruptedRunEndsAsOneThatWasNot_data() { methods(); }
    void anInterruptedRunEndsAsOneThatWasNot() {
        QFETCH(Method, method);
        Listener whole;
        QVERIFY(trainAlbum(madeJob(method, folder("whole")), whole, whole.token).has_value());
        const AlbumJob job = madeJob(method, folder("parts"));
        Listener killed;
        killed.killAt = 8; // after the checkpoint at 5
        QVERIFY(!trainAlbum(job, killed, killed.token).has_value());
        Listener stopped;
        stopped.stopAt = 13;
        const auto part = trainAlbum(job, stopped, stopped.token);
        QVERIFY2(part.has_value() && part->stopped, part ? "" : part.error().message.c_str());
        Listener rest;
        QVERIFY(trainAlbum(job, rest, rest.token).has_value());
        QCOMPARE(contents(folder("parts") / "curve.jsonl"),
                 contents(folder("whole") / "curve.jsonl"));
        QCOMPARE(contents(folder("parts") / "adapter.safetensors"),
                 contents(folder("whole") / "adapter.safetensors"));
    }

    void whatWasKeptAsideIsLearnedLast() {
        AlbumJob job = madeJob(Method::Names, folder("last"));
        Listener killed;
        killed.killAt = 27; // of 24 without and 8 with
        QVERIFY(!trainAlbum(job, killed, killed.token).has_value());
        Listener rest;
        const auto result = trainAlbum(job, rest, rest.token);
        QVERIFY(result.has_value() && result->learnedAll);
        QCOMPARE(result->steps, std::int64_t{32});
        Listener whole;
        job.runFolder = folder("unbroken");
        job.adapterFile = job.runFolder / "adapter.safetensors";
        QVERIFY(trainAlbum(job, whole, whole.token).has_value());
        QCOMPARE(contents(folder("last") / "curve.jsonl"),
                 contents(folder("unbroken") / "curve.jsonl"));
        QCOMPARE(contents(folder("last") / "adapter.safetensors"),
                 contents(folder("unbroken") / "adapter.safetensors"));
        // Another photo aside: it makes a difference to what is kept.
        job.heldOut.clear();
        job.runFolder = folder("less");
        job.adapterFile = job.runFolder / "adapter.safetensors";
        Listener less;
        const auto other = trainAlbum(job, less, less.token);
        QVERIFY(other.has_value() && !other->learnedAll);
        QVERIFY(contents(folder("less") / "adapter.safetensors") !=
                contents(folder("last") / "adapter.safetensors"));
    }

    void aStopIsHeardWhileStrengthsAreMeasured() {
        AlbumJob job = madeJob(Method::Names, folder("heard"));
        job.options.epochs = 4;
        Listener listener;
        listener.stopAtPhase = "evaluating";
        const auto stopped = trainAlbum(job, listener, listener.token);
        QVERIFY(stopped.has_value() && stopped->stopped);
        QVERIFY(!std::filesystem::exists(job.adapterFile));
        Listener rest;
        const auto result = trainAlbum(job, rest, rest.token);
        QVERIFY(result.has_value() && !result->stopped);
        QCOMPARE(result->strengths.size(), std::size_t{11});
        QVERIFY(std::filesystem::exists(job.adapterFile));
    }

    void aGuardThatFallsEndsTheRunAndItsHarm() {
        AlbumJob job = madeJob(Method::Projection, folder("early"));
        job.options.allowedGuardLoss = -2; // nothing is good enough
        Listener listener;
        const auto result = trainAlbum(job, listener, listener.token);
        QVERIFY(result.has_value());
        QVERIFY(!result->stoppedEarly.empty());
        QVERIFY(result->steps < job.options.epochs);
        QCOMPARE(result->strengths.back().guard->recall.textToImage.r1, 1.0);
    }

private:
    static void methods() {
        QTest::addColumn<Method>("method");
        QTest::newRow("names") << Method::Names;
        QTest::newRow("projection") << Method::Projection;
        QTest::newRow("lora") << Method::LowRank;
    }
};

QTEST_GUILESS_MAIN(TestAlbumTraining)
#include "tst_album_training.moc"
