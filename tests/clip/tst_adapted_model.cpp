#include "clip/adapter_draft.h"
#include "clip/generated_model.h"
#include "engine/clip/clip_library.h"
#include "engine/clip/space.h"
#include "engine/core/half.h"

#include <QtTest>

#include <algorithm>
#include <cmath>
#include <limits>

using namespace fovea;
using namespace fovea::clip;

namespace {

const std::string kBlock = "transformer.resblocks.0.";
const std::vector<std::string> kTexts{"a dog on the grass", "Zorbo's bed", "zorbo"};

nlohmann::json golden(int index) {
    return modelGoldens().at("cases").at(static_cast<std::size_t>(index));
}

Result<std::unique_ptr<ClipModel>> open(const std::filesystem::path &folder,
                                        std::optional<AdapterUse> adapter = std::nullopt) {
    return foveaClipLibrary()->open(
        folder, OpenOptions{.device = Device::Cpu, .adapter = std::move(adapter)});
}

/// Embeddings of texts and pictures, and the features of the pictures.
struct Answers {
    std::vector<float> texts;
    std::vector<float> images;
    std::vector<float> features;
};

Answers answersOf(ClipModel &model) {
    const int size = model.config().preprocessing.input.size;
    const std::vector pictures{generatedImage(0, size), generatedImage(1, size)};
    const auto texts = (*model.textEncoder())->encode(kTexts);
    auto images = (*model.imageEncoder())->encode(pictures);
    return {texts.value_or(std::vector<float>()), images->embeddings, images->features};
}

double farthest(const std::vector<float> &a, const std::vector<float> &b) {
    double most = a.size() == b.size() ? 0 : std::numeric_limits<double>::infinity();
    for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
        most = std::max(most, static_cast<double>(std::abs(a[i] - b[i])));
    }
    return most;
}

/// What the overlay should come to, computed here: base + strength (delta + alpha / r * b a), and
/// of what is under it base + delta + b a.
void applyByHand(FileTensors &tensors, const AdapterDraft &draft, double strength,
                 const std::string &prefix = {}) {
    const std::string deltas = prefix + "delta.";
    const std::string lowRank = prefix + "low_rank.";
    for (const auto &[name, change] : draft.tensors) {
        if (name.starts_with(deltas)) {
            std::vector<float> &base = tensors.at(name.substr(deltas.size())).values;
            for (std::size_t i = 0; i < base.size(); ++i) {
                base[i] = static_cast<float>(base[i] + strength * change.values[i]);
            }
        } else if (name.starts_with(lowRank) && name.ends_with(".a")) {
            const std::string stem = name.substr(0, name.size() - 2);
            const std::size_t dot = stem.rfind('.');
            std::vector<float> &base =
                tensors.at(stem.substr(lowRank.size(), dot - lowRank.size())).values;
            const auto first = std::stoull(stem.substr(dot + 1));
            const auto &b = draft.tensors.at(stem + ".b");
            const auto rank = static_cast<std::size_t>(change.shape[0]);
            const auto in = static_cast<std::size_t>(change.shape[1]);
            const double scale = prefix.empty() ? 4 / static_cast<double>(rank) : 1;
            for (std::size_t i = 0; i < b.values.size() / rank * in; ++i) {
                double sum = 0;
                for (std::size_t r = 0; r < rank; ++r) {
                    sum += static_cast<double>(b.values[i / in * rank + r]) *
                           static_cast<double>(change.values[r * in + i % in]);
                }
                float &value = base[first * in + i];
                value = static_cast<float>(value + strength * scale * sum);
            }
        }
    }
}

} // namespace

class TestAdaptedModel : public QObject {
    Q_OBJECT

    QTemporaryDir m_dir;

    std::filesystem::path at(const std::string &name) const {
        return std::filesystem::path(m_dir.path().toStdString()) / name;
    }

