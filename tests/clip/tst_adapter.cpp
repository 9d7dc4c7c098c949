#include "clip/adapter_draft.h"
#include "clip/generated_model.h"
#include "engine/clip/adapter.h"
#include "engine/clip/space.h"

#include <QtTest>

#include <fstream>

using namespace fovea;
using namespace fovea::clip;

namespace {

using Change = std::function<void(AdapterDraft &)>;

nlohmann::json golden(const std::string &name) {
    const nlohmann::json goldens = modelGoldens();
    for (const nlohmann::json &entry : goldens.at("cases")) {
        if (entry.at("name") == name) {
            return entry;
        }
    }
    return {};
}

AdapterDraft &addWord(AdapterDraft &draft, int width) {
    return draft.add("words.start", {2, width}, .1F)
        .add("words.learned", {2, width}, .2F)
        .set("words", R"([{"word":"zorbo","first":0,"count":2}])");
}

} // namespace

Q_DECLARE_METATYPE(Change)

class TestAdapter : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    ModelConfig m_vit;
    ModelConfig m_resNet;

    std::filesystem::path at(const QString &name) const {
        return m_folder.filePath(name).toStdString();
    }

    Result<AdapterFile> written(const AdapterDraft &draft, const ModelConfig &base,
                                double strength = 1) const {
        draft.write(at(QStringLiteral("adapter")));
        return AdapterFile::open({at(QStringLiteral("adapter")), "fido", strength}, base);
    }

