#include "app/adapter_store.h"
#include "app/adapter_strengths.h"
#include "app/cli_fixture.h"
#include "app/model_choice.h"
#include "app/model_switch.h"
#include "app/paths.h"
#include "clip/adapter_draft.h"
#include "engine/clip/adapter.h"
#include "engine/library/library.h"

#include <cmath>

using namespace fovea;
using namespace fovea::app;
using namespace fovea::test;

namespace {

constexpr int kPhotos = 6;
constexpr int kWidth = 256;     // of the starter's text tower, and of its embeddings
constexpr int kFeatures = 1280; // of its image tower

QStringList words(const char *text) {
    return QString::fromUtf8(text).split(QLatin1Char(' '));
}

clip::ModelConfig starter() {
    return *clip::readModelConfig(FOVEA_SOURCE_DIR "/resources/models/fovea-starter");
}

/// Changes both projections and knows a word.
clip::AdapterDraft projectionDraft() {
    return clip::AdapterDraft::of(starter())
        .add("delta.visual.head.proj.weight", {kWidth, kFeatures}, .02F)
        .add("delta.text_projection", {kWidth, kWidth}, .02F);
}

/// A new word, and nothing else.
clip::AdapterDraft namesDraft() {
    return clip::AdapterDraft::of(starter())
        .set("method", "names")
        .add("words.start", {1, kWidth}, .01F)
        .add("words.learned", {1, kWidth}, .05F)
        .set("words", R"([{"word":"zorbo","first":0,"count":1}])");
}

float cosine(std::span<const float> a, std::span<const float> b) {
    float dot = 0;
    float lengths[2] = {0, 0};
    for (std::size_t i = 0; i < a.size() && i < b.size(); ++i) {
        dot += a[i] * b[i];
        lengths[0] += a[i] * a[i];
        lengths[1] += b[i] * b[i];
    }
    return dot / std::sqrt(lengths[0] * lengths[1]);
}

} // namespace

class TestAdapters : public QObject {
    Q_OBJECT

    std::unique_ptr<Cli> m_cli;

    QString photo(int number) const {
        return m_cli->path("photos") + QStringLiteral("/%1.jpg").arg(number);
    }
    std::filesystem::path library() const { return toPath(m_cli->library()); }
    void index() const {
        for (int i = 0; i < kPhotos; ++i) {
            writePhoto(photo(i), i);
        }
        const Run indexed = m_cli->run({QStringLiteral("index"), m_cli->path("photos")});
        QVERIFY2(indexed.status == 0, qPrintable(indexed.err));
    }
    void teach(const clip::AdapterDraft &draft, const char *name) const {
        draft.write(AdapterStore(library()).folderOf(name));
    }
    Run use(const char *model) const {
        return m_cli->run(
            {QStringLiteral("models"), QStringLiteral("use"), QString::fromUtf8(model)});
    }
    /// Texts, pictures and a search, as bytes.
    QByteArray answers() const {
        const Run embedded =
            m_cli->run({QStringLiteral("embed"), QStringLiteral("--text"),
                        QStringLiteral("zorbo on the grass"), QStringLiteral("--image"), photo(0),
                        QStringLiteral("--json")});
        QJsonObject found =
            m_cli->run(words("search zorbo --json")).json(); // but for the time it took
        found.remove(QStringLiteral("elapsed_ms"));
        return embedded.out + QJsonDocument(found).toJson();
    }
    std::vector<library::StoredSpace> spaces() const {
        return *(*library::Library::open(library()))->embeddings().spaces();
    }

private Q_SLOTS:
    void init() { m_cli = std::make_unique<Cli>(); }

    void offIsBitByBitWhatWasBefore_data() {
        QTest::addColumn<bool>("projection");
        QTest::newRow("new words") << false;
        QTest::newRow("projections") << true;
    }
    void offIsBitByBitWhatWasBefore() {
        QFETCH(const bool, projection);
        index();
        const QByteArray before = answers();
        QVERIFY(before.contains("fovea-starter"));
        teach(projection ? projectionDraft() : namesDraft(), "fido");
        const Run on = use("fovea-starter+fido");
        QVERIFY2(on.status == 0, qPrintable(on.err));
        QVERIFY2(on.out.contains("answers for this library now"), on.out.constData());
        QCOMPARE(on.out.contains("6 photos were refreshed"), projection);
        const QByteArray taught = answers();
        QVERIFY(taught != before);
        QVERIFY(taught.contains("fovea-starter+fido"));
        const Run none = use("fovea-starter+fido@0");
        QVERIFY2(none.status == 0, qPrintable(none.err));
        QCOMPARE(answers().replace("fovea-starter+fido@0", "fovea-starter"), before);
        const Run again = use("fovea-starter+fido");
        QVERIFY2(again.status == 0, qPrintable(again.err));
        QCOMPARE(answers(), taught);
        const Run off = use("fovea-starter");
        QVERIFY2(off.status == 0, qPrintable(off.err));
        QCOMPARE(answers(), before);
    }

