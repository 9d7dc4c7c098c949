#include "clip/generated_model.h"
#include "engine/training/adamw.h"
#include "engine/training/arithmetic.h"
#include "engine/training/counter_random.h"
#include "engine/training/initial_weights.h"
#include "engine/training/language_model.h"
#include "engine/training/model_folder.h"
#include "engine/training/scratch_config.h"
#include "engine/training/scratch_step.h"
#include "engine/training/scratch_trainer.h"

#include <QTemporaryDir>
#include <QTest>

#include <torch/torch.h>

#include <cmath>
#include <fstream>

using namespace fovea;
using namespace fovea::training;

namespace {

constexpr int kSide = 32;

const char *const kVit = R"({"embed_dim": 16,
    "vision_cfg": {"image_size": 32, "patch_size": 8, "width": 32, "layers": 2, "head_width": 16},
    "text_cfg": {"context_length": 16, "vocab_size": 600, "width": 32, "heads": 2, "layers": 2}})";
const char *const kResNet = R"({"embed_dim": 16,
    "vision_cfg": {"image_size": 32, "patch_size": null, "width": 8, "layers": [1, 1, 1, 1],
                   "head_width": 32},
    "text_cfg": {"context_length": 16, "vocab_size": 600, "width": 32, "heads": 2, "layers": 1}})";

/// A square of one of 8 colors on another, told in words.
struct Flag {
    std::string caption;
    std::vector<std::uint8_t> pixels;
};

Flag flag(std::size_t number) {
    static const std::vector<std::string> kColors{"black", "blue",   "green", "cyan",
                                                  "red",   "purple", "gold",  "white"};
    const std::size_t inner = number % 8;
    const std::size_t outer = number / 8 % 8;
    Flag made{"a " + kColors[inner] + " square on " + kColors[outer], {}};
    for (int y = 0; y < kSide; ++y) {
        for (int x = 0; x < kSide; ++x) {
            const bool inside = x > 8 && x < 24 && y > 8 && y < 24;
            const std::size_t color = inside ? inner : outer;
            for (std::size_t bit : {2U, 1U, 0U}) {
                made.pixels.push_back((color >> bit & 1U) != 0 ? 220 : 30);
            }
        }
    }
    return made;
}

/// 64 flags, in an order that is drawn by the epoch.
class Flags final : public PairSource {
public:
    int imageSize() const override { return kSide; }
    std::int64_t pairs() const override { return 64; }
    Result<void> start(const PairPlan &plan) override {
        m_plan = plan;
        m_at = plan.firstStep * plan.batch;
        return {};
    }
    Result<PairBatch> next(std::int64_t count) override {
        PairBatch batch;
        for (std::int64_t i = 0; i < count; ++i, ++m_at) {
            const auto epoch = static_cast<std::uint64_t>(m_at / pairs());
            const auto order = shuffled(64, CounterRandom(Draw::Order, {epoch}));
            const Flag made = flag(order[static_cast<std::size_t>(m_at % pairs())]);
            batch.captions.push_back(made.caption);
            batch.pixels.insert(batch.pixels.end(), made.pixels.begin(), made.pixels.end());
        }
        return batch;
    }
    std::vector<BrokenPair> takeBroken() override { return {}; }

private:
    PairPlan m_plan;
    std::int64_t m_at = 0;
};

/// What a run told.
class Heard final : public TrainingObserver {
public:
    void step(const StepEvent &event) override {
        losses.push_back(event.loss);
        temperatures.push_back(event.temperature);
        if (stopAt > 0 && event.step == stopAt) {
            stop.stop();
        }
    }
    void evaluation(const EvaluationEvent &event) override { last = event; }
    void progress(std::string_view, const Progress &) override {}

    std::vector<double> losses;
    std::vector<double> temperatures;
    EvaluationEvent last;
    std::int64_t stopAt = 0;
    StopToken stop;
};