    /// The same, and under it changes of the same tensors and of others.
    static AdapterDraft standing(const ModelConfig &base) {
        const int width = base.text.width;
        AdapterDraft draft = everything(base);
        draft.set("version", "2")
            .add("under.delta.text_projection", {width, base.embedDim}, .03F)
            .add("under.delta." + kBlock + "ln_2.bias", {width}, .05F)
            .add("under.low_rank." + kBlock + "attn.in_proj_weight.0.a", {5, width}, .2F)
            .add("under.low_rank." + kBlock + "attn.in_proj_weight.0.b", {width, 5}, .2F)
            .add("under.delta.visual.proj", {base.vision.width, base.embedDim}, .04F);
        return draft;
    }

    /// A draft that changes both towers, by every means.
    static AdapterDraft everything(const ModelConfig &base) {
        const int width = base.text.width;
        AdapterDraft draft = AdapterDraft::of(base);
        draft.add("delta.text_projection", {width, base.embedDim}, .05F)
            .add("delta." + kBlock + "ln_1.bias", {width}, .05F)
            .add("delta.logit_scale", {}, .5F)
            .add("low_rank." + kBlock + "attn.in_proj_weight.0.a", {2, width}, .2F)
            .add("low_rank." + kBlock + "attn.in_proj_weight.0.b", {width, 2}, .2F)
            .add("low_rank." + kBlock + "attn.in_proj_weight." + std::to_string(2 * width) + ".a",
                 {3, width}, .2F)
            .add("low_rank." + kBlock + "attn.in_proj_weight." + std::to_string(2 * width) + ".b",
                 {width, 3}, .2F);
        if (base.vision.kind == TrunkKind::ModifiedResNet) {
            draft.add("delta.visual.bn1.running_mean", {base.vision.width / 2}, .05F);
        } else {
            draft.add("delta.visual.proj", {base.vision.width, base.embedDim}, .05F)
                .add("low_rank.visual." + kBlock + "mlp.c_fc.weight.3.a", {2, base.vision.width},
                     .2F)
                .add("low_rank.visual." + kBlock + "mlp.c_fc.weight.3.b", {7, 2}, .2F);
        }
        return draft;
    }

    /// Those of the model in `wanted`, and others than those of the one in `plain`.
    static void answersAre(ClipModel &adapted, const std::string &wanted,
                           const std::string &plain) {
        auto same = open(wanted);
        auto other = open(plain);
        const Answers ours = answersOf(adapted);
        const Answers theirs = answersOf(**same);
        const Answers before = answersOf(**other);
        QVERIFY(farthest(ours.texts, theirs.texts) < 1e-5);
        QVERIFY(farthest(ours.images, theirs.images) < 1e-5);
        QCOMPARE(adapted.logitScale(), (*same)->logitScale());
        QVERIFY(farthest(ours.texts, before.texts) > 1e-3);
        QVERIFY(farthest(ours.images, before.images) > 1e-3);
    }

private Q_SLOTS:
    void initTestCase() {
        for (int i = 0; i < 5; ++i) {
            writeModel(golden(i), at("model-" + std::to_string(i)));
        }
    }

    void changesAreThoseComputedByHand_data() {
        QTest::addColumn<int>("index");
        QTest::addColumn<double>("strength");
        QTest::newRow("ViT, as taught") << 0 << 1.0;
        QTest::newRow("ViT, a part of it") << 0 << .3;
        QTest::newRow("ResNet, as taught") << 2 << 1.0;
    }
    void changesAreThoseComputedByHand() {
        QFETCH(const int, index);
        QFETCH(const double, strength);
        const auto base = at("model-" + std::to_string(index));
        const AdapterDraft draft = everything(*readModelConfig(base));
        draft.write(at("everything"));
        const std::string changed = "changed-" + std::to_string(index) + std::to_string(strength);
        writeModel(golden(index), at(changed), [&](FileTensors &tensors, nlohmann::json &) {
            applyByHand(tensors, draft, strength);
        });
        auto adapted = open(base, AdapterUse{at("everything"), "fido", strength});
        QVERIFY2(adapted.has_value(), adapted ? "" : adapted.error().message.c_str());
        answersAre(**adapted, at(changed), base);
    }

