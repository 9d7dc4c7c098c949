#include "engine/clip/model_config.h"

#include <nlohmann/json.hpp>

#include <QtTest>

#include <fstream>

using namespace fovea;
using namespace fovea::clip;
using Json = nlohmann::json;

namespace {

/// A folder of a model whose weights are empty files: the configuration is read without them.
class ModelFolder {
public:
    ModelFolder &with(const char *name, const std::string &contents = {}) {
        std::ofstream(path() / name) << contents;
        return *this;
    }
    std::filesystem::path path() const { return m_folder.path().toStdString(); }
    Result<ModelConfig> read() const { return readModelConfig(path()); }
    QString sentence() const {
        const auto config = read();
        return config ? QStringLiteral("it was read")
                      : QString::fromStdString(config.error().message);
    }

private:
    QTemporaryDir m_folder;
};

const char *const kOpenClipWeights = "open_clip_model.safetensors";

Json vitB32() {
    return Json::parse(R"({
        "model_cfg": {
            "embed_dim": 512,
            "vision_cfg": {"image_size": 256, "layers": 12, "width": 768, "patch_size": 32},
            "text_cfg": {"context_length": 77, "vocab_size": 49408, "width": 512, "heads": 8, "layers": 12}
        },
        "preprocess_cfg": {"mean": [0.5, 0.25, 0.125], "std": [0.5, 0.5, 0.25],
            "interpolation": "bicubic", "resize_mode": "shortest"}
    })");
}

void openClip(ModelFolder &folder, const Json &config) {
    folder.with("open_clip_config.json", config.dump()).with(kOpenClipWeights);
}

void huggingFace(ModelFolder &folder, const char *patch, const char *preprocessor = nullptr) {
    Json config = {{"model_type", "clip"}};
    config.merge_patch(Json::parse(patch));
    folder.with("config.json", config.dump()).with("model.safetensors");
    if (preprocessor != nullptr) {
        folder.with("preprocessor_config.json", preprocessor);
    }
}

} // namespace