bool near(const at::Tensor &a, const at::Tensor &b, double within) {
    return (a - b).norm().item<double>() <= within * std::max(1e-9, b.norm().item<double>());
}

} // namespace

class TestScratch : public QObject {
    Q_OBJECT

    QTemporaryDir m_dir;
    std::optional<clip::Tokenizer> m_tokenizer;

    std::filesystem::path path(const std::string &name) const {
        return std::filesystem::path(m_dir.path().toStdString()) / name;
    }
    Result<ScratchConfig> config(const std::string &model, const std::string &training) const {
        std::ofstream(path("config.json"))
            << R"({"model_cfg": )" << model << R"(, "preprocess_cfg": {}, "training": )" << training
            << "}";
        return readScratchConfig(path("config.json"));
    }
    ScratchJob job(const ScratchConfig &config, PairSource &pairs, const std::string &out) const {
        ScratchJob job;
        job.model = config.model;
        job.openClip = config.openClip;
        job.options = config.options;
        job.tokenizer = &*m_tokenizer;
        job.pairs = &pairs;
        job.out = path(out);
        job.fingerprint = fingerprintOf(config.openClip, config.options);
        job.evaluation.photos = 64;
        for (std::size_t i = 0; i < 64; ++i) {
            const Flag made = flag(i);
            job.evaluation.captions.push_back({i, made.caption});
            job.evaluation.pixels.insert(job.evaluation.pixels.end(), made.pixels.begin(),
                                         made.pixels.end());
        }
        return job;
    }
    PairTensors pairsOf(std::size_t n) const {
        PairTensors pairs;
        std::vector<std::uint8_t> pixels;
        for (std::size_t i = 0; i < n; ++i) {
            const Flag made = flag(i * 7);
            pixels.insert(pixels.end(), made.pixels.begin(), made.pixels.end());
            pairs.tokens.push_back(m_tokenizer->encode(made.caption, 16));
        }
        pairs.pixels = at::tensor(pixels, at::kByte).view({-1, kSide, kSide, 3});
        return pairs;
    }
    static Parameters trained(const ScratchModel &model) {
        Parameters parameters = model.initialParameters(1);
        for (auto &[name, tensor] : parameters) {
            tensor.requires_grad_(model.isTrained(name));
        }
        return parameters;
    }

private Q_SLOTS:
    void aConfigurationThatIsNoJsonIsToldWithItsPlace() {
        const auto read = config("{}", "{\n\"epochs\": }");
        QVERIFY(!read);
        const QString sentence = QString::fromStdString(read.error().message);
        QVERIFY2(sentence.contains(QLatin1String("line 2, column 11")), qPrintable(sentence));
        QVERIFY2(!sentence.contains(QLatin1String("download")), qPrintable(sentence));
    }

    void initTestCase() {
        torch::set_num_threads(1);
        // 600 tokens: 256 bytes twice, 86 merges, start and end.
        std::ofstream merges(path("merges.txt"));
        merges << "version\n";
        int count = 0;
        for (char a = 'a'; a <= 'z' && count < 86; ++a) {
            for (char b = 'a'; b <= 'd' && count < 86; ++b, ++count) {
                merges << a << ' ' << b << '\n';
            }
        }
        merges.close();
        auto tokenizer = clip::Tokenizer::fromMerges(path("merges.txt"), 600);
        QVERIFY2(tokenizer.has_value(), tokenizer ? "" : tokenizer.error().message.c_str());
        m_tokenizer.emplace(std::move(*tokenizer));
    }

