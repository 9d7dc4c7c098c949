#include "app/feature_refresh.h"
#include "library/library_fixture.h"

#include <QtTest>

using namespace fovea;
using namespace fovea::app;
using fovea::test::LibraryFixture;

namespace {

constexpr int kFeatures = 24;

const clip::EmbeddingSpace kBase{"test", "base|224px", test::kDim, kFeatures};
const clip::EmbeddingSpace kTuned{"test+fido", "base|224px|projection-aa@1", test::kDim, kFeatures};
const clip::EmbeddingSpace kWeaker{"test+fido@0.5", "base|224px|projection-aa@0.5", test::kDim,
                                   kFeatures};
const clip::EmbeddingSpace kDeep{"test+deep", "base|224px|adapter-bb@1", test::kDim, kFeatures};

/// Its projection gives the first numbers of the features, negated.
class FakeModel final : public clip::ClipModel {
public:
    const clip::ModelConfig &config() const override { return m_config; }
    clip::EmbeddingSpace space() const override { return kTuned; }
    std::string device() const override { return "cpu"; }
    clip::Precision precision() const override { return clip::Precision::Fp32; }
    std::int64_t parameterCount() const override { return 0; }
    float logitScale() const override { return 1; }
    Result<clip::ImageEncoder *> imageEncoder() override {
        return fail(ErrorCode::Unsupported, "no tower");
    }
    Result<clip::TextEncoder *> textEncoder() override {
        return fail(ErrorCode::Unsupported, "no tower");
    }
    Result<std::vector<float>> projectFeatures(std::span<const float> features) override {
        std::vector<float> rows;
        for (std::size_t at = 0; at < features.size(); at += kFeatures) {
            for (std::size_t i = 0; i < test::kDim; ++i) {
                rows.push_back(-features[at + i]);
            }
        }
        return rows;
    }

private:
    clip::ModelConfig m_config;
};

} // namespace

class TestFeatureRefresh : public QObject {
    Q_OBJECT

    std::unique_ptr<LibraryFixture> m_fixture;
    SpaceId m_base;
    SpaceId m_tuned;
    FakeModel m_model;
    int m_opened = 0;

    library::Library &library() { return *m_fixture->library; }

    void add(const std::string &name, int number, SpaceId space, bool withFeatures) {
        library::IndexedFile file = m_fixture->file(name, number);
        if (withFeatures) {
            file.features =
                LibraryFixture::halves(LibraryFixture::vector(number + 1000, kFeatures));
        }
        QVERIFY(library().catalog().commit(m_fixture->folder, std::span(&file, 1), space));
    }

    Result<std::int64_t> refresh(const clip::EmbeddingSpace &space, SpaceId id,
                                 const StopToken *stop = nullptr) {
        const auto open = [this]() -> Result<clip::ClipModel *> {
            ++m_opened;
            return &m_model;
        };
        return refreshByFeatures(library(), space, id, open, stop);
    }

private Q_SLOTS:
    void init() {
        m_fixture = std::make_unique<LibraryFixture>();
        m_base = *library().catalog().ensureSpace(kBase);
        m_tuned = *library().catalog().ensureSpace(kTuned);
        m_opened = 0;
        for (int i = 0; i < 5; ++i) {
            add("photo" + std::to_string(i), i, m_base, i != 3);
        }
    }

    void photosWithFeaturesComeOver() {
        QCOMPARE(*countRefreshable(library(), kTuned, m_tuned), 4);
        QCOMPARE(*refresh(kTuned, m_tuned), 4);
        const PhotoId photo = m_fixture->photoAt("photo1");
        const auto stored = *library().embeddings().vector(m_tuned, photo);
        auto wanted = LibraryFixture::halves(LibraryFixture::vector(1001, kFeatures));
        wanted.resize(test::kDim);
        for (Half &half : wanted) {
            half = static_cast<Half>(half ^ 0x8000U);
        }
        QCOMPARE(stored, wanted);
        QVERIFY(library().embeddings().vector(m_tuned, m_fixture->photoAt("photo3"))->empty());
        // Again there is nothing to do, and no model is opened for it.
        QCOMPARE(*refresh(kTuned, m_tuned), 0);
        QCOMPARE(m_opened, 1);
    }

    void anotherTrunkGivesNothing() {
        const SpaceId deep = *library().catalog().ensureSpace(kDeep);
        QCOMPARE(*refresh(kDeep, deep), 0);
        QCOMPARE(m_opened, 0);
    }

    void stoppedItGoesOnLater() {
        StopToken stop;
        stop.stop();
        QCOMPARE(*refresh(kTuned, m_tuned, &stop), 0);
        QCOMPARE(*refresh(kTuned, m_tuned), 4);
    }

    void featuresOfAnyOfItsSpacesServe() {
        add("later", 9, m_tuned, true);
        QCOMPARE(*refresh(kBase, m_base), 1);
        const SpaceId weaker = *library().catalog().ensureSpace(kWeaker);
        QCOMPARE(*refresh(kWeaker, weaker), 5);
    }

    void aSpaceThatGoesLeavesItsFeatures() {
        add("later", 9, m_tuned, true);
        QCOMPARE(*refresh(kBase, m_base), 1);
        QVERIFY(forgetAdapterSpaces(library(), "aa", {}));
        QVERIFY(library().embeddings().count(m_tuned) == 0);
        const auto left = *library().embeddings().spaces();
        for (const auto &stored : left) {
            QVERIFY(stored.space.key != kTuned.key);
        }
        const SpaceId weaker = *library().catalog().ensureSpace(kWeaker);
        QCOMPARE(*refresh(kWeaker, weaker), 5);
        QVERIFY(library().catalog().checkIntegrity()->empty());
    }

    void spacesOfOthersStay() {
        const SpaceId deep = *library().catalog().ensureSpace(kDeep);
        QCOMPARE(*refresh(kTuned, m_tuned), 4);
        QVERIFY(forgetAdapterSpaces(library(), "bb", m_tuned));
        QCOMPARE(*library().embeddings().count(m_tuned), 4);
        QVERIFY(*library().catalog().ensureSpace(kDeep) != deep);
    }

    void theSpaceThatAnswersIsNotForgotten() {
        QVERIFY(library().catalog().activateSpace(m_tuned));
        const auto removed = library().removeSpace(m_tuned, m_base);
        QVERIFY(!removed && removed.error().code == ErrorCode::BadUsage);
    }

    void itAnswersOnceNothingIsMissing() {
        // The fixture's files are not on the disk: what can be read has to be told as there.
        QVERIFY(library().catalog().activateSpace(m_base));
        QCOMPARE(*refresh(kTuned, m_tuned), 4);
        QCOMPARE(*activateWhenComplete(library(), kTuned, m_tuned), false);
        add("photo3", 3, m_tuned, true);
        QCOMPARE(*activateWhenComplete(library(), kTuned, m_tuned), true);
        QCOMPARE((*library().catalog().activeSpace())->key, kTuned.key);
    }
};

QTEST_GUILESS_MAIN(TestFeatureRefresh)
#include "tst_feature_refresh.moc"
