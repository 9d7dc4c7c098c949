#include "clip/generated_model.h"
#include "engine/clip/clip_library.h"

#include <QtTest>
#include <vips/vips8>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <limits>
#include <numeric>
#include <thread>

using namespace fovea;
using namespace fovea::clip;

namespace {

const char *const kStarter = FOVEA_SOURCE_DIR "/resources/models/fovea-starter";

/// How far two sets of unit rows are from each other.
struct Distance {
    double cosine = 1; ///< the lowest of any row
    double most = 0;   ///< the largest absolute difference of any element
};

Distance distance(std::span<const float> ours, const std::vector<std::vector<float>> &wanted) {
    Distance found;
    const std::size_t dim = wanted.at(0).size();
    for (std::size_t row = 0; row < wanted.size(); ++row) {
        double dot = 0;
        double lengths[2] = {0, 0};
        for (std::size_t i = 0; i < dim; ++i) {
            const double a = ours[row * dim + i];
            const double b = wanted[row][i];
            dot += a * b;
            lengths[0] += a * a;
            lengths[1] += b * b;
            found.most = std::max(found.most, std::abs(a - b));
        }
        found.cosine = std::min(found.cosine, dot / std::sqrt(lengths[0] * lengths[1]));
    }
    return found;
}

std::vector<std::vector<float>> rowsOf(std::span<const float> flat, std::size_t dim) {
    std::vector<std::vector<float>> rows;
    for (std::size_t at = 0; at < flat.size(); at += dim) {
        const auto row = flat.subspan(at, dim);
        rows.emplace_back(row.begin(), row.end());
    }
    return rows;
}

Result<std::unique_ptr<ClipModel>> open(const std::filesystem::path &folder,
                                        Precision precision = Precision::Fp32) {
    return foveaClipLibrary()->open(folder,
                                    OpenOptions{.device = Device::Cpu, .precision = precision});
}

std::vector<image::Image> generatedImages(int size) {
    std::vector<image::Image> images;
    for (int i = 0; i < 3; ++i) {
        images.push_back(generatedImage(i, size));
    }
    return images;
}

/// Embeddings of the goldens' images, then of their texts.
std::pair<std::vector<float>, std::vector<float>> encodeGolden(ClipModel &model,
                                                               const nlohmann::json &golden) {
    const auto texts = modelGoldens().at("texts").get<std::vector<std::string>>();
    auto images = (*model.imageEncoder())->encode(generatedImages(golden.at("size")));
    auto words = (*model.textEncoder())->encode(texts);
    if (!images || !words) {
        qWarning("%s", (!images ? images.error() : words.error()).message.c_str());
        return {};
    }
    return {images->embeddings, *words};
}

/// The goldens have the size that the encoder takes.
image::Image readPng(const std::string &file) {
    const auto decoded = vips::VImage::new_from_file(file.c_str());
    image::Image image{decoded.width(), decoded.height(), {}};
    std::size_t size = 0;
    void *pixels = decoded.write_to_memory(&size);
    const auto *bytes = static_cast<const std::uint8_t *>(pixels);
    image.pixels.assign(bytes, bytes + size);
    g_free(pixels);
    return image;
}

struct StarterGoldens {
    std::vector<std::string> texts;
    std::vector<std::vector<float>> textEmbeddings;
    std::vector<image::Image> images;
    std::vector<std::vector<float>> imageEmbeddings;
};

StarterGoldens starterGoldens() {
    const std::string folder = kStarter;
    const auto file = nlohmann::json::parse(std::ifstream(folder + "/goldens.json"));
    StarterGoldens goldens;
    for (const auto &entry : file.at("texts")) {
        goldens.texts.push_back(entry.at("text"));
        goldens.textEmbeddings.push_back(entry.at("embedding"));
    }
    for (const auto &entry : file.at("images")) {
        goldens.images.push_back(readPng(folder + "/" + entry.at("file").get<std::string>()));
        goldens.imageEmbeddings.push_back(entry.at("embedding"));
    }
    return goldens;
}

} // namespace

Q_DECLARE_METATYPE(fovea::clip::Precision)

class TestTowers : public QObject {
    Q_OBJECT

    QTemporaryDir m_dir;

    std::filesystem::path folder(const std::string &name) const {
        return std::filesystem::path(m_dir.path().toStdString()) / name;
    }

private Q_SLOTS:
    void initTestCase() { QCOMPARE(vips_init("tst_towers"), 0); }