    void whatItStandsOnCountsWhole_data() {
        QTest::addColumn<double>("strength");
        QTest::newRow("as taught") << 1.0;
        QTest::newRow("a part of it") << .3;
        QTest::newRow("off") << 0.0;
    }
    void whatItStandsOnCountsWhole() {
        QFETCH(const double, strength);
        const auto base = at("model-0");
        const AdapterDraft draft = standing(*readModelConfig(base));
        draft.write(at("standing"));
        const std::string changed = "standing-" + std::to_string(strength);
        writeModel(golden(0), at(changed), [&](FileTensors &tensors, nlohmann::json &) {
            applyByHand(tensors, draft, 1, "under.");
            applyByHand(tensors, draft, strength);
        });
        auto adapted = open(base, AdapterUse{at("standing"), "fido", strength});
        QVERIFY2(adapted.has_value(), adapted ? "" : adapted.error().message.c_str());
        answersAre(**adapted, at(changed), base);
    }

    void atStrengthZeroItIsTheModelItself_data() {
        QTest::addColumn<int>("index");
        for (int i = 0; i < 5; ++i) {
            QTest::newRow(golden(i).at("name").get<std::string>().c_str()) << i;
        }
    }
    void atStrengthZeroItIsTheModelItself() {
        QFETCH(const int, index);
        const auto base = at("model-" + std::to_string(index));
        const auto config = readModelConfig(base);
        AdapterDraft draft = everything(*config);
        draft.add("words.start", {2, config->text.width}, 1)
            .add("words.learned", {2, config->text.width}, .5F)
            .set("words", R"([{"word":"zorbo","first":0,"count":2}])");
        draft.write(at("off"));
        auto plain = open(base);
        auto off = open(base, AdapterUse{at("off"), "fido", 0});
        QVERIFY2(off.has_value(), off ? "" : off.error().message.c_str());
        const Answers wanted = answersOf(**plain);
        const Answers found = answersOf(**off);
        QCOMPARE(found.texts, wanted.texts);
        QCOMPARE(found.images, wanted.images);
        QCOMPARE(found.features, wanted.features);
        QCOMPARE((*off)->space().key, (*plain)->space().key);
    }

    void learnedWordsStandForTheirPieces_data() {
        QTest::addColumn<int>("index"); // of both layouts, and both ways of pooling
        QTest::addColumn<double>("strength");
        QTest::newRow("highest id") << 0 << 1.0;
        QTest::newRow("highest id, half") << 0 << .5;
        QTest::newRow("end token") << 3 << 1.0;
        QTest::newRow("highest id, Hugging Face") << 4 << 1.0;
    }
    void learnedWordsStandForTheirPieces() {
        QFETCH(const int, index);
        QFETCH(const double, strength);
        const auto base = at("model-" + std::to_string(index));
        const auto config = readModelConfig(base);
        const auto tokenizer = openTokenizer(*config);
        const auto ids = tokenizer->encode("zorbo", config->text.contextLength);
        const auto count = static_cast<std::int64_t>(ids.size()) - 2;
        const int width = config->text.width;
        AdapterDraft draft = AdapterDraft::of(*config);
        draft.add("words.start", {count, width}, .1F)
            .add("words.learned", {count, width}, .6F)
            .set("words",
                 nlohmann::json::array({{{"word", "zorbo"}, {"first", 0}, {"count", count}}})
                     .dump());
        draft.write(at("words"));
        // The same by hand: the rows of the pieces themselves, which no other word here shares.
        const std::string changed = "words-" + std::to_string(index) + std::to_string(strength);
        writeModel(golden(index), at(changed), [&](FileTensors &tensors, nlohmann::json &) {
            const std::string name = config->layout == Layout::OpenClip
                                         ? "token_embedding.weight"
                                         : "text_model.embeddings.token_embedding.weight";
            const auto &start = draft.tensors.at("words.start").values;
            const auto &learned = draft.tensors.at("words.learned").values;
            for (std::size_t i = 0; i < start.size(); ++i) {
                const auto row =
                    static_cast<std::size_t>(ids[1 + i / static_cast<std::size_t>(width)]);
                tensors.at(name).values[row * static_cast<std::size_t>(width) +
                                        i % static_cast<std::size_t>(width)] =
                    static_cast<float>(start[i] + strength * (learned[i] - start[i]));
            }
        });
        auto adapted = open(base, AdapterUse{at("words"), "fido", strength});
        QVERIFY2(adapted.has_value(), adapted ? "" : adapted.error().message.c_str());
        auto wanted = open(at(changed));
        auto plain = open(base);
        const Answers ours = answersOf(**adapted);
        const Answers before = answersOf(**plain);
        QVERIFY(farthest(ours.texts, answersOf(**wanted).texts) < 1e-5);
        QVERIFY(farthest(ours.texts, before.texts) > 1e-3);
        // Pictures and other words stay as they were, bit by bit.
        QCOMPARE(ours.images, before.images);
        const std::vector<std::string> other{"a dog on the grass"};
        QCOMPARE(*(*(*adapted)->textEncoder())->encode(other),
                 *(*(*plain)->textEncoder())->encode(other));
    }

