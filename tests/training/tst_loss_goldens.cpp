#include "clip/generated_model.h"
#include "engine/training/adamw.h"
#include "engine/training/contrastive_loss.h"
#include "engine/training/scratch_model.h"
#include "training/training_golden.h"

#include <QTemporaryDir>
#include <QTest>

#include <torch/torch.h>

#include <barrier>
#include <cmath>
#include <thread>

using namespace fovea;
using namespace fovea::training;

namespace {

constexpr double kExact = 1e-12; // what double precision leaves
constexpr double kSingle = 2e-6; // the same of fp32, relative to the norm
constexpr double kTower = 1e-4;  // after two blocks in fp32

const nlohmann::json &goldens() {
    static const nlohmann::json all = readGoldens("losses.json.gz");
    return all;
}

at::Tensor tensorOf(const nlohmann::json &numbers) {
    if (numbers.is_number()) {
        return at::full({}, numbers.get<double>(), at::kDouble);
    }
    if (numbers.front().is_number()) {
        return at::tensor(numbers.get<std::vector<double>>(), at::kDouble);
    }
    std::vector<at::Tensor> rows;
    for (const auto &row : numbers) {
        rows.push_back(tensorOf(row));
    }
    return at::stack(rows);
}

/// Relative to the norm of the golden.
double far(const at::Tensor &found, const nlohmann::json &golden) {
    const at::Tensor wanted = tensorOf(golden);
    const double norm = std::max(wanted.norm().item<double>(), 1e-9);
    return (found.detach().to(at::kDouble) - wanted).norm().item<double>() / norm;
}

double far(double found, const nlohmann::json &golden) {
    return std::abs(found - golden.get<double>());
}

at::Tensor unitRows(const char *name, std::int64_t n, std::int64_t dim) {
    const at::Tensor rows = goldenNumbers(name, {n, dim});
    return rows / rows.norm(2, 1, true);
}

ContrastiveBatch batchOf(const nlohmann::json &golden, std::int64_t n, at::ScalarType type) {
    const auto dim = golden.at("dim").get<std::int64_t>();
    ContrastiveBatch batch;
    batch.allImages = unitRows("images", n, dim).to(type);
    batch.allTexts = unitRows("texts", n, dim).to(type);
    batch.images = batch.allImages;
    batch.texts = batch.allTexts;
    batch.logScale = at::full({}, golden.at("log_scale").get<double>(), at::kDouble);
    return batch;
}

/// Ranks that are threads of this process.
class Threads {
public:
    explicit Threads(int size)
        : m_parts(static_cast<std::size_t>(size))
        , m_barrier(size) {}

    class Rank final : public Collective {
    public:
        Rank(Threads &threads, int rank)
            : m_threads(threads)
            , m_rank(rank) {}
        int rank() const override { return m_rank; }
        int size() const override { return static_cast<int>(m_threads.m_parts.size()); }
        at::Tensor allGather(const at::Tensor &local) override {
            return m_threads.exchange(m_rank, local, [](const auto &all) { return at::cat(all); });
        }
        void allReduceSum(at::Tensor &tensor) override {
            tensor = m_threads.exchange(m_rank, tensor,
                                        [](const auto &all) { return at::stack(all).sum(0); });
        }
        void broadcast(at::Tensor &tensor) override {
            tensor = m_threads.exchange(m_rank, tensor, [](const auto &all) { return all[0]; });
        }
        void barrier() override { m_threads.m_barrier.arrive_and_wait(); }

    private:
        Threads &m_threads;
        int m_rank;
    };

private:
    template <typename Join>
    at::Tensor exchange(int rank, const at::Tensor &own, Join join) {
        m_parts[static_cast<std::size_t>(rank)] = own.clone();
        m_barrier.arrive_and_wait();
        const at::Tensor joined = join(m_parts).clone();
        m_barrier.arrive_and_wait(); // before another call writes
        return joined;
    }

    std::vector<at::Tensor> m_parts;
    std::barrier<> m_barrier;
};

} // namespace

/// Against what PyTorch and OpenCLIP computed (tests/goldens/make_losses.py).
class TestLossGoldens : public QObject {
    Q_OBJECT

    QTemporaryDir m_dir;