class TestModelConfig : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void visionTransformerOfOpenClip() {
        ModelFolder folder;
        openClip(folder, vitB32());
        const auto config = folder.read();
        QVERIFY2(config.has_value(), qPrintable(folder.sentence()));
        QCOMPARE(config->name, folder.path().filename().string());
        QVERIFY(config->layout == Layout::OpenClip);
        QVERIFY(config->activation == Activation::Gelu);
        QVERIFY(config->vision.kind == TrunkKind::VisionTransformer);
        QCOMPARE(config->vision.heads, 12);
        QCOMPARE(config->vision.imageSize, 256);
        QCOMPARE(config->preprocessing.input.size, 256);
        QCOMPARE(config->preprocessing.mean[2], 0.125F);
        QVERIFY(config->text.pooling == TextPooling::ArgMax);
        QCOMPARE(config->text.endToken, 49407);
        QCOMPARE(config->weightsFile.filename().string(), std::string(kOpenClipWeights));
    }

    void resNetOfOpenAi() {
        Json json = vitB32();
        json["model_cfg"]["embed_dim"] = 1024;
        json["model_cfg"]["quick_gelu"] = true;
        json["model_cfg"]["vision_cfg"] = {
            {"image_size", 224}, {"layers", {3, 4, 6, 3}}, {"width", 64}, {"patch_size", nullptr}};
        ModelFolder folder;
        openClip(folder, json);
        const auto config = folder.read();
        QVERIFY2(config.has_value(), qPrintable(folder.sentence()));
        QVERIFY(config->vision.kind == TrunkKind::ModifiedResNet);
        QVERIFY(config->activation == Activation::QuickGelu);
        QCOMPARE(config->vision.stages, (std::vector<int>{3, 4, 6, 3}));
        QCOMPARE(config->vision.heads, 32);
    }

    void starterModel() {
        const auto config = readModelConfig(std::filesystem::path(FOVEA_SOURCE_DIR) /
                                            "resources/models/fovea-starter/");
        QVERIFY(config.has_value());
        QCOMPARE(config->name, std::string("fovea-starter"));
        QVERIFY(config->vision.kind == TrunkKind::EfficientNetLite);
        QCOMPARE(config->vision.timmName, std::string("tf_efficientnet_lite2"));
        QVERIFY(config->vision.projectionBias);
        QCOMPARE(config->preprocessing.input.size, 260);
        QCOMPARE(config->text.endToken, 16897);
        const auto tokenizer = openTokenizer(*config);
        QVERIFY(tokenizer.has_value());
        QCOMPARE(tokenizer->vocabularySize(), 16898);
    }

    void huggingFaceDefaultsAreThoseOfTransformers() {
        ModelFolder folder;
        huggingFace(folder, "{}");
        const auto config = folder.read();
        QVERIFY2(config.has_value(), qPrintable(folder.sentence()));
        QVERIFY(config->layout == Layout::HuggingFace);
        QVERIFY(config->activation == Activation::QuickGelu);
        QCOMPARE(config->embedDim, 512);
        QCOMPARE(config->vision.patchSize, 32);
        QCOMPARE(config->vision.mlpRatio, 4.0F);
        QCOMPARE(config->text.layers, 12);
        QVERIFY(config->text.pooling == TextPooling::EndToken);
        QCOMPARE(config->text.endToken, 49407);
        QCOMPARE(config->preprocessing.input.size, 224);
        const auto tokenizer = openTokenizer(*config); // CLIP's own: none is in the folder
        QVERIFY2(tokenizer.has_value(), tokenizer ? "" : tokenizer.error().message.c_str());
    }

    void endTokenOfHuggingFace_data() {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<bool>("argMax");
        QTest::addColumn<int>("endToken");
        QTest::newRow("legacy") << QByteArray(R"("eos_token_id": 2)") << true << 49407;
        QTest::newRow("its id") << QByteArray(R"("eos_token_id": 49405)") << false << 49405;
        QTest::newRow("first of a list")
            << QByteArray(R"("eos_token_id": [40000, 2])") << false << 40000;
    }
    void endTokenOfHuggingFace() {
        QFETCH(QByteArray, text);
        QFETCH(bool, argMax);
        QFETCH(int, endToken);
        ModelFolder folder;
        huggingFace(folder, ("{\"text_config\":{" + text + "}}").constData());
        const auto config = folder.read();
        QVERIFY2(config.has_value(), qPrintable(folder.sentence()));
        QCOMPARE(config->text.pooling == TextPooling::ArgMax, argMax);
        QCOMPARE(config->text.endToken, endToken);
    }

    void oldFilesOfHuggingFaceHaveTheirValuesInADict() {
        ModelFolder folder;
        huggingFace(folder, R"({"vision_config": {"hidden_size": 768},
            "vision_config_dict": {"hidden_size": 1024, "num_attention_heads": 16, "patch_size": 14}})");
        const auto config = folder.read();
        QVERIFY2(config.has_value(), qPrintable(folder.sentence()));
        QCOMPARE(config->vision.width, 1024);
        QCOMPARE(config->vision.patchSize, 14);
        QCOMPARE(config->vision.mlpRatio, 3.0F);
    }

    void preprocessing_data() {
        QTest::addColumn<QByteArray>("preprocessor");
        QTest::addColumn<int>("size");
        QTest::addColumn<bool>("squash");
        QTest::addColumn<QString>("sentence");
        const auto row = [](const char *name, const char *json, int size, bool squash,
                            const char *sentence = "") {
            QTest::newRow(name) << QByteArray(json) << size << squash
                                << QString::fromUtf8(sentence);
        };
        row("numbers", R"({"size": 336, "crop_size": 336, "resample": 3})", 336, false);
        row("objects",
            R"({"size": {"shortest_edge": 224}, "crop_size": {"height": 224, "width": 224}})", 224,
            false);
        row("squash", R"({"size": {"height": 224, "width": 224}, "do_center_crop": false})", 224,
            true);
        row("nested", R"({"image_processor": {"size": 240, "crop_size": 240}})", 240, false);
        row("crop smaller", R"({"size": 256, "crop_size": 224})", 0, false, "crops to 224 px");
        row("no crop", R"({"do_center_crop": false})", 0, false, "does not crop");
        row("not square", R"({"size": {"height": 224, "width": 220}})", 0, false, "squares only");
        row("Lanczos", R"({"resample": 1})", 0, false, "resample is 1");
        row("no resize", R"({"do_resize": false})", 0, false, "do_resize");
        row("other factor", R"({"rescale_factor": 1.0})", 0, false, "rescale_factor");
        row("bad mean", R"({"image_mean": [1, 2]})", 0, false, "image_mean");
        row("bad size", R"({"size": -5})", 0, false, "size is -5");
    }
    void preprocessing() {
        QFETCH(QByteArray, preprocessor);
        QFETCH(int, size);
        QFETCH(bool, squash);
        QFETCH(QString, sentence);
        ModelFolder folder;
        huggingFace(folder, "{}", preprocessor.constData());
        const auto config = folder.read();
        if (size == 0) {
            QVERIFY2(folder.sentence().contains(sentence), qPrintable(folder.sentence()));
            return;
        }
        QVERIFY2(config.has_value(), qPrintable(folder.sentence()));
        QCOMPARE(config->preprocessing.input.size, size);
        QCOMPARE(config->preprocessing.input.mode == image::ResizeMode::Squash, squash);
    }

    void openClipModelsThatAreOfAnotherKindAreRefused_data() {
        QTest::addColumn<QByteArray>("patch");
        QTest::addColumn<QString>("sentence");
        const auto row = [](const char *name, const char *patch, const char *sentence) {
            QTest::newRow(name) << QByteArray(patch) << QString::fromUtf8(sentence);
        };
        row("SigLIP", R"({"model_cfg": {"custom_text": true, "init_logit_bias": -10}})", "SigLIP");
        row("CoCa", R"({"model_cfg": {"multimodal_cfg": {"width": 768}}})", "CoCa");
        row("text tower of its own", R"({"model_cfg": {"custom_text": true}})", "custom_text");
        row("XLM-RoBERTa", R"({"model_cfg": {"text_cfg": {"hf_model_name": "xlm-roberta-base"}}})",
            "xlm-roberta-base");
        row("another tokenizer", R"({"model_cfg": {"text_cfg": {"hf_tokenizer_name": "bert"}}})",
            "bert");
        row("another cleaning",
            R"({"model_cfg": {"text_cfg": {"tokenizer_kwargs": {"clean": "canonicalize"}}}})",
            "canonicalize");
        row("another network",
            R"({"model_cfg": {"vision_cfg": {"timm_model_name": "convnext_base"}}})",
            "convnext_base");
        row("another pooling",
            R"({"model_cfg": {"vision_cfg": {"timm_model_name": "tf_efficientnet_lite0",
                "timm_pool": "abs_attn"}}})",
            "abs_attn");
        row("mean of patches", R"({"model_cfg": {"vision_cfg": {"pool_type": "avg"}}})",
            "pool_type");
        row("layer scale", R"({"model_cfg": {"vision_cfg": {"ls_init_value": 0.1}}})",
            "layer scale");
        row("unknown option", R"({"model_cfg": {"vision_cfg": {"rotary": true}}})", "rotary");
        row("not causal", R"({"model_cfg": {"text_cfg": {"no_causal_mask": true}}})",
            "no_causal_mask");
        row("first token", R"({"model_cfg": {"text_cfg": {"pool_type": "first"}}})", "pool_type");
        row("not square", R"({"model_cfg": {"vision_cfg": {"image_size": [224, 336]}}})",
            "squares only");
        row("no width", R"({"model_cfg": {"vision_cfg": {"width": 0}}})", "width is 0");
        row("text for a number", R"({"model_cfg": {"embed_dim": "512"}})", "embed_dim");
        row("uneven heads", R"({"model_cfg": {"text_cfg": {"heads": 7}}})", "multiple of heads");
        row("three stages", R"({"model_cfg": {"vision_cfg": {"layers": [1, 1, 1]}}})",
            "four stages");
        row("zero deviation", R"({"preprocess_cfg": {"std": [0.5, 0, 0.5]}})",
            "std is not above 0");
        row("nothing in it", R"({"model_cfg": null})", "no model_cfg");
    }
    void openClipModelsThatAreOfAnotherKindAreRefused() {
        QFETCH(QByteArray, patch);
        QFETCH(QString, sentence);
        Json json = vitB32();
        json.merge_patch(Json::parse(patch.toStdString()));
        ModelFolder folder;
        openClip(folder, json);
        QVERIFY2(folder.sentence().contains(sentence), qPrintable(folder.sentence()));
        QVERIFY2(folder.sentence().contains(QStringLiteral("open_clip_config.json")),
                 qPrintable(folder.sentence()));
    }

    void otherModelsOfHuggingFaceAreNamed() {
        ModelFolder folder;
        huggingFace(folder, R"({"model_type": "siglip"})");
        QVERIFY(folder.sentence().contains(QStringLiteral("\"siglip\"")));
        QVERIFY(folder.sentence().contains(QStringLiteral("Fovea runs CLIP models")));
    }

    void weights_data() {
        QTest::addColumn<QStringList>("files");
        QTest::addColumn<QString>("sentence");
        const auto row = [](const char *name, const QStringList &files, const char *sentence) {
            QTest::newRow(name) << files << QString::fromUtf8(sentence);
        };
        const QString openClipConfig = QStringLiteral("open_clip_config.json");
        const QString config = QStringLiteral("config.json");
        row("none", {openClipConfig}, "has no weights");
        row("OpenCLIP's pickle", {openClipConfig, QStringLiteral("open_clip_pytorch_model.bin")},
            "open_clip_pytorch_model.bin is a pickle");
        row("Hugging Face's pickle", {config, QStringLiteral("pytorch_model.bin")},
            "pytorch_model.bin is a pickle");
        row("pickle alone", {QStringLiteral("ViT-B-32.pt")}, "ViT-B-32.pt is a pickle");
        row("several files", {config, QStringLiteral("model.safetensors.index.json")},
            "several files");
        row("nothing", {}, "is not a model");
    }
    void weights() {
        QFETCH(QStringList, files);
        QFETCH(QString, sentence);
        ModelFolder folder;
        for (const QString &file : files) {
            folder.with(qPrintable(file), file == QStringLiteral("config.json")
                                              ? R"({"model_type": "clip"})"
                                              : vitB32().dump());
        }
        QVERIFY2(folder.sentence().contains(sentence), qPrintable(folder.sentence()));
    }

    void ofTwoLayoutsTheOneWithWeightsIsTaken() {
        ModelFolder folder;
        folder.with("open_clip_config.json", vitB32().dump());
        huggingFace(folder, "{}");
        QVERIFY(folder.read()->layout == Layout::HuggingFace);
        folder.with("open_clip_pytorch_model.safetensors");
        QVERIFY(folder.read()->layout == Layout::OpenClip);
    }

    void aTokenizerThatDoesNotFitTheModelIsRefused() {
        Json json = vitB32();
        json["model_cfg"]["text_cfg"]["vocab_size"] = 600;
        ModelFolder folder;
        openClip(folder, json);
        auto config = folder.read();
        QVERIFY(config.has_value());
        QVERIFY(openTokenizer(*config).error().message.find("no list of merges") !=
                std::string::npos);
        folder.with("bpe_merges.txt", "#version\na b\n");
        QVERIFY(openTokenizer(*config).error().message.find("needs 86") != std::string::npos);
        config->layout = Layout::HuggingFace;
        folder.with("merges.txt", "#version\na b\n")
            .with("vocab.json",
                  R"({"a": 0, "b": 1, "ab": 2, "<|startoftext|>": 3, "<|endoftext|>": 900})");
        QVERIFY(openTokenizer(*config).error().message.find("901 tokens") != std::string::npos);
    }

    void aFolderThatIsNotThereIsNotFound() {
        QCOMPARE(readModelConfig("/nowhere").error().code, ErrorCode::NotFound);
    }
};

QTEST_GUILESS_MAIN(TestModelConfig)
#include "tst_model_config.moc"