    void aWordThatIsNoWordIsTold() {
        const auto base = at("model-0");
        const auto config = readModelConfig(base);
        AdapterDraft draft = AdapterDraft::of(*config);
        draft.add("words.start", {1, config->text.width}, 1)
            .add("words.learned", {1, config->text.width}, 1)
            .set("words", R"([{"word":"two words","first":0,"count":1}])");
        draft.write(at("no-word"));
        auto model = open(base, AdapterUse{at("no-word"), "fido"});
        QVERIFY(model.has_value());
        const auto encoder = (*model)->textEncoder();
        QVERIFY(!encoder.has_value());
        QVERIFY(encoder.error().message.find("two words") != std::string::npos);
    }

    void featuresComeToTheEmbeddingsOfTheTower_data() {
        QTest::addColumn<bool>("stored");
        QTest::newRow("as computed") << false;
        QTest::newRow("as stored, in half precision") << true;
    }
    void featuresComeToTheEmbeddingsOfTheTower() {
        QFETCH(const bool, stored);
        const auto base = at("model-0");
        const auto config = readModelConfig(base);
        AdapterDraft draft = AdapterDraft::of(*config);
        draft.add("delta.visual.proj", {config->vision.width, config->embedDim}, .05F);
        draft.write(at("projection"));
        auto plain = open(base);
        std::vector<float> features = answersOf(**plain).features;
        if (stored) {
            for (float &value : features) {
                value = toFloat(toHalf(value));
            }
        }
        auto adapted = open(base, AdapterUse{at("projection"), "fido", .5});
        const auto projected = (*adapted)->projectFeatures(features);
        QVERIFY2(projected.has_value(), projected ? "" : projected.error().message.c_str());
        const Answers whole = answersOf(**adapted);
        QVERIFY(farthest(*projected, whole.images) < (stored ? 1e-3 : 1e-6));
        QVERIFY(farthest(*projected, answersOf(**plain).images) > 1e-3);
    }

    void aModelWithoutFeaturesSaysSo() {
        auto model = open(at("model-2"));
        const auto projected = (*model)->projectFeatures({});
        QVERIFY(!projected && projected.error().code == ErrorCode::Unsupported);
    }

    void numbersThatAreNoneAreToldWithTheAdapter() {
        const auto base = at("model-0");
        const auto config = readModelConfig(base);
        AdapterDraft draft = AdapterDraft::of(*config);
        draft.add("delta.visual.proj", {config->vision.width, config->embedDim}, .05F);
        draft.tensors["delta.visual.proj"].values[3] = std::numeric_limits<float>::quiet_NaN();
        draft.write(at("nan"));
        auto model = open(base, AdapterUse{at("nan"), "fido"});
        QVERIFY(model.has_value());
        const auto encoder = (*model)->imageEncoder();
        QVERIFY(!encoder && encoder.error().code == ErrorCode::Damaged);
        QVERIFY(encoder.error().message.find("adapter.safetensors") != std::string::npos);
    }
};

QTEST_GUILESS_MAIN(TestAdaptedModel)
#include "tst_adapted_model.moc"