    void starterAnswersAsOpenClipDoes() {
        const auto golden = starterGoldens();
        auto model = open(kStarter);
        QVERIFY2(model.has_value(), model ? "" : model.error().message.c_str());
        const auto words = (*(*model)->textEncoder())->encode(golden.texts);
        QVERIFY2(words.has_value(), words ? "" : words.error().message.c_str());
        check(distance(*words, golden.textEmbeddings));
        const auto seen = (*(*model)->imageEncoder())->encode(golden.images);
        QVERIFY2(seen.has_value(), seen ? "" : seen.error().message.c_str());
        check(distance(seen->embeddings, golden.imageEmbeddings));
        QCOMPARE(seen->features.size(), golden.images.size() * 1280);
        QCOMPARE((*model)->space().featureDim, 1280);
    }

    void embeddingsAreTheReferences_data() {
        QTest::addColumn<int>("index");
        const auto goldens = modelGoldens();
        for (int i = 0; i < static_cast<int>(goldens.at("cases").size()); ++i) {
            QTest::newRow(
                goldens["cases"][static_cast<std::size_t>(i)]["name"].get<std::string>().c_str())
                << i;
        }
    }
    void embeddingsAreTheReferences() {
        QFETCH(int, index);
        const auto goldens = modelGoldens();
        const auto &golden = goldens.at("cases").at(static_cast<std::size_t>(index));
        writeModel(golden, folder(golden.at("name")));
        auto model = open(folder(golden.at("name")));
        QVERIFY2(model.has_value(), model ? "" : model.error().message.c_str());
        const auto texts = goldens.at("texts").get<std::vector<std::string>>();
        for (std::size_t i = 0; i < texts.size(); ++i) {
            QCOMPARE((*(*model)->textEncoder())->tokenize(texts[i]),
                     golden.at("ids").at(i).get<std::vector<std::int32_t>>());
        }
        const auto [images, words] = encodeGolden(**model, golden);
        check(distance(images, golden.at("images")));
        check(distance(words, golden.at("texts")));
    }

    void halfPrecisionFilesAreRead_data() {
        QTest::addColumn<std::string>("type");
        QTest::addColumn<double>("cosine");
        QTest::newRow("float16") << std::string("F16") << .99999;
        QTest::newRow("bfloat16") << std::string("BF16") << .999;
    }
    void halfPrecisionFilesAreRead() {
        QFETCH(std::string, type);
        QFETCH(double, cosine);
        for (const std::size_t index : {0U, 2U, 3U}) {
            const auto golden = modelGoldens().at("cases").at(index);
            const auto dir = folder(golden.at("name").get<std::string>() + type);
            writeModel(golden, dir, [&](FileTensors &tensors, nlohmann::json &) {
                for (auto &[name, tensor] : tensors) {
                    tensor.type = type;
                }
            });
            auto model = open(dir);
            QVERIFY2(model.has_value(), model ? "" : model.error().message.c_str());
            const auto [images, words] = encodeGolden(**model, golden);
            QVERIFY(distance(images, golden.at("images")).cosine > cosine);
            QVERIFY(distance(words, golden.at("texts")).cosine > cosine);
        }
    }

    void fastPrecisionStaysClose_data() {
        QTest::addColumn<Precision>("precision");
        QTest::newRow("bf16") << Precision::Bf16;
        QTest::newRow("auto") << Precision::Auto;
    }
    void fastPrecisionStaysClose() {
        QFETCH(Precision, precision);
        const auto golden = starterGoldens();
        auto model = open(kStarter, precision);
        const auto images = (*model)->imageEncoder();
        QVERIFY2(images.has_value(), images ? "" : images.error().message.c_str());
        const auto texts = (*model)->textEncoder();
        QVERIFY2(texts.has_value(), texts ? "" : texts.error().message.c_str());
        const auto seen = (*images)->encode(golden.images);
        QVERIFY2(seen.has_value(), seen ? "" : seen.error().message.c_str());
        const auto words = (*texts)->encode(golden.texts);
        QVERIFY2(words.has_value(), words ? "" : words.error().message.c_str());
        QVERIFY(distance(seen->embeddings, golden.imageEmbeddings).cosine >= .999);
        QVERIFY(distance(*words, golden.textEmbeddings).cosine >= .999);
        // What was chosen is told, to be kept and asked for next time.
        QVERIFY((*model)->precision() != Precision::Auto);
        auto again = open(kStarter, (*model)->precision());
        const auto same = (*(*again)->imageEncoder())->encode(golden.images);
        QCOMPARE(same->embeddings, seen->embeddings);
    }