private Q_SLOTS:
    void initTestCase() {
        writeModel(golden("vit-quickgelu"), at(QStringLiteral("vit")));
        writeModel(golden("modified-resnet"), at(QStringLiteral("resnet")));
        m_vit = *readModelConfig(at(QStringLiteral("vit")));
        m_resNet = *readModelConfig(at(QStringLiteral("resnet")));
    }

    void whatIsWrittenIsRead() {
        AdapterDraft draft = AdapterDraft::of(m_vit);
        draft.add("delta.visual.proj", {m_vit.vision.width, m_vit.embedDim}, .1F)
            .add("low_rank.transformer.resblocks.0.attn.in_proj_weight.64.a", {2, m_vit.text.width},
                 .1F)
            .add("low_rank.transformer.resblocks.0.attn.in_proj_weight.64.b", {8, 2}, .1F);
        addWord(draft, m_vit.text.width);
        const auto file = written(draft, m_vit, .5);
        QVERIFY2(file.has_value(), file ? "" : file.error().message.c_str());
        QCOMPARE(file->method(), std::string("projection"));
        QVERIFY(file->learned().concern("visual.proj"));
        QVERIFY(!file->learned().concern("text_projection"));
        const auto &low = file->learned().lowRank.at("transformer.resblocks.0.attn.in_proj_weight");
        QCOMPARE(low.size(), std::size_t{1});
        QCOMPARE(low.front().firstRow, std::int64_t{64});
        QCOMPARE(low.front().scale, 2.0);
        QVERIFY(file->under().empty());
        QCOMPARE(file->words(), (std::vector<LearnedWord>{{"zorbo", 0, 2}}));
        QVERIFY(file->changesImages());
        QVERIFY(!file->changesFeatures());
    }

    void whatItStandsOnIsRead() {
        const std::string rows = "transformer.resblocks.0.attn.in_proj_weight.64";
        AdapterDraft draft = AdapterDraft::of(m_vit);
        draft.set("version", "2")
            .add("delta.text_projection", {m_vit.text.width, m_vit.embedDim}, .1F)
            .add("under.delta.visual.proj", {m_vit.vision.width, m_vit.embedDim}, .1F)
            .add("under.low_rank." + rows + ".a", {3, m_vit.text.width}, .1F)
            .add("under.low_rank." + rows + ".b", {8, 3}, .1F)
            .set("alpha", "0"); // of what was learned, which has no such change
        addWord(draft, m_vit.text.width);
        const auto file = written(draft, m_vit, 0);
        QVERIFY2(file.has_value(), file ? "" : file.error().message.c_str());
        QVERIFY(file->learned().concern("text_projection"));
        QVERIFY(!file->learned().concern("visual.proj"));
        QVERIFY(file->under().concern("visual.proj"));
        QCOMPARE(file->under().lowRank.begin()->second.front().scale, 1.0);
        // Off, what it stands on is still there.
        QVERIFY(file->changesAnything() && file->changesImages() && !file->changesFeatures());
        QCOMPARE(wordsInUse(m_vit, file->use())->size(), std::size_t{1});
        AdapterDraft alone = AdapterDraft::of(m_vit);
        const auto off = written(addWord(alone, m_vit.text.width), m_vit, 0);
        QVERIFY(off && !off->changesAnything());
        QVERIFY(wordsInUse(m_vit, off->use())->empty());
    }

    void othersAreRefused_data() {
        QTest::addColumn<Change>("change");
        QTest::addColumn<QString>("sentence");
        const auto row = [](const char *name, Change change, const char *sentence) {
            QTest::newRow(name) << std::move(change) << QString::fromUtf8(sentence);
        };
        const int width = m_vit.text.width;
        row(
            "no adapter", [](AdapterDraft &a) { a.metadata.erase("format"); }, "no adapter");
        row("of a later Fovea", [](AdapterDraft &a) { a.set("version", "3"); }, "newer Fovea");
        row(
            "other weights", [](AdapterDraft &a) { a.set("base", "00"); }, "other weights");
        row(
            "another model",
            [](AdapterDraft &a) { a.set("base", "00").set("base_name", "ViT-L-14"); },
            "model ViT-L-14 and not for vit");
        row(
            "unknown tensor", [](AdapterDraft &a) { a.add("delta.visual.nose", {2}, 1); },
            "does not have");
        row(
            "a counter",
            [](AdapterDraft &a) { a.add("delta.visual.bn1.num_batches_tracked", {}, 1); },
            "does not have");
        row(
            "stranger", [](AdapterDraft &a) { a.add("optimizer.moment", {2}, 1); },
            "no part of an adapter");
        row(
            "wrong shape",
            [](AdapterDraft &a) {
                a.add("delta.text_projection", {3, 3}, 1);
            },
            "another shape");
        row(
            "half a change",
            [width](AdapterDraft &a) {
                a.add("low_rank.transformer.resblocks.0.mlp.c_fc.weight.0.a", {2, width}, 1);
            },
            "half of");
        row(
            "beyond the last row",
            [width](AdapterDraft &a) {
                a.add("low_rank.transformer.resblocks.0.mlp.c_proj.weight.0.a", {2, 4 * width}, 1);
                a.add("low_rank.transformer.resblocks.0.mlp.c_proj.weight.0.b", {width + 1, 2}, 1);
            },
            "does not fit");
        row(
            "first row of 2^62",
            [width](AdapterDraft &a) {
                const std::string name =
                    "low_rank.transformer.resblocks.0.mlp.c_fc.weight.4611686018427387904";
                a.add(name + ".a", {2, width}, 1).add(name + ".b", {2, 2}, 1);
            },
            "does not fit");
        row(
            "low rank without alpha",
            [width](AdapterDraft &a) {
                const std::string name = "low_rank.transformer.resblocks.0.mlp.c_fc.weight.0";
                a.add(name + ".a", {2, width}, 1).add(name + ".b", {2, 2}, 1);
                a.set("alpha", "many");
            },
            "alpha");
        row(
            "under it, but of version 1",
            [width](AdapterDraft &a) { a.add("under.delta.positional_embedding", {8, width}, 1); },
            "no part of an adapter");
        row(
            "under it, an unknown tensor",
            [](AdapterDraft &a) { a.set("version", "2").add("under.delta.nose", {2}, 1); },
            "does not have");
        row(
            "under it, a wrong shape",
            [](AdapterDraft &a) {
                a.set("version", "2").add("under.delta.text_projection", {3, 3}, 1);
            },
            "another shape");
        row(
            "under it, half a change",
            [width](AdapterDraft &a) {
                a.set("version", "2")
                    .add("under.low_rank.transformer.resblocks.0.mlp.c_fc.weight.0.a", {2, width},
                         1);
            },
            "half of");
        row(
            "under it, words",
            [width](AdapterDraft &a) {
                a.set("version", "2").add("under.words.start", {2, width}, 1);
            },
            "no part of an adapter");
        row(
            "words of another width", [](AdapterDraft &a) { addWord(a, 3); }, "do not fit");
        row(
            "words without embeddings",
            [](AdapterDraft &a) { a.set("words", R"([{"word":"zorbo","first":0,"count":1}])"); },
            "do not fit");
        row(
            "word beyond the table",
            [width](AdapterDraft &a) {
                addWord(a, width).set("words", R"([{"word":"zorbo","first":1,"count":2}])");
            },
            "makes no sense");
        row(
            "word twice",
            [width](AdapterDraft &a) {
                addWord(a, width).set("words", R"([{"word":"a","first":0,"count":1},)"
                                               R"({"word":"a","first":1,"count":1}])");
            },
            "makes no sense");
        row(
            "words that are no list",
            [width](AdapterDraft &a) { addWord(a, width).set("words", "[{"); }, "cannot be read");
    }
    void othersAreRefused() {
        QFETCH(const Change, change);
        QFETCH(const QString, sentence);
        AdapterDraft draft = AdapterDraft::of(m_vit);
        change(draft);
        const auto file = written(draft, m_vit);
        QVERIFY(!file.has_value());
        const QString message = QString::fromStdString(file.error().message);
        QVERIFY2(message.contains(sentence), qPrintable(message));
        QVERIFY2(message.contains(QStringLiteral("fido")), qPrintable(message));
    }

    void damagedAndMissingFiles() {
        const auto folder = at(QStringLiteral("damaged"));
        AdapterDraft::of(m_vit).add("delta.text_projection", {2, 2}, 1).write(folder);
        std::filesystem::resize_file(folder / kAdapterFile, 40);
        const auto cut = AdapterFile::open({folder, "fido"}, m_vit);
        QVERIFY(!cut && cut.error().code == ErrorCode::Damaged);
        const auto missing = AdapterFile::open({at(QStringLiteral("nothing")), "fido"}, m_vit);
        QVERIFY(!missing && missing.error().code == ErrorCode::NotFound);
    }

    void strengthOutsideItsRange_data() {
        QTest::addColumn<double>("strength");
        QTest::newRow("below 0") << -.1;
        QTest::newRow("above 1") << 1.5;
        QTest::newRow("no number") << std::nan("");
    }
    void strengthOutsideItsRange() {
        QFETCH(const double, strength);
        const auto file = written(AdapterDraft::of(m_vit), m_vit, strength);
        QVERIFY(!file && file.error().code == ErrorCode::BadUsage);
    }

    void spaces_data() {
        QTest::addColumn<Change>("change");
        QTest::addColumn<double>("strength");
        QTest::addColumn<bool>("sameKey");
        QTest::addColumn<bool>("sameFeatures");
        QTest::addColumn<QString>("name");
        const Change text = [this](AdapterDraft &a) { addWord(a, m_vit.text.width); };
        const Change projection = [this](AdapterDraft &a) {
            a.add("delta.visual.proj", {m_vit.vision.width, m_vit.embedDim}, .1F);
        };
        const Change trunk = [this](AdapterDraft &a) {
            a.add("delta.visual.ln_post.bias", {m_vit.vision.width}, .1F);
        };
        QTest::newRow("text alone") << text << 1.0 << true << true << QStringLiteral("vit+fido");
        QTest::newRow("projection")
            << projection << .5 << false << true << QStringLiteral("vit+fido@0.5");
        QTest::newRow("projection, off")
            << projection << 0.0 << true << true << QStringLiteral("vit+fido@0");
        QTest::newRow("image tower")
            << trunk << .25 << false << false << QStringLiteral("vit+fido@0.25");
    }
    void spaces() {
        QFETCH(const Change, change);
        QFETCH(const double, strength);
        QFETCH(const bool, sameKey);
        QFETCH(const bool, sameFeatures);
        QFETCH(const QString, name);
        AdapterDraft draft = AdapterDraft::of(m_vit);
        change(draft);
        const auto folder = at(QStringLiteral("spaces"));
        draft.write(folder);
        const auto base = embeddingSpace(m_vit);
        const auto space = embeddingSpace(m_vit, AdapterUse{folder, "fido", strength});
        QVERIFY(base && space);
        QCOMPARE(space->key == base->key, sameKey);
        QCOMPARE(featureKey(*space) == featureKey(*base), sameFeatures);
        QCOMPARE(QString::fromStdString(space->name), name);
        const auto other = embeddingSpace(m_vit, AdapterUse{folder, "fido", .75});
        QCOMPARE(other->key == space->key, sameKey && strength != 0);
    }

    void spacesOfWhatItStandsOn_data() {
        QTest::addColumn<Change>("change");
        QTest::addColumn<bool>("sameFeatures"); ///< as the model itself
        QTest::addColumn<bool>("follows");      ///< its embeddings follow the strength
        const Change under = [this](AdapterDraft &a) {
            a.add("under.delta.visual.proj", {m_vit.vision.width, m_vit.embedDim}, .1F);
        };
        const Change underTrunk = [this](AdapterDraft &a) {
            a.add("under.delta.visual.ln_post.bias", {m_vit.vision.width}, .1F);
        };
        const Change projection = [this](AdapterDraft &a) {
            a.add("delta.visual.proj", {m_vit.vision.width, m_vit.embedDim}, .2F);
        };
        QTest::newRow("words on a projection") << under << true << false;
        QTest::newRow("words on an image tower") << underTrunk << false << false;
        QTest::newRow("projection on projection")
            << Change([=](AdapterDraft &a) { under(a), projection(a); }) << true << true;
        QTest::newRow("projection on an image tower")
            << Change([=](AdapterDraft &a) { underTrunk(a), projection(a); }) << false << true;
    }
    void spacesOfWhatItStandsOn() {
        QFETCH(const Change, change);
        QFETCH(const bool, sameFeatures);
        QFETCH(const bool, follows);
        AdapterDraft draft = AdapterDraft::of(m_vit);
        draft.set("version", "2");
        change(addWord(draft, m_vit.text.width));
        const auto folder = at(QStringLiteral("standing"));
        draft.write(folder);
        const auto base = embeddingSpace(m_vit);
        const auto spaceAt = [&](double strength) {
            return *embeddingSpace(m_vit, AdapterUse{folder, "fido", strength});
        };
        QVERIFY(spaceAt(0).key != base->key); // what is under it counts whole
        QCOMPARE(featureKey(spaceAt(.5)) == featureKey(*base), sameFeatures);
        QCOMPARE(spaceAt(.5).key != spaceAt(0).key, follows);
        QCOMPARE(spaceAt(.5).key != spaceAt(1).key, follows);
        // Photos are not encoded again for another strength.
        QCOMPARE(featureKey(spaceAt(.5)), featureKey(spaceAt(1)));
        const std::string hash = fileRevision(folder / kAdapterFile).value();
        QVERIFY(isAdaptedKey(spaceAt(.5).key, hash));
    }

    void resNetHasNoProjectionOfItsOwn() {
        AdapterDraft draft = AdapterDraft::of(m_resNet);
        draft.add("delta.visual.attnpool.c_proj.bias", {m_resNet.embedDim}, .1F);
        const auto file = written(draft, m_resNet);
        QVERIFY2(file.has_value(), file ? "" : file.error().message.c_str());
        QVERIFY(file->changesFeatures());
    }
};

QTEST_GUILESS_MAIN(TestAdapter)
#include "tst_adapter.moc"