    void misspelledKeysAreRefused_data() {
        QTest::addColumn<QByteArray>("training");
        QTest::addColumn<QByteArray>("named");
        QTest::newRow("unknown") << QByteArray(R"({"lerning_rate": 1})")
                                 << QByteArray("lerning_rate");
        QTest::newRow("in a tower")
            << QByteArray(R"({"image": {"beta": 0.9}})") << QByteArray("beta");
        QTest::newRow("no number") << QByteArray(R"({"batch": "many"})") << QByteArray("batch");
        QTest::newRow("no precision") << QByteArray(R"({"precision": "fp8"})") << QByteArray("fp8");
        QTest::newRow("half text weights in fp32")
            << QByteArray(R"({"text_weights": "bf16"})") << QByteArray("text_weights");
        QTest::newRow("below 0") << QByteArray(R"({"weight_decay": -1})")
                                 << QByteArray("weight_decay");
    }
    void misspelledKeysAreRefused() {
        QFETCH(QByteArray, training);
        QFETCH(QByteArray, named);
        const auto read = config(kVit, training.toStdString());
        QVERIFY(!read);
        QVERIFY2(read.error().message.find(named.toStdString()) != std::string::npos,
                 read.error().message.c_str());
    }
    void thePapersNumbersAreTheDefault() {
        const auto vit = config(kVit, "{}");
        const auto resNet = config(kResNet, R"({"weight_decay": 0, "image": {"beta2": 0.95}})");
        QVERIFY(vit && resNet);
        QCOMPARE(vit->options.batch, 32'768);
        QCOMPARE(vit->options.image.beta2, .98);
        QCOMPARE(vit->options.words.epsilon, 1e-6);
        QCOMPARE(resNet->options.words.beta2, .999);
        QCOMPARE(resNet->options.words.epsilon, 1e-8);
        QCOMPARE(resNet->options.image.beta2, .95);
        QCOMPARE(resNet->options.weightDecay, 0.0);
    }

    void weightsBeginAsTheReferenceDrawsThem() {
        const auto vit = config(kVit, "{}");
        const Parameters parameters = initialParameters(vit->model, 1);
        const auto deviation = [&](const char *name) {
            return parameters.at(name).std().item<double>();
        };
        const auto isNear = [](double a, double b) { return std::abs(a - b) < .1 * b; };
        QVERIFY(isNear(deviation("token_embedding.weight"), .02));
        QVERIFY(isNear(deviation("positional_embedding"), .01));
        QVERIFY(
            isNear(deviation("transformer.resblocks.0.attn.in_proj_weight"), std::pow(32, -.5)));
        QVERIFY(isNear(deviation("transformer.resblocks.0.mlp.c_fc.weight"), std::pow(64, -.5)));
        QVERIFY(isNear(deviation("transformer.resblocks.1.mlp.c_proj.weight"),
                       std::pow(32, -.5) * std::pow(4, -.5)));
        QVERIFY(isNear(deviation("visual.positional_embedding"), std::pow(32, -.5)));
        QCOMPARE(parameters.at("logit_scale").item<float>(), std::log(1 / .07F));
        QVERIFY(parameters.at("ln_final.weight").eq(1).all().item<bool>());
        const Parameters resNet = initialParameters(config(kResNet, "{}")->model, 1);
        QVERIFY(resNet.at("visual.layer2.0.bn3.weight").eq(0).all().item<bool>());
        QVERIFY(resNet.at("visual.bn3.weight").eq(1).all().item<bool>());
        QVERIFY(
            initialParameters(vit->model, 1).at("visual.proj").equal(parameters.at("visual.proj")));
        QVERIFY(!initialParameters(vit->model, 2)
                     .at("visual.proj")
                     .equal(parameters.at("visual.proj")));
    }

    void theOptimizerIsPyTorchs() {
        torch::manual_seed(2);
        const at::Tensor start = at::randn({300, 7});
        at::Tensor theirs = start.clone().requires_grad_(true);
        at::Tensor bias = at::randn({7}).requires_grad_(true);
        Parameters ours{{"w", start.clone()}, {"b", bias.detach().clone()}};
        torch::optim::AdamW reference(
            {torch::optim::OptimizerParamGroup({theirs}),
             torch::optim::OptimizerParamGroup(
                 {bias},
                 std::make_unique<torch::optim::AdamWOptions>(
                     torch::optim::AdamWOptions(.01).betas({.9, .98}).eps(1e-6).weight_decay(0)))},
            torch::optim::AdamWOptions(.01).betas({.9, .98}).eps(1e-6).weight_decay(.2));
        AdamW optimizer({.weightDecay = .2});
        for (int i = 0; i < 20; ++i) {
            theirs.mutable_grad() = at::randn({300, 7});
            bias.mutable_grad() = at::randn({7});
            optimizer.step(ours, {{"w", theirs.grad()}, {"b", bias.grad()}}, .01);
            reference.step();
        }
        QVERIFY(near(ours.at("w"), theirs.detach(), 1e-6));
        QVERIFY(near(ours.at("b"), bias.detach(), 1e-6));
    }

    void halfMomentsKeepSmallChanges() {
        // (1 - beta2) of a change is far below what bf16 can add to a moment near 1.
        Parameters ours{{"w", at::zeros({1 << 14, 1})}};
        AdamW half({.beta2 = .999, .halfMoments = true});
        AdamW whole({.beta2 = .999});
        Parameters other{{"w", at::zeros({1 << 14, 1})}};
        for (int i = 0; i < 600; ++i) {
            const at::Tensor gradient = at::full({1 << 14, 1}, i < 300 ? 1.0 : .1);
            half.step(ours, {{"w", gradient}}, 1e-3);
            whole.step(other, {{"w", gradient}}, 1e-3);
        }
        const Parameters kept = half.state();
        QCOMPARE(kept.at("second.w").scalar_type(), at::kBFloat16);
        const double mean = kept.at("second.w").to(at::kFloat).mean().item<double>();
        const double exact = whole.state().at("second.w").mean().item<double>();
        QVERIFY2(std::abs(mean - exact) < .01 * exact, std::to_string(mean / exact).c_str());
        QVERIFY(std::abs(ours.at("w").mean().item<double>() / other.at("w").mean().item<double>() -
                         1) < .01);
    }

    void halfWeightsKeepSmallSteps() {
        // A step of 1e-4 is far below what bf16 can add to a weight near 1.
        Parameters ours{{"w", at::ones({1 << 14, 1}, at::kBFloat16)}};
        AdamW optimizer({.halfMoments = true});
        for (int i = 0; i < 100; ++i) {
            optimizer.step(ours, {{"w", at::ones({1 << 14, 1})}}, 1e-4);
        }
        QCOMPARE(ours.at("w").scalar_type(), at::kBFloat16);
        const double mean = ours.at("w").to(at::kFloat).mean().item<double>();
        QVERIFY2(std::abs(mean - .99) < 5e-4, std::to_string(mean).c_str());
    }

    void cachedGradientsAreThePlainOnes_data() {
        QTest::addColumn<QByteArray>("training");
        QTest::newRow("contrastive") << QByteArray("{}");
        QTest::newRow("equal captions masked") << QByteArray(R"({"mask_equal_captions": true})");
        QTest::newRow("language model beside") << QByteArray(R"({"language_model_weight": 0.5})");
        QTest::newRow("blocks computed again") << QByteArray(R"({"checkpointing": true})");
        QTest::newRow("bag of words") << QByteArray(R"({"text_encoder": "bow"})");
        QTest::newRow("predictive") << QByteArray(R"({"objective": "predictive"})");
        QTest::newRow("predictive bag")
            << QByteArray(R"({"objective": "predictive", "text_encoder": "bow"})");
    }
    void cachedGradientsAreThePlainOnes() {
        QFETCH(QByteArray, training);
        auto read = config(kVit, training.toStdString());
        QVERIFY2(read.has_value(), read ? "" : read.error().message.c_str());
        SingleProcess alone;
        const PairTensors pairs = pairsOf(10);
        const ScratchModel plain(read->model, read->options, false, at::kCPU);
        const Parameters parameters = trained(plain);
        const StepGradients whole = gradientsOf(plain, parameters, pairs, alone, 1);
        read->options.chunk = 3;
        const ScratchModel chunked(read->model, read->options, false, at::kCPU);
        const StepGradients parts = gradientsOf(chunked, parameters, pairs, alone, 1);
        QVERIFY(std::abs(whole.loss - parts.loss) < 1e-5);
        QCOMPARE(whole.gradients.size(), parts.gradients.size());
        for (const auto &[name, gradient] : whole.gradients) {
            const double far = (gradient - parts.gradients.at(name)).norm().item<double>();
            QVERIFY2(far <= 1e-5 * gradient.norm().item<double>() + 1e-6, name.c_str());
        }
    }

    void theNextTokensCostIsTheCrossEntropy() {
        auto read = config(kVit, R"({"language_model_weight": 1})");
        const ScratchModel model(read->model, read->options, false, at::kCPU);
        const Parameters parameters = trained(model);
        const PairTensors pairs = pairsOf(3);
        double expected = 0;
        for (const auto &ids : pairs.tokens) {
            const TrainableText text(read->model);
            const TokenBatch batch = tokenBatch(std::span(&ids, 1), read->model.text);
            const at::Tensor logits =
                text.hidden(parameters, batch)[0].mm(parameters.at("token_embedding.weight").t());
            expected += at::cross_entropy_loss(logits.slice(0, 0, -1), batch.ids[0].slice(0, 1), {},
                                               at::Reduction::Sum)
                            .item<double>();
        }
        const double found = model.texts(parameters, pairs, true).languageModel.item<double>();
        QVERIFY(std::abs(found - expected) < 1e-4 * expected);
    }

    void aLanguageModelsWeightsAreTaken() {
        const auto read = config(kVit, "{}");
        clip::FileTensors file;
        const auto add = [&](const std::string &name, std::vector<std::int64_t> shape) {
            clip::FileTensor tensor{"F32", shape, {}};
            std::int64_t count = 1;
            for (const std::int64_t size : shape) {
                count *= size;
            }
            for (std::int64_t i = 0; i < count; ++i) {
                tensor.values.push_back(static_cast<float>(i % 97) / 97);
            }
            file.emplace("transformer." + name, std::move(tensor));
        };
        add("wte.weight", {700, 32}); // another vocabulary
        add("wpe.weight", {9, 32});   // fewer positions
        add("h.0.attn.c_attn.weight", {32, 96});
        for (const char *name :
             {"h.0.ln_1.weight", "h.0.ln_1.bias", "h.0.ln_2.weight", "h.0.ln_2.bias",
              "h.0.attn.c_proj.bias", "h.0.mlp.c_proj.bias", "ln_f.weight", "ln_f.bias"}) {
            add(name, {32});
        }
        add("h.0.attn.c_attn.bias", {96});
        add("h.0.attn.c_proj.weight", {32, 32});
        add("h.0.mlp.c_fc.weight", {32, 128});
        add("h.0.mlp.c_fc.bias", {128});
        add("h.0.mlp.c_proj.weight", {128, 32});
        clip::writeSafeTensors(path("gpt2.safetensors"), file);
        Parameters parameters = initialParameters(read->model, 1);
        const Parameters before = parameters;
        const auto taken =
            takeLanguageModel(path("gpt2.safetensors"), read->model.text, parameters);
        QVERIFY2(taken.has_value(), taken ? "" : taken.error().message.c_str());
        const auto &values = file.at("transformer.h.0.attn.c_attn.weight").values;
        const at::Tensor theirs = at::tensor(values).view({32, 96});
        QVERIFY(parameters.at("transformer.resblocks.0.attn.in_proj_weight").equal(theirs.t()));
        QVERIFY(parameters.at("positional_embedding")[8].equal(
            at::tensor(file.at("transformer.wpe.weight").values).view({9, 32})[8]));
        QVERIFY(
            parameters.at("positional_embedding")[9].equal(before.at("positional_embedding")[9]));
        QVERIFY(parameters.at("token_embedding.weight").equal(before.at("token_embedding.weight")));
        std::string left;
        for (const std::string &sentence : taken->left) {
            left += sentence;
        }
        for (const char *said : {"700 tokens", "9 positions", "1 layers"}) {
            QVERIFY2(left.find(said) != std::string::npos, left.c_str());
        }
    }

    void smallModelsLearn_data() {
        QTest::addColumn<QByteArray>("model");
        QTest::addColumn<QByteArray>("training");
        const QByteArray vit(kVit);
        QTest::newRow("fp32") << vit << QByteArray("");
        QTest::newRow("half moments") << vit << QByteArray(R"(, "half_moments": true)");
        QTest::newRow("bf16") << vit << QByteArray(R"(, "precision": "bf16")");
        QTest::newRow("text weights in bf16")
            << vit << QByteArray(R"(, "precision": "bf16", "text_weights": "bf16", "chunk": 8)");
        QTest::newRow("fp16") << vit << QByteArray(R"(, "precision": "fp16")");
        QTest::newRow("gradient caching") << vit << QByteArray(R"(, "chunk": 8)");
        QTest::newRow("ResNet") << QByteArray(kResNet) << QByteArray("");
        QTest::newRow("bag of words") << vit << QByteArray(R"(, "text_encoder": "bow")");
        QTest::newRow("predictive bag")
            << vit << QByteArray(R"(, "text_encoder": "bow", "objective": "predictive")");
        QTest::newRow("predictive") << vit << QByteArray(R"(, "objective": "predictive")");
    }
    void smallModelsLearn() {
        QFETCH(QByteArray, model);
        QFETCH(QByteArray, training);
        const auto read = config(model.toStdString(),
                                 R"({"batch": 32, "epochs": 40, "warm_up": 5,
                                     "learning_rate": 0.003, "evaluate_every": 80)" +
                                     training.toStdString() + "}");
        QVERIFY2(read.has_value(), read ? "" : read.error().message.c_str());
        Flags flags;
        Heard heard;
        const auto result =
            trainFromScratch(job(*read, flags, QTest::currentDataTag()), heard, heard.stop);
        QVERIFY2(result.has_value(), result ? "" : result.error().message.c_str());
        QCOMPARE(result->steps, 80);
        // Chance is 10 of 64.
        const auto &recall = result->figures->recall.textToImage;
        QVERIFY2(recall.r10 > .35, std::to_string(recall.r10).c_str());
        QVERIFY(heard.losses.back() < .85 * heard.losses.front());
    }