    void wrongWeightsAreRefusedByName_data() {
        QTest::addColumn<int>("index");
        QTest::addColumn<std::string>("tensor");
        QTest::addColumn<std::string>("type"); // empty: the tensor is taken out
        QTest::addColumn<std::vector<std::int64_t>>("shape");
        QTest::addColumn<QStringList>("said");
        const std::string block = "visual.transformer.resblocks.1.mlp.c_fc.weight";
        const std::string query = "text_model.encoder.layers.0.self_attn.q_proj.bias";
        using Shape = std::vector<std::int64_t>;
        const auto say = [](std::initializer_list<const char *> words) {
            QStringList list;
            for (const char *word : words) {
                list.append(QString::fromUtf8(word));
            }
            return list;
        };
        QTest::newRow("missing") << 0 << block << std::string() << Shape{}
                                 << say({"lacks visual.transformer.resblocks.1.mlp.c_fc.weight"});
        QTest::newRow("unexpected") << 0 << std::string("visual.extra") << std::string("F32")
                                    << Shape{2} << say({"does not know visual.extra"});
        QTest::newRow("shape") << 0 << block << std::string("F32") << Shape{384, 95}
                               << say({"mlp.c_fc.weight", "[384, 96]", "[384, 95]"});
        QTest::newRow("rank") << 0 << std::string("visual.proj") << std::string("F32")
                              << Shape{96 * 48} << say({"visual.proj", "[96, 48]", "[4608]"});
        QTest::newRow("positions")
            << 0 << std::string("visual.positional_embedding") << std::string("F32") << Shape{6, 96}
            << say({"visual.positional_embedding", "[5, 96]", "[6, 96]"});
        QTest::newRow("type") << 0 << block << std::string("I32") << Shape{384, 96}
                              << say({"mlp.c_fc.weight", "F32, F16 or BF16", "is I32"});
        QTest::newRow("hugging face") << 3 << query << std::string("F32") << Shape{65}
                                      << say({query.c_str(), "[64]", "[65]"});
        QTest::newRow("batch norm") << 2 << std::string("visual.bn1.running_var") << std::string()
                                    << Shape{} << say({"visual.bn1.running_var"});
        QTest::newRow("counter") << 2 << std::string("visual.bn1.num_batches_tracked")
                                 << std::string("F32") << Shape{}
                                 << say({"num_batches_tracked", "I64 or I32", "F32"});
    }
    void wrongWeightsAreRefusedByName() {
        QFETCH(int, index);
        QFETCH(std::string, tensor);
        QFETCH(std::string, type);
        QFETCH(std::vector<std::int64_t>, shape);
        QFETCH(QStringList, said);
        const auto dir = folder(std::string("wrong-") + QTest::currentDataTag());
        writeModel(modelGoldens().at("cases").at(static_cast<std::size_t>(index)), dir,
                   [&](FileTensors &tensors, nlohmann::json &) {
                       if (type.empty()) {
                           tensors.erase(tensor);
                           return;
                       }
                       const auto count = std::accumulate(shape.begin(), shape.end(),
                                                          std::int64_t{1}, std::multiplies<>());
                       tensors[tensor] = {type, shape,
                                          std::vector<float>(static_cast<std::size_t>(count), 1)};
                   });
        const auto model = open(dir);
        QVERIFY(!model.has_value());
        QCOMPARE(model.error().code, ErrorCode::Damaged);
        const QString message = QString::fromStdString(model.error().message);
        for (const QString &word : said) {
            QVERIFY2(message.contains(word), qPrintable(message));
        }
    }

    void countersOfBothWidthsAreTaken() {
        const auto golden = modelGoldens().at("cases").at(2);
        const auto dir = folder("counters");
        writeModel(golden, dir, [](FileTensors &tensors, nlohmann::json &) {
            tensors["visual.bn1.num_batches_tracked"] = {"I64", {}, {7}};
            tensors["visual.bn2.num_batches_tracked"] = {"I32", {}, {7}};
        });
        const auto model = open(dir);
        QVERIFY2(model.has_value(), model ? "" : model.error().message.c_str());
    }

