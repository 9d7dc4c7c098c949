#include "engine/clip/image_tower.h"
#include "engine/clip/text_transformer.h"
#include "engine/clip/torch_guard.h"
#include "engine/training/parameters.h"
#include "engine/training/trainable_image.h"
#include "engine/training/trainable_layers.h"
#include "engine/training/trainable_text.h"
#include "training/training_golden.h"

#include <QTemporaryDir>
#include <QTest>

#include <torch/torch.h>

using namespace fovea;
using namespace fovea::training;

namespace {

const char *const kStarter = FOVEA_SOURCE_DIR "/resources/models/fovea-starter";

std::vector<std::vector<std::int32_t>> tokens(const clip::ModelConfig &config,
                                              const std::vector<std::string> &texts) {
    const auto tokenizer = clip::openTokenizer(config);
    std::vector<std::vector<std::int32_t>> ids;
    for (const std::string &text : texts) {
        ids.push_back(tokenizer->encode(text, config.text.contextLength));
    }
    return ids;
}

at::Tensor unit(const at::Tensor &x) {
    return x / x.norm(2, -1, true);
}

/// The symmetric loss with autograd all the way, and gradients in the parameters.
at::Tensor contrast(const clip::ModelConfig &config, const TowerOptions &options,
                    const Parameters &parameters, const at::Tensor &pixels,
                    const std::vector<std::string> &texts) {
    const auto image = makeTrainableImage(config, options);
    const TrainableText text(config, options);
    const at::Tensor images = unit(image->project(parameters, image->features(parameters, pixels)));
    const TokenBatch batch = tokenBatch(tokens(config, texts), config.text);
    const at::Tensor words = unit(text.project(parameters, text.features(parameters, batch)));
    const at::Tensor logits = parameter(parameters, "logit_scale").exp() * images.mm(words.t());
    const at::Tensor target = at::arange(images.size(0));
    at::Tensor loss =
        (at::cross_entropy_loss(logits, target) + at::cross_entropy_loss(logits.t(), target)) / 2;
    loss.backward();
    return loss;
}

} // namespace

class TestTrainableTowers : public QObject {
    Q_OBJECT

    QTemporaryDir m_dir;

    std::filesystem::path folder(const std::string &name) const {
        return std::filesystem::path(m_dir.path().toStdString()) / name;
    }
    static void compare(const clip::ModelConfig &config, double within) {
        const auto weights = clip::Weights::open(config);
        QVERIFY2(weights.has_value(), weights ? "" : weights.error().message.c_str());
        const auto parameters = readParameters(config);
        QVERIFY2(parameters.has_value(), parameters ? "" : parameters.error().message.c_str());
        const auto ids = tokens(config, {"a photo of a dog", "", "two red kites over the sea"});
        const at::Tensor pixels = goldenPixels(config, 2);

        const auto tower = clip::makeImageTower(config, *weights, {});
        const auto image = makeTrainableImage(config);
        const at::Tensor features = image->features(*parameters, pixels);
        QVERIFY(at::allclose(features, tower->features(pixels), within, within));
        QVERIFY(at::allclose(image->project(*parameters, features), tower->project(features),
                             within, within));
        const TrainableText text(config);
        const TokenBatch batch = tokenBatch(ids, config.text);
        const at::Tensor words = text.features(*parameters, batch);
        QVERIFY(at::allclose(text.project(*parameters, words),
                             clip::TextTransformer(config, *weights, {}).encode(ids), within,
                             within));
        const at::Tensor hidden = text.hidden(*parameters, batch);
        QVERIFY(at::allclose(hidden.index({at::arange(3), batch.pooled}), words, 1e-5, 1e-5));
    }

private Q_SLOTS:
    void initTestCase() { torch::set_num_threads(1); }

    void readingWeightsLeavesTheThreads() {
        const auto config = clip::readModelConfig(kStarter);
        QVERIFY(config.has_value());
        int within = 0;
        const auto ran = clip::guardedTraining("Training", 3, [&]() -> Result<void> {
            const auto read = readParameters(*config); // with one thread
            within = torch::get_num_threads();
            return read ? Result<void>() : fail(read.error());
        });
        QVERIFY2(ran.has_value(), ran ? "" : ran.error().message.c_str());
        QCOMPARE(within, 3);
        QCOMPARE(torch::get_num_threads(), 1);
    }