    static void addRows(const char *group, const char *key) {
        QTest::addColumn<int>("number");
        for (std::size_t i = 0; i < goldens().at(group).size(); ++i) {
            const auto &value = goldens().at(group)[i].at(key);
            const std::string name = value.is_string() ? value.get<std::string>() : value.dump();
            QTest::addRow("%zu: %s", i, name.c_str()) << static_cast<int>(i);
        }
    }
    static const nlohmann::json &golden(const char *group, int number) {
        return goldens().at(group)[static_cast<std::size_t>(number)];
    }

private Q_SLOTS:
    void initTestCase() { torch::set_num_threads(1); }

    void theContrastiveLossIsOpenClips_data() { addRows("contrastive", "name"); }
    void theContrastiveLossIsOpenClips() {
        QFETCH(int, number);
        const auto &wanted = golden("contrastive", number);
        const auto n = wanted.at("n").get<std::int64_t>();
        for (const auto type : {at::kDouble, at::kFloat}) {
            const double within = type == at::kDouble ? kExact : kSingle;
            ContrastiveBatch batch = batchOf(wanted, n, type);
            if (!wanted.at("groups").empty()) {
                batch.groups = at::tensor(wanted.at("groups").get<std::vector<std::int64_t>>());
            }
            SingleProcess alone;
            const auto found = contrastiveLoss(batch, alone, 5 * n); // by blocks with a rest
            // A logit of 100 has an error of 1e-5 in fp32.
            QCOMPARE_LT(far(found.loss, wanted.at("loss")), within * 10);
            QCOMPARE_LT(far(found.imageGradient, wanted.at("images")), within * 10);
            QCOMPARE_LT(far(found.textGradient, wanted.at("texts")), within * 10);
            QCOMPARE_LT(far(found.logScaleGradient, wanted.at("scale")), within * 10);
        }
    }

    void ranksShareOpenClipsLocalLoss_data() { addRows("distributed", "ranks"); }
    void ranksShareOpenClipsLocalLoss() {
        QFETCH(int, number);
        const auto &wanted = golden("distributed", number);
        const int ranks = wanted.at("ranks").get<int>();
        const auto n = wanted.at("n").get<std::int64_t>();
        const ContrastiveBatch all = batchOf(wanted, ranks * n, at::kDouble);
        Threads threads(ranks);
        std::vector<ContrastiveResult> found(static_cast<std::size_t>(ranks));
        std::vector<std::thread> running;
        for (int rank = 0; rank < ranks; ++rank) {
            running.emplace_back([&, rank] {
                ContrastiveBatch own = all;
                own.firstRow = rank * n;
                own.images = all.allImages.slice(0, own.firstRow, own.firstRow + n);
                own.texts = all.allTexts.slice(0, own.firstRow, own.firstRow + n);
                Threads::Rank collective(threads, rank);
                found[static_cast<std::size_t>(rank)] = contrastiveLoss(own, collective);
            });
        }
        for (std::thread &thread : running) {
            thread.join();
        }
        for (std::size_t rank = 0; rank < found.size(); ++rank) {
            const auto &part = wanted.at("parts")[rank];
            QCOMPARE_LT(far(found[rank].loss, wanted.at("loss")), kExact);
            QCOMPARE_LT(far(found[rank].logScaleGradient, wanted.at("scale")), kExact);
            QCOMPARE_LT(far(found[rank].imageGradient, part.at("images")), kExact);
            QCOMPARE_LT(far(found[rank].textGradient, part.at("texts")), kExact);
        }
    }