    void theTemperatureStaysAboveItsLimit() {
        const auto read =
            config(kVit, R"({"batch": 32, "steps": 30, "warm_up": 0, "learning_rate": 0.01})");
        Parameters weights = initialParameters(read->model, 1);
        weights.at("logit_scale").fill_(std::log(99.5));
        QVERIFY(writeModelFolder(path("hot"), read->model, read->openClip, weights, 0).has_value());
        Flags flags;
        Heard heard;
        auto hot = job(*read, flags, "limit");
        hot.initial = *clip::readModelConfig(path("hot"));
        QVERIFY(trainFromScratch(hot, heard, heard.stop).has_value());
        const auto [least, most] = std::ranges::minmax(heard.temperatures);
        QVERIFY2(least >= .01 * (1 - 1e-6), std::to_string(least).c_str());
        // And it is still learned.
        QVERIFY(most > .0101);
    }

    void anInterruptedRunGoesOnWithTheSameCurve() {
        const auto read = config(kVit, R"({"batch": 16, "epochs": 4, "warm_up": 2,
                                           "half_moments": true, "precision": "bf16",
                                           "text_weights": "bf16", "checkpoint_every": 4})");
        Flags flags;
        Heard whole;
        QVERIFY(trainFromScratch(job(*read, flags, "whole"), whole, whole.stop).has_value());
        Heard first;
        first.stopAt = 6;
        const auto stopped = trainFromScratch(job(*read, flags, "parts"), first, first.stop);
        QVERIFY(stopped && stopped->stopped);
        Heard second;
        const auto done = trainFromScratch(job(*read, flags, "parts"), second, second.stop);
        QVERIFY2(done.has_value(), done ? "" : done.error().message.c_str());
        std::vector<double> joined = first.losses;
        joined.insert(joined.end(), second.losses.begin(), second.losses.end());
        QCOMPARE(joined, whole.losses);
        const auto curve = [this](const char *name) {
            std::ifstream file(path(name) / "curve.jsonl");
            return std::string(std::istreambuf_iterator<char>(file), {});
        };
        QCOMPARE(curve("parts"), curve("whole"));

