#include "app/model_store.h"

#include "app/paths.h"
#include "app/tiny_model.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

using namespace fovea;
using namespace fovea::app;

namespace {

class ModelStoreTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void listsAllKinds();
    void addNamesAfterTheFolder();
    void refuses_data();
    void refuses();
    void refusesBrokenModels_data();
    void refusesBrokenModels();
    void resolvesNamesAndFolders();
    void tellsOfAFolderThatIsGone();
    void removes();
    void sizes_data();
    void sizes();

private:
    std::filesystem::path make(const QString &below,
                               const QByteArray &weights = tinyWeights()) const;
    ModelStore store() const { return {m_base / "models", m_base / "builtin"}; }

    std::unique_ptr<QTemporaryDir> m_folder;
    std::filesystem::path m_base;
};

std::filesystem::path ModelStoreTest::make(const QString &below, const QByteArray &weights) const {
    const QString folder = m_folder->filePath(below);
    QDir().mkpath(folder);
    const auto write = [&folder](const char *name, const QByteArray &data) {
        QFile file(folder + QLatin1Char('/') + QString::fromLatin1(name));
        if (file.open(QIODevice::WriteOnly)) {
            file.write(data);
        }
    };
    write("open_clip_config.json", tinyConfig());
    write("open_clip_model.safetensors", weights);
    return toPath(folder);
}

void ModelStoreTest::init() {
    m_folder = std::make_unique<QTemporaryDir>();
    m_base = toPath(m_folder->path());
    make(QStringLiteral("builtin/fovea-starter"));
}

void ModelStoreTest::listsAllKinds() {
    make(QStringLiteral("models/b-installed"));
    make(QStringLiteral("models/.c-half.part"));
    QVERIFY(store().add(make(QStringLiteral("mine/tiny")), "a-linked"));
    const auto models = store().list();
    QCOMPARE(models.size(), std::size_t{3});
    QCOMPARE(models[0].name, std::string("fovea-starter"));
    QCOMPARE(models[0].origin, ModelOrigin::BuiltIn);
    QCOMPARE(models[1].name, std::string("a-linked"));
    QCOMPARE(models[1].origin, ModelOrigin::Linked);
    QVERIFY(models[1].folder == m_base / "mine/tiny");
    QCOMPARE(models[2].name, std::string("b-installed"));
    QCOMPARE(models[2].origin, ModelOrigin::Installed);
    for (const StoredModel &model : models) {
        QCOMPARE(model.problem, std::string());
        QCOMPARE(model.weightsBytes, static_cast<std::int64_t>(tinyWeights().size()));
    }
}

void ModelStoreTest::addNamesAfterTheFolder() {
    const auto model = store().add(make(QStringLiteral("mine/My.Model-1")));
    QVERIFY2(model, model ? "" : model.error().message.c_str());
    QCOMPARE(model->name, std::string("My.Model-1"));
    QVERIFY(store().find("my.model-1"));
}

void ModelStoreTest::refuses_data() {
    QTest::addColumn<QString>("folder");
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("says");
    const auto row = [](const char *title, const char *folder, const char *name, const char *says) {
        QTest::newRow(title) << QString::fromUtf8(folder) << QString::fromUtf8(name)
                             << QString::fromUtf8(says);
    };
    row("a name that is taken", "mine/tiny", "Fovea-Starter", "--name");
    row("an adapter's mark", "mine/tiny", "a+b", "--name");
    row("a path", "mine/tiny", "../a", "--name");
    row("hidden", "mine/tiny", ".a", "--name");
    row("the folder's name will not do", "mine/with space", "", "--name");
    row("no folder", "mine/none", "a", "no folder");
    row("no model", "mine", "a", "open_clip_config.json");
}

void ModelStoreTest::refuses() {
    QFETCH(QString, folder);
    QFETCH(QString, name);
    QFETCH(QString, says);
    make(QStringLiteral("mine/tiny"));
    make(QStringLiteral("mine/with space"));
    const auto model = store().add(toPath(m_folder->filePath(folder)), name.toStdString());
    QVERIFY(!model);
    QVERIFY2(model.error().message.find(says.toStdString()) != std::string::npos,
             model.error().message.c_str());
    QCOMPARE(store().list().size(), std::size_t{1});
}

void ModelStoreTest::refusesBrokenModels_data() {
    QTest::addColumn<QByteArray>("weights");
    QTest::newRow("cut") << tinyWeights().chopped(10);
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("a pickle") << QByteArray("PK\x03\x04 archive/data.pkl");
}

void ModelStoreTest::refusesBrokenModels() {
    QFETCH(QByteArray, weights);
    const auto model = store().add(make(QStringLiteral("mine/broken"), weights));
    QVERIFY(!model);
    QVERIFY(!model.error().message.empty());
    QCOMPARE(store().list().size(), std::size_t{1});
}

void ModelStoreTest::resolvesNamesAndFolders() {
    const auto folder = make(QStringLiteral("mine/tiny"));
    QVERIFY(!store().resolve("tiny"));
    QVERIFY(store().resolve(folder.string()).value() == folder);
    QVERIFY(store().add(folder));
    QVERIFY(store().resolve("tiny").value() == folder);
    const auto missing = store().resolve("no-such-model");
    QVERIFY(!missing);
    QCOMPARE(missing.error().code, ErrorCode::NotFound);
    QVERIFY(missing.error().message.find("fovea-starter") != std::string::npos);
}

void ModelStoreTest::tellsOfAFolderThatIsGone() {
    const auto folder = make(QStringLiteral("mine/tiny"));
    QVERIFY(store().add(folder));
    std::filesystem::remove_all(folder);
    QVERIFY(!store().find("tiny").value().problem.empty());
    const auto resolved = store().resolve("tiny");
    QVERIFY(!resolved);
    QVERIFY(resolved.error().message.find(folder.string()) != std::string::npos);
    QVERIFY(store().remove("tiny"));
    QCOMPARE(store().list().size(), std::size_t{1});
}

void ModelStoreTest::removes() {
    const auto mine = make(QStringLiteral("mine/tiny"));
    const auto installed = make(QStringLiteral("models/other"));
    QVERIFY(store().add(mine));
    QVERIFY(store().remove("tiny"));
    QVERIFY(std::filesystem::exists(mine / "open_clip_model.safetensors"));
    QVERIFY(store().remove("other"));
    QVERIFY(!std::filesystem::exists(installed));
    QVERIFY(!store().remove("other"));
    QVERIFY(!store().remove("fovea-starter"));
    QVERIFY(store().find("fovea-starter"));
}

void ModelStoreTest::sizes_data() {
    QTest::addColumn<double>("bytes");
    QTest::addColumn<QString>("text");
    QTest::newRow("none") << 0.0 << QStringLiteral("0 bytes");
    QTest::newRow("few") << 999.0 << QStringLiteral("999 bytes");
    QTest::newRow("kilo") << 1500.0 << QStringLiteral("1.5 kB");
    QTest::newRow("rounding to the next unit") << 999'900.0 << QStringLiteral("1.0 MB");
    QTest::newRow("mega") << 605'155'332.0 << QStringLiteral("605 MB");
    QTest::newRow("giga") << 1.71e9 << QStringLiteral("1.7 GB");
}

void ModelStoreTest::sizes() {
    QFETCH(double, bytes);
    QFETCH(QString, text);
    QCOMPARE(QString::fromStdString(sizeText(bytes)), text);
}

} // namespace

QTEST_GUILESS_MAIN(ModelStoreTest)
#include "tst_model_store.moc"