    void wordsCostWhatPyTorchSays_data() { addRows("words", "name"); }
    void wordsCostWhatPyTorchSays() {
        QFETCH(int, number);
        const auto &wanted = golden("words", number);
        const auto name = wanted.at("name").get<std::string>();
        const auto model = goldenModel(goldens(), m_dir.path().toStdString());
        QVERIFY2(model.has_value(), model ? "" : model.error().message.c_str());
        Parameters parameters = model->parameters;
        for (const auto &[key, tensor] :
             clip::generatedWeights({{"tensors", wanted.at("extra")}})) {
            parameters.emplace(key, at::tensor(tensor.values).view(tensor.shape));
        }
        parameters = learnable(parameters, at::kFloat);
        ScratchOptions options;
        options.objective =
            name.starts_with("predictive") ? Objective::Predictive : Objective::Contrastive;
        options.text = name.ends_with("bow") ? TextKind::BagOfWords : TextKind::Transformer;
        const ScratchModel scratch(model->config, options, false, at::kCPU);
        PairTensors pairs;
        const auto tokenizer = clip::openTokenizer(model->config);
        for (const std::string text : goldens().at("texts")) {
            pairs.tokens.push_back(tokenizer->encode(text, model->config.text.contextLength));
        }
        const at::Tensor images =
            goldenNumbers("images", {pairs.size(), model->config.embedDim}).to(at::kFloat);
        parameters["images"] = images.requires_grad_(true);

        at::Tensor loss;
        if (options.objective == Objective::Predictive) {
            loss = scratch.captionCosts(parameters, images, pairs).mean();
        } else if (options.text == TextKind::BagOfWords) {
            const at::Tensor texts = scratch.texts(parameters, pairs, false).embeddings;
            loss = (texts * goldenNumbers("texts", texts.sizes())).sum();
        } else {
            loss = scratch.texts(parameters, pairs, true).languageModel;
        }
        loss.backward();
        QCOMPARE_LT(far(loss.item<double>(), wanted.at("loss")),
                    kTower * std::abs(wanted.at("loss").get<double>()));
        for (const auto &[key, described] : wanted.at("gradients").items()) {
            const at::Tensor gradient = parameters.at(key).grad();
            QVERIFY2(gradient.defined(), key.c_str());
            QVERIFY2(farFromGolden(described, key, gradient) < kTower, key.c_str());
        }
    }

    void theOptimizerAndItsScheduleArePyTorchs_data() { addRows("adamw", "beta2"); }
    void theOptimizerAndItsScheduleArePyTorchs() {
        QFETCH(int, number);
        const auto &wanted = golden("adamw", number);
        const auto steps = wanted.at("steps").get<std::int64_t>();
        AdamW optimizer({.beta1 = wanted.at("beta1"),
                         .beta2 = wanted.at("beta2"),
                         .epsilon = wanted.at("epsilon"),
                         .weightDecay = wanted.at("decay")});
        Parameters parameters;
        for (const auto &[name, after] : wanted.at("after").items()) {
            parameters.emplace(name, goldenNumbers(name, tensorOf(after).sizes()).to(at::kFloat));
        }
        for (std::int64_t step = 0; step < steps; ++step) {
            const double rate = cosineRate(step, steps, wanted.at("warm_up"), wanted.at("peak"));
            QCOMPARE_LT(far(rate, wanted.at("rates")[static_cast<std::size_t>(step)]), 1e-15);
            Parameters gradients;
            for (const auto &[name, parameter] : parameters) {
                const at::Tensor drawn =
                    goldenNumbers(name + " " + std::to_string(step), parameter.sizes());
                gradients.emplace(
                    name,
                    (drawn * std::pow(10.0, static_cast<double>(step % 5 - 3))).to(at::kFloat));
            }
            optimizer.step(parameters, gradients, rate);
        }
        for (const auto &[name, after] : wanted.at("after").items()) {
            QVERIFY2(far(parameters.at(name), after) < kSingle, name.c_str());
        }
    }

    void whatOpenClipDecaysIsDecayed_data() { addRows("decay", "name"); }
    void whatOpenClipDecaysIsDecayed() {
        QFETCH(int, number);
        const auto &wanted = golden("decay", number);
        std::vector<std::string> decayed;
        for (const auto &[name, shape] : wanted.at("tensors").items()) {
            if (isDecayed(at::empty(shape.get<std::vector<std::int64_t>>()))) {
                decayed.push_back(name);
            }
        }
        auto expected = wanted.at("decayed").get<std::vector<std::string>>();
        std::ranges::sort(expected);
        QCOMPARE(decayed, expected);
    }

    void gradientsAreClippedAsPyTorchClips_data() { addRows("clip", "largest"); }
    void gradientsAreClippedAsPyTorchClips() {
        QFETCH(int, number);
        const auto &wanted = golden("clip", number);
        Parameters gradients;
        for (const auto &[name, after] : wanted.at("after").items()) {
            gradients.emplace(name, goldenNumbers(name, tensorOf(after).sizes()).to(at::kFloat));
        }
        QCOMPARE_LT(far(clipGradients(gradients, wanted.at("largest")), wanted.at("norm")),
                    kSingle * wanted.at("norm").get<double>());
        for (const auto &[name, after] : wanted.at("after").items()) {
            QVERIFY2(far(gradients.at(name), after) < kSingle, name.c_str());
        }
    }
};

QTEST_APPLESS_MAIN(TestLossGoldens)
#include "tst_loss_goldens.moc"