        auto other = job(*read, flags, "parts");
        other.fingerprint = "another";
        const auto refused = trainFromScratch(other, second, second.stop);
        QVERIFY(!refused && refused.error().message.find("--fresh") != std::string::npos);
    }

    void theFolderIsAModel() {
        const auto read = config(kResNet, R"({"batch": 16, "epochs": 1, "warm_up": 2})");
        Flags flags;
        Heard heard;
        QVERIFY(trainFromScratch(job(*read, flags, "model"), heard, heard.stop).has_value());
        const auto model = clip::readModelConfig(path("model"));
        QVERIFY2(model.has_value(), model ? "" : model.error().message.c_str());
        const auto parameters = readParameters(*model);
        QVERIFY2(parameters.has_value(), parameters ? "" : parameters.error().message.c_str());
        QVERIFY(!parameters->at("visual.bn1.running_mean").eq(0).all().item<bool>());

        // And it is gone on from.
        auto next = job(*read, flags, "next");
        next.initial = *model;
        next.options.steps = 1;
        next.options.learningRate = 1e-12;
        QVERIFY(trainFromScratch(next, heard, heard.stop).has_value());
        const auto after = readParameters(*clip::readModelConfig(path("next")));
        QVERIFY(near(after->at("visual.attnpool.c_proj.weight"),
                     parameters->at("visual.attnpool.c_proj.weight"), 1e-6));
    }

    void lockedImagesTrainTheRest() {
        const auto read = config(kVit, R"({"batch": 32, "epochs": 30, "warm_up": 2,
                                           "learning_rate": 0.003})");
        Parameters tower = initialParameters(read->model, 7);
        QVERIFY(writeModelFolder(path("tower"), read->model, read->openClip, tower, 0).has_value());
        const ScratchModel whole(read->model, read->options, false, at::kCPU);
        LockedImages images;
        images.photos = 64;
        Flags unused;
        ScratchJob locked = job(*read, unused, "locked");
        const auto image = makeTrainableImage(read->model);
        for (std::size_t i = 0; i < 64; ++i) {
            const Flag made = flag(i);
            images.captions.push_back({i, made.caption});
            const at::Tensor pixels = at::tensor(made.pixels, at::kByte).view({1, kSide, kSide, 3});
            const at::Tensor x = ((pixels.to(at::kFloat) / 255 - .45) / .27).permute({0, 3, 1, 2});
            const at::Tensor row = image->features(tower, x).contiguous();
            images.features.insert(images.features.end(), row.data_ptr<float>(),
                                   row.data_ptr<float>() + row.numel());
        }
        locked.pairs = nullptr;
        locked.locked = &images;
        locked.initial = *clip::readModelConfig(path("tower"));
        locked.evaluation.pixels.clear();
        locked.evaluation.features = images.features;
        Heard heard;
        const auto result = trainFromScratch(locked, heard, heard.stop);
        QVERIFY2(result.has_value(), result ? "" : result.error().message.c_str());
        QVERIFY(result->figures->recall.textToImage.r10 > .35);
        const auto after = readParameters(*clip::readModelConfig(path("locked")));
        QVERIFY(after->at("visual.conv1.weight").equal(tower.at("visual.conv1.weight")));
        QVERIFY(!after->at("visual.proj").equal(tower.at("visual.proj")));
    }
};

QTEST_GUILESS_MAIN(TestScratch)
#include "tst_scratch.moc"