    void refreshedPhotosAreWhereTheTowerPutsThem() {
        index();
        teach(projectionDraft(), "fido");
        QVERIFY(use("fovea-starter+fido@0.5").status == 0);
        const auto opened = *library::Library::open(library());
        const auto active = *opened->catalog().activeSpace();
        QCOMPARE(active->name, std::string("fovea-starter+fido@0.5"));
        const auto id = *opened->catalog().ensureSpace(*active);
        for (int i = 0; i < kPhotos; ++i) {
            const QJsonObject embedded =
                m_cli
                    ->run({QStringLiteral("embed"), QStringLiteral("--image"), photo(i),
                           QStringLiteral("--json")})
                    .json();
            std::vector<float> whole;
            for (const QJsonValue value :
                 embedded[QStringLiteral("embeddings")][0][QStringLiteral("embedding")].toArray()) {
                whole.push_back(static_cast<float>(value.toDouble()));
            }
            const auto at = *opened->catalog().photoAt(toPath(photo(i)));
            const std::vector<PhotoId> ids{*at};
            const auto stored = *opened->embeddings().vectors(id, ids, kWidth);
            QVERIFY(cosine(whole, stored) >= .999F);
        }
    }

    void photosThatCameMeanwhileAreRefreshedToo() {
        index();
        teach(projectionDraft(), "fido");
        QVERIFY(use("fovea-starter+fido").status == 0);
        writePhoto(photo(kPhotos), kPhotos);
        QVERIFY(m_cli->run({QStringLiteral("index")}).status == 0);
        const Run off = use("fovea-starter");
        QVERIFY2(off.out.contains("1 photos were refreshed"), off.out.constData());
        QCOMPARE(m_cli->run(words("search red --json")).json()[QStringLiteral("space")].toString(),
                 QStringLiteral("fovea-starter"));
    }

    void anAdapterThatChangesTheTowerWaitsForIndexing() {
        index();
        teach(clip::AdapterDraft::of(starter())
                  .set("method", "lora")
                  .add("delta.visual.trunk.bn2.bias", {kFeatures}, .05F),
              "deep");
        const Run on = use("fovea-starter+deep");
        QVERIFY2(on.out.contains("fovea index"), on.out.constData());
        const Run searched = m_cli->run(words("search red --json"));
        QCOMPARE(searched.json()[QStringLiteral("space")].toString(),
                 QStringLiteral("fovea-starter"));
        QVERIFY(m_cli->run({QStringLiteral("index")}).status == 0);
        QCOMPARE(m_cli->run(words("search red --json")).json()[QStringLiteral("space")].toString(),
                 QStringLiteral("fovea-starter+deep"));
        QVERIFY(use("fovea-starter").out.contains("answers for this library now"));
    }

    void indexingRefreshesBeforeItDecodes() {
        index();
        teach(projectionDraft(), "fido");
        {
            const auto opened = *library::Library::open(library());
            QVERIFY(opened->catalog().setSetting(kModelSetting, "fovea-starter+fido").has_value());
        }
        const Run indexed = m_cli->run(
            {QStringLiteral("index"), QStringLiteral("--progress"), QStringLiteral("json")});
        QVERIFY2(indexed.out.contains("\"encoded\":0"), indexed.out.constData());
        QCOMPARE(m_cli->run(words("search red --json")).json()[QStringLiteral("space")].toString(),
                 QStringLiteral("fovea-starter+fido"));
    }

