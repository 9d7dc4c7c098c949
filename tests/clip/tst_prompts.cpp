#include "engine/clip/preprocess.h"
#include "engine/clip/prompts.h"

#include <QtTest>

#include <cmath>

using namespace fovea;
using namespace fovea::clip;

namespace {

/// Counts letters: a text's embedding is [letters "a", letters "b"] as a unit vector.
class LetterEncoder : public TextEncoder {
public:
    std::vector<std::int32_t> tokenize(const std::string &) const override { return {}; }

    Result<std::vector<float>> encode(std::span<const std::string> texts) override {
        m_largest = std::max(m_largest, texts.size());
        std::vector<float> embeddings;
        for (const std::string &text : texts) {
            if (text == "broken") {
                return fail(ErrorCode::Failed, "broken");
            }
            const auto a = static_cast<float>(std::ranges::count(text, 'a'));
            const auto b = static_cast<float>(std::ranges::count(text, 'b'));
            const float length = std::hypot(a, b);
            embeddings.insert(embeddings.end(), {a / length, b / length});
        }
        return embeddings;
    }

    std::size_t largestBatch() const { return m_largest; }

private:
    std::size_t m_largest = 0;
};

} // namespace

class TestPrompts : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void labelsTakeTheirPlaceInTheTemplate() {
        QCOMPARE(fillTemplate("a photo of a {label}.", "dog"), std::string("a photo of a dog."));
        QCOMPARE(fillTemplate("{label}, {label}", "{label}"), std::string("{label}, {label}"));
        QCOMPARE(fillTemplate("no place", "dog"), std::string("no place"));
        QCOMPARE(fillTemplate("{label", "dog"), std::string("{label"));
    }

    void templatesAreAveragedInTheSpaceOfEmbeddings() {
        LetterEncoder encoder;
        const std::vector<std::string> labels = {"a", "b"};
        const std::vector<std::string> templates = {"{label}", "b{label}"};
        const auto embeddings = encodeLabels(encoder, labels, templates);
        QVERIFY(embeddings.has_value());
        QCOMPARE(embeddings->size(), std::size_t{4});
        // The mean of [1, 0] and [√½, √½], made a unit vector; then [0, 1] twice.
        const float angle = std::atan2(std::sqrt(0.5F), 1.0F + std::sqrt(0.5F));
        QVERIFY(std::abs((*embeddings)[0] - std::cos(angle)) < 1e-6F);
        QVERIFY(std::abs((*embeddings)[1] - std::sin(angle)) < 1e-6F);
        QVERIFY(std::abs((*embeddings)[2]) < 1e-6F);
        QVERIFY(std::abs((*embeddings)[3] - 1.0F) < 1e-6F);
    }

    void manyPromptsAreEncodedInBatches() {
        LetterEncoder encoder;
        std::vector<std::string> labels(1000, "a");
        labels.back() = std::string("b");
        const std::vector<std::string> templates = {"{label}", "{label}{label}", " {label}"};
        const auto embeddings = encodeLabels(encoder, labels, templates);
        QVERIFY(embeddings.has_value());
        QCOMPARE(embeddings->size(), std::size_t{2000});
        QCOMPARE((*embeddings)[0], 1.0F);
        QCOMPARE((*embeddings)[1999], 1.0F);
        QVERIFY(encoder.largestBatch() <= 256);
    }

    void failuresComeThrough() {
        LetterEncoder encoder;
        const std::vector<std::string> labels = {"broken"};
        QCOMPARE(encodeLabels(encoder, labels, std::vector<std::string>{"{label}"}).error().message,
                 std::string("broken"));
        QCOMPARE(encodeLabels(encoder, labels, {}).error().code, ErrorCode::BadUsage);
        QVERIFY(encodeLabels(encoder, {}, std::vector<std::string>{"{label}"})->empty());
    }

    void pixelsBecomePlanesOfNormalizedValues() {
        ImagePreprocessing preprocessing;
        preprocessing.input.size = 2;
        preprocessing.mean = {0.5F, 0.25F, 0.0F};
        preprocessing.std = {0.5F, 0.25F, 1.0F};
        std::vector<image::Image> images(2, image::Image{2, 2, std::vector<std::uint8_t>(12, 0)});
        images[1].pixels = {255, 255, 255, 0, 51, 102, 0, 0, 0, 0, 0, 51};
        std::vector<float> out(24, -7.0F);
        normalize(images, preprocessing, out);
        const std::vector<float> expected = {
            -1, -1, -1, -1, -1, -1,    -1, -1, 0, 0,    0, 0, // black
            1,  -1, -1, -1, 3,  -0.2F, -1, -1, 1, 0.4F, 0, 0.2F};
        for (std::size_t i = 0; i < out.size(); ++i) {
            QVERIFY2(std::abs(out[i] - expected[i]) < 1e-6F, qPrintable(QString::number(i)));
        }
    }
};

QTEST_GUILESS_MAIN(TestPrompts)
#include "tst_prompts.moc"