    void theTowersOfInferenceSayTheSame_data() {
        QTest::addColumn<int>("index");
        const auto goldens = clip::modelGoldens();
        for (int i = 0; i < static_cast<int>(goldens.at("cases").size()); ++i) {
            const std::string name = goldens["cases"][static_cast<std::size_t>(i)]["name"];
            QTest::newRow(name.c_str()) << i;
        }
    }
    void theTowersOfInferenceSayTheSame() {
        QFETCH(int, index);
        const auto golden = clip::modelGoldens().at("cases").at(static_cast<std::size_t>(index));
        clip::writeModel(golden, folder(golden.at("name")));
        compare(*clip::readModelConfig(folder(golden.at("name"))), 2e-5);
    }
    void theStarterIsTheSame() { compare(*clip::readModelConfig(kStarter), 1e-4); }

    void gradientsAreThoseOfPyTorch_data() {
        QTest::addColumn<int>("index");
        QTest::addColumn<bool>("checkpointing");
        const auto goldens = readGoldens("training.json.gz");
        for (int i = 0; i < static_cast<int>(goldens.at("cases").size()); ++i) {
            const std::string name = goldens["cases"][static_cast<std::size_t>(i)]["name"];
            QTest::newRow(name.c_str()) << i << false;
            QTest::newRow((name + ", blocks computed again").c_str()) << i << true;
        }
    }
    void gradientsAreThoseOfPyTorch() {
        QFETCH(int, index);
        QFETCH(bool, checkpointing);
        const auto goldens = readGoldens("training.json.gz");
        const auto &golden = goldens.at("cases").at(static_cast<std::size_t>(index));
        const auto model = goldenModel(golden, folder(golden.at("name")));
        QVERIFY2(model.has_value(), model ? "" : model.error().message.c_str());
        const Parameters parameters = learnable(model->parameters, at::kDouble);
        const TowerOptions options{.checkpointing = checkpointing,
                                   .trainBatchNorm = golden.at("train")};
        const at::Tensor loss =
            contrast(model->config, options, parameters,
                     goldenPixels(model->config, 3).to(at::kDouble), goldens.at("texts"));
        QVERIFY(std::abs(loss.item<double>() - golden.at("loss").get<double>()) < 1e-6);
        for (const auto &[name, described] : golden.at("gradients").items()) {
            const double far = farFromGolden(described, name, parameters.at(name).grad());
            QVERIFY2(far < 1e-5, (name + " is off by " + std::to_string(far)).c_str());
        }
        for (const auto &[name, described] : golden.at("statistics").items()) {
            const double far = farFromGolden(described, name, parameters.at(name));
            QVERIFY2(far < 1e-6, (name + " is off by " + std::to_string(far)).c_str());
        }
    }

    void lowRankChangesAreAdded() {
        torch::manual_seed(1);
        const at::Tensor x = at::randn({5, 4});
        Parameters parameters{{"layer.weight", at::randn({6, 4})},
                              {"layer.bias", at::randn({6})},
                              {"low_rank.layer.weight.2.a", at::randn({2, 4})},
                              {"low_rank.layer.weight.2.b", at::randn({3, 2})}};
        const TowerOptions options{.lowRankAlpha = 4};
        const at::Tensor found = linear(parameters, "layer", x, options);
        at::Tensor joined = parameters.at("layer.weight").clone();
        joined.slice(0, 2, 5) += 2 * parameters.at("low_rank.layer.weight.2.b")
                                         .mm(parameters.at("low_rank.layer.weight.2.a"));
        QVERIFY(
            at::allclose(found, at::linear(x, joined, parameters.at("layer.bias")), 1e-5, 1e-5));

        Parameters right{{"proj", at::randn({4, 6})},
                         {"low_rank.proj.0.a", at::randn({2, 6})},
                         {"low_rank.proj.0.b", at::randn({4, 2})}};
        const at::Tensor whole =
            right.at("proj") + 2 * right.at("low_rank.proj.0.b").mm(right.at("low_rank.proj.0.a"));
        QVERIFY(at::allclose(multiplyRight(right, "proj", x, options), x.mm(whole), 1e-5, 1e-5));
    }
};

QTEST_GUILESS_MAIN(TestTrainableTowers)
#include "tst_trainable_towers.moc"