    void onlyTheStrengthInUseKeepsASpace() {
        index();
        teach(projectionDraft(), "fido");
        QCOMPARE(spaces().size(), std::size_t{1});
        QVERIFY(use("fovea-starter+fido").status == 0);
        QVERIFY(use("fovea-starter+fido@0.25").status == 0);
        QCOMPARE(spaces().size(), std::size_t{2});
        const Run refused = m_cli->run(words("models remove fovea-starter+fido"));
        QVERIFY(refused.status != 0);
        QVERIFY2(refused.err.contains(QStringLiteral("switched on")), qPrintable(refused.err));
        QVERIFY(use("fovea-starter").status == 0);
        const Run removed = m_cli->run(words("models remove fovea-starter+fido"));
        QVERIFY2(removed.status == 0, qPrintable(removed.err));
        QCOMPARE(spaces().size(), std::size_t{1});
        QVERIFY(AdapterStore(library()).list().empty());
        QVERIFY(QDir(m_cli->library() + QStringLiteral("/adapters"))
                    .entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot)
                    .isEmpty());
    }

    void theStrengthOutlastsOff() {
        index();
        teach(namesDraft(), "fido");
        const auto strengths = [this] {
            return *adapterStrengths((*library::Library::open(library()))->catalog());
        };
        QVERIFY(strengths().empty());
        for (const char *model :
             {"fovea-starter+fido@0.4", "fovea-starter", "fovea-starter+fido@0", "fovea-starter"}) {
            QVERIFY(use(model).status == 0);
            QCOMPARE(strengths(), (std::map<std::string, double>{{"fido", .4}}));
        }
        QVERIFY(use("fovea-starter+fido").status == 0);
        QCOMPARE(strengths().at("fido"), 1.);
        QVERIFY((*library::Library::open(library()))
                    ->catalog()
                    .setSetting("adapter_strengths", R"({"fido":7,"rex":"much","mimi":0.5})"));
        QCOMPARE(strengths(), (std::map<std::string, double>{{"mimi", .5}}));
    }

    void removingIsUndoneByTheWindow() {
        index();
        teach(projectionDraft(), "fido");
        QVERIFY(use("fovea-starter+fido").status == 0);
        const QByteArray taught = answers();
        QVERIFY(use("fovea-starter").status == 0);
        {
            const auto opened = *library::Library::open(library());
            QVERIFY(removeAdapter(*opened, "fido").has_value());
        }
        QVERIFY(AdapterStore(library()).list().empty());
        QVERIFY(use("fovea-starter+fido").status != 0);
        QVERIFY(AdapterStore(library()).restore("fido").has_value());
        QVERIFY(use("fovea-starter+fido").out.contains("6 photos were refreshed"));
        QCOMPARE(answers(), taught);
    }

    void whatIsThereIsListed() {
        teach(projectionDraft(), "fido");
        teach(namesDraft().set("base", "00").set("base_name", "ViT-L-14"), "stranger");
        QFile card(m_cli->library() + QStringLiteral("/adapters/fido/card.json"));
        QVERIFY(card.open(QIODevice::WriteOnly));
        card.write(R"({"made":"2026-08-03T10:00:00Z",)"
                   R"("before":{"held_out":{"text_to_image":{"r10":0.4}}},)"
                   R"("after":{"held_out":{"text_to_image":{"r10":0.9}}}})");
        card.close();
        QVERIFY(use("fovea-starter+fido@0.5").status == 0);
        const QByteArray text = m_cli->run(words("models list")).out;
        for (const char *said : {"+ fido", "projection", "2026-08-03", "40.0 % -> 90.0 %",
                                 "strength 0.5", "not here any more", "+ stranger"}) {
            QVERIFY2(text.contains(said), text.constData());
        }
        const QJsonArray listed =
            m_cli->run(words("models list --json")).json()[QStringLiteral("adapters")].toArray();
        QCOMPARE(listed.size(), 2);
        QCOMPARE(listed[0][QStringLiteral("model")].toString(), QStringLiteral("fovea-starter"));
        QCOMPARE(listed[0][QStringLiteral("strength")].toDouble(), .5);
        QVERIFY(listed[1][QStringLiteral("model")].isNull());
        QCOMPARE(listed[1][QStringLiteral("words")].toArray(), QJsonArray{QStringLiteral("zorbo")});
        const Run check = m_cli->run(words("models check fovea-starter+fido --json"));
        QCOMPARE(check.json()[QStringLiteral("model")].toString(),
                 QStringLiteral("fovea-starter+fido"));
    }

    void wrongNamesAreTold_data() {
        QTest::addColumn<QString>("model");
        QTest::addColumn<QString>("sentence");
        const auto row = [](const char *model, const char *sentence) {
            QTest::newRow(model) << QString::fromUtf8(model) << QString::fromUtf8(sentence);
        };
        row("fovea-starter+nobody", "there is fido");
        row("fovea-starter+", "names no adapter");
        row("fovea-starter+../fido", "names no adapter");
        row("fovea-starter+fido@2", "no strength");
        row("fovea-starter+fido@much", "no strength");
        row("fovea-starter+fido@nan", "no strength");
        row("nothing+fido", "no model");
        row("fovea-starter+torn", "cannot be used");
        row("fovea-starter+other", "not for fovea-starter");
    }
    void wrongNamesAreTold() {
        QFETCH(const QString, model);
        QFETCH(const QString, sentence);
        teach(projectionDraft(), "fido");
        teach(projectionDraft(), "torn");
        std::filesystem::resize_file(AdapterStore(library()).folderOf("torn") / clip::kAdapterFile,
                                     300);
        teach(projectionDraft().set("base", "00").set("base_name", "ViT-L-14"), "other");
        const Run run = use(qPrintable(model));
        QVERIFY(run.status == 1 || run.status == 2);
        QVERIFY2(run.err.contains(sentence), qPrintable(run.err));
        QCOMPARE(run.err.count(QLatin1Char('\n')), 1);
        const Run embedded = m_cli->run(words("embed --text red --model") << model);
        QVERIFY2(embedded.err.contains(sentence), qPrintable(embedded.err));
    }

    void anAdapterThatBreaksIsToldUntilItIsSwitchedOff() {
        index();
        teach(namesDraft(), "fido");
        QVERIFY(use("fovea-starter+fido").status == 0);
        std::filesystem::resize_file(AdapterStore(library()).folderOf("fido") / clip::kAdapterFile,
                                     300);
        const Run broken = m_cli->run(words("search red --json"));
        QVERIFY(broken.status != 0);
        QVERIFY2(broken.err.contains(QStringLiteral("adapter.safetensors")),
                 qPrintable(broken.err));
        QVERIFY(m_cli->run(words("models list")).out.contains("cannot be used"));
        QVERIFY(use("fovea-starter").status == 0);
        QVERIFY(m_cli->run(words("search red --json")).status == 0);
    }
};

QTEST_GUILESS_MAIN(TestAdapters)
#include "tst_adapters.moc"