    void weightsThatAreNoNumbersAreRefused() {
        const auto golden = modelGoldens().at("cases").at(0);
        const auto dir = folder("nan");
        writeModel(golden, dir, [](FileTensors &tensors, nlohmann::json &) {
            tensors["visual.proj"].values[5] = std::numeric_limits<float>::quiet_NaN();
        });
        auto model = open(dir);
        QVERIFY(model.has_value());
        const auto encoder = (*model)->imageEncoder();
        QVERIFY(!encoder.has_value());
        QCOMPARE(encoder.error().code, ErrorCode::Damaged);
        QVERIFY(encoder.error().message.find("visual.proj") != std::string::npos);
        QVERIFY((*model)->textEncoder().has_value());
    }

    void lengthOfTheBatchChangesNoText() {
        auto model = open(kStarter);
        auto *encoder = *(*model)->textEncoder();
        const std::vector<std::string> both{"a dog", std::string(300, 'x') + " a long text"};
        const auto together = encoder->encode(both);
        const auto alone = encoder->encode(std::span(both).first(1));
        const std::size_t dim = alone->size();
        check(distance(std::span(*together).first(dim), rowsOf(*alone, dim)));
    }

    void emptyBatchesGiveNothing() {
        auto model = open(kStarter);
        QVERIFY((*(*model)->textEncoder())->encode({})->empty());
        QVERIFY((*(*model)->imageEncoder())->encode({})->embeddings.empty());
    }

    void imagesOfAnotherSizeAreRefused() {
        auto model = open(kStarter);
        const std::vector images{generatedImage(0, 100)};
        const auto encoded = (*(*model)->imageEncoder())->encode(images);
        QCOMPARE(encoded.error().code, ErrorCode::BadUsage);
        QVERIFY(encoded.error().message.find("260 x 260") != std::string::npos);
    }

    void embeddingsComeBackFromFeatures() {
        auto model = open(kStarter);
        const auto encoded = (*(*model)->imageEncoder())->encode(generatedImages(260));
        QCOMPARE(encoded->features.size(), std::size_t{3 * 1280});
        QVERIFY(std::all_of(encoded->features.begin(), encoded->features.end(),
                            [](float value) { return value >= 0 && value <= 6; }));
    }

    void encodersAnswerTheSameFromSeveralThreads() {
        auto model = open(kStarter);
        const auto images = generatedImages(260);
        const std::vector<std::string> texts{"a dog", "two kites"};
        const auto alone = (*(*model)->imageEncoder())->encode(images);
        const auto words = (*(*model)->textEncoder())->encode(texts);
        std::vector<Distance> found(8);
        std::vector<std::thread> threads;
        for (std::size_t i = 0; i < found.size(); ++i) {
            threads.emplace_back([&, i] {
                if (i % 2 == 0) {
                    const auto seen = (*(*model)->imageEncoder())->encode(images);
                    found[i] = distance(seen->embeddings, rowsOf(alone->embeddings, 256));
                } else {
                    const auto read = (*(*model)->textEncoder())->encode(texts);
                    found[i] = distance(*read, rowsOf(*words, 256));
                }
            });
        }
        for (std::thread &thread : threads) {
            thread.join();
        }
        for (const Distance &each : found) {
            check(each);
        }
    }

    void cudaThatIsNotThereIsToldSo() {
        if (foveaClipLibrary()->cudaAvailable()) {
            QSKIP("this machine has CUDA");
        }
        const auto model = foveaClipLibrary()->open(kStarter, OpenOptions{.device = Device::Cuda});
        QCOMPARE(model.error().code, ErrorCode::Unsupported);
        QVERIFY(model.error().message.find("--device cpu") != std::string::npos);
        const auto any = foveaClipLibrary()->open(kStarter, OpenOptions{.device = Device::Auto});
        QCOMPARE((*any)->device(), std::string("cpu"));
    }

private:
    static void check(const Distance &found) {
        QVERIFY2(found.cosine >= .9999, qPrintable(QString::number(found.cosine, 'g', 9)));
        QVERIFY2(found.most <= 1e-4, qPrintable(QString::number(found.most, 'g', 9)));
    }
};

QTEST_GUILESS_MAIN(TestTowers)
#include "tst_towers.moc"
