#include "app/model_installer.h"

#include "app/fake_hub.h"
#include "app/paths.h"
#include "app/tiny_model.h"

#include <QDir>
#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <fstream>
#include <memory>
#include <optional>

using namespace fovea;
using namespace fovea::app;
using Fault = FakeHub::Fault;

namespace {

const QString kConfigPath = QStringLiteral("/acme/tiny/resolve/main/open_clip_config.json");
const QString kWeightsPath = QStringLiteral("/acme/tiny/resolve/main/open_clip_model.safetensors");

class ModelInstallerTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void installsWhatTheHubHolds();
    void takesTheOtherNameWhereTheFirstIsMissing();
    void asksForOneRevision();
    void survives_data();
    void survives();
    void refuses_data();
    void refuses();
    void goesOnFromAnEarlierAttempt();
    void goesOnWithAStubbornServer_data();
    void goesOnWithAStubbornServer();
    void aDamagedPartComesAgain();
    void needsRoom();
    void needsAHash();
    void cancelKeepsWhatHasCome();
    void refusesWhatIsInstalled();
    void onlyOneAtATime();
    void addresses_data();
    void addresses();

private:
    struct Outcome {
        std::optional<StoredModel> model;
        std::optional<Error> error;
    };

    FakeHub::File &weights() { return m_hub->files[kWeightsPath]; }
    void writeCatalogue(const QString &hub);
    std::unique_ptr<ModelInstaller> installer() const;
    CatalogueModel tiny() const { return m_catalogue->downloadable("tiny").value(); }
    ModelStore store() const { return {toPath(m_folder->filePath(QStringLiteral("models"))), {}}; }
    Outcome install(ModelInstaller &installer) const;
    Outcome install() const { return install(*installer()); }
    static QByteArray contents(const std::filesystem::path &file);
    int bodies(const QByteArray &header = {}) const;

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<FakeHub> m_hub;
    std::optional<ModelCatalogue> m_catalogue;
};

void ModelInstallerTest::init() {
    m_folder = std::make_unique<QTemporaryDir>();
    m_hub = std::make_unique<FakeHub>();
    FakeHub::File config;
    config.data = tinyConfig();
    m_hub->files.insert(kConfigPath, config);
    FakeHub::File file;
    file.data = tinyWeights();
    file.stored = true;
    m_hub->files.insert(kWeightsPath, file);
    // By its revision it is the same.
    m_hub->commit.clear();
    writeCatalogue(m_hub->url({}).toString());
}

void ModelInstallerTest::writeCatalogue(const QString &hub) {
    const nlohmann::json root{
        {"hub", hub.toStdString()},
        {"file", "{hub}/{repository}/resolve/{revision}/{file}"},
        {"builtIn", nlohmann::json::array()},
        {"models",
         {{{"name", "tiny"},
           {"title", "Tiny"},
           {"goodFor", "Tests."},
           {"license", "MIT"},
           {"repository", "acme/tiny"},
           {"revision", "main"},
           {"parameters", 1},
           {"imageSize", 32},
           {"downloadBytes", 1000},
           {"files",
            {{{"name", "open_clip_config.json"}, {"from", {"open_clip_config.json"}}},
             {{"name", "open_clip_model.safetensors"},
              {"from",
               {"open_clip_model.safetensors", "open_clip_pytorch_model.safetensors"}}}}}}}}};
    const auto file = toPath(m_folder->filePath(QStringLiteral("catalogue.json")));
    std::ofstream(file) << root.dump();
    m_catalogue = ModelCatalogue::read(file).value();
}

std::unique_ptr<ModelInstaller> ModelInstallerTest::installer() const {
    NetworkOptions options;
    options.stall = std::chrono::milliseconds(250);
    options.retryDelay = std::chrono::milliseconds(1);
    options.attempts = 3;
    return std::make_unique<ModelInstaller>(store(), *m_catalogue, options);
}

ModelInstallerTest::Outcome ModelInstallerTest::install(ModelInstaller &installer) const {
    Outcome outcome;
    connect(&installer, &ModelInstaller::installed, this,
            [&outcome](const StoredModel &model) { outcome.model = model; });
    connect(&installer, &ModelInstaller::failed, this,
            [&outcome](const Error &error) { outcome.error = error; });
    installer.install(tiny());
    [&outcome] { QTRY_VERIFY_WITH_TIMEOUT(outcome.model || outcome.error, 20'000); }();
    installer.disconnect(this);
    return outcome;
}

QByteArray ModelInstallerTest::contents(const std::filesystem::path &file) {
    QFile opened(toQString(file));
    return opened.open(QIODevice::ReadOnly) ? opened.readAll() : QByteArray();
}

// How often the weights' contents were asked for, with `header` where one is given.
int ModelInstallerTest::bodies(const QByteArray &header) const {
    return static_cast<int>(
        std::count_if(m_hub->requests.begin(), m_hub->requests.end(), [&](const auto &request) {
            return request.method == "GET" &&
                   request.path == QStringLiteral("/store") + kWeightsPath &&
                   (header.isEmpty() || request.headers.contains(header));
        }));
}

void ModelInstallerTest::installsWhatTheHubHolds() {
    auto job = installer();
    std::vector<InstallProgress> reports;
    connect(job.get(), &ModelInstaller::advanced, this,
            [&reports](const InstallProgress &progress) { reports.push_back(progress); });
    const Outcome outcome = install(*job);
    QVERIFY2(outcome.model, outcome.error ? outcome.error->message.c_str() : "");
    const auto folder = store().modelsFolder() / "tiny";
    QVERIFY(outcome.model->folder == folder);
    QCOMPARE(contents(folder / "open_clip_model.safetensors"), weights().data);
    QCOMPARE(contents(folder / "open_clip_config.json"), tinyConfig());
    QVERIFY(store().resolve("TINY").value() == folder);
    QCOMPARE(reports.back().doneBytes, weights().data.size() + tinyConfig().size());
    QCOMPARE(reports.back().totalBytes, reports.back().doneBytes);
    // Nothing but the model and where it came from is left.
    QCOMPARE(QDir(toQString(store().modelsFolder()))
                 .entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot),
             QStringList{QStringLiteral("tiny")});
    QCOMPARE(QDir(toQString(folder)).entryList(QDir::Files | QDir::Hidden).size(), 3);
}

void ModelInstallerTest::takesTheOtherNameWhereTheFirstIsMissing() {
    const auto file = m_hub->files.take(kWeightsPath);
    m_hub->files.insert(
        QStringLiteral("/acme/tiny/resolve/main/open_clip_pytorch_model.safetensors"), file);
    const Outcome outcome = install();
    QVERIFY(outcome.model);
    QCOMPARE(contents(outcome.model->folder / "open_clip_model.safetensors"), file.data);
}

// "main" may move between two files; once the hub has named the revision, it is asked for by that.
void ModelInstallerTest::asksForOneRevision() {
    m_hub->commit = QByteArray(40, 'c');
    const QString revision = QStringLiteral("/acme/tiny/resolve/") + QString(40, QLatin1Char('c'));
    m_hub->files.insert(revision + QStringLiteral("/open_clip_model.safetensors"),
                        m_hub->files.take(kWeightsPath));
    const Outcome outcome = install();
    QVERIFY(outcome.model);
    const auto origin =
        nlohmann::json::parse(contents(outcome.model->folder / "fovea_origin.json").toStdString());
    QCOMPARE(origin.at("revision").get<std::string>(), std::string(40, 'c'));
}

void ModelInstallerTest::survives_data() {
    QTest::addColumn<Fault>("fault");
    QTest::addColumn<int>("faults");
    QTest::addColumn<int>("bodies");
    QTest::newRow("a cut") << Fault::Cut << 1 << 2;
    QTest::newRow("three cuts, each further on") << Fault::Cut << 3 << 4;
    QTest::newRow("a stall") << Fault::Stall << 1 << 2;
    QTest::newRow("a busy store") << Fault::Busy << 2 << 3;
}

void ModelInstallerTest::survives() {
    QFETCH(Fault, fault);
    QFETCH(int, faults);
    QFETCH(int, bodies);
    weights().fault = fault;
    weights().faults = faults;
    const Outcome outcome = install();
    QVERIFY2(outcome.model, outcome.error ? outcome.error->message.c_str() : "");
    QCOMPARE(contents(outcome.model->folder / "open_clip_model.safetensors"), weights().data);
    QCOMPARE(this->bodies(), bodies);
}

void ModelInstallerTest::refuses_data() {
    QTest::addColumn<Fault>("fault");
    QTest::addColumn<ErrorCode>("code");
    QTest::addColumn<QString>("says");
    const auto row = [](const char *name, Fault fault, ErrorCode code, const char *says) {
        QTest::newRow(name) << fault << code << QString::fromUtf8(says);
    };
    row("other contents", Fault::OtherBytes, ErrorCode::Damaged, "not what the hub states");
    row("fewer bytes than stated", Fault::LengthBefore, ErrorCode::Network, "are offered");
    row("more bytes than stated", Fault::LengthBeyond, ErrorCode::Network, "are offered");
    row("no length, and more", Fault::TooMuch, ErrorCode::Network, "sends more than");
    row("not there", Fault::NotFound, ErrorCode::NotFound, "is not there");
    row("busy for good", Fault::Busy, ErrorCode::Network, "HTTP status 503");
    row("a stall for good", Fault::Stall, ErrorCode::Network, "are kept");
    row("round in circles", Fault::Circle, ErrorCode::Network, "round in circles");
    row("led away", Fault::LeadAway, ErrorCode::Network, "not followed");
}

void ModelInstallerTest::refuses() {
    QFETCH(Fault, fault);
    QFETCH(ErrorCode, code);
    QFETCH(QString, says);
    weights().fault = fault;
    m_hub->leadTo = QUrl(QStringLiteral("http://example.com/weights"));
    const Outcome outcome = install();
    QVERIFY(outcome.error);
    QCOMPARE(outcome.error->code, code);
    QVERIFY2(outcome.error->message.find(says.toStdString()) != std::string::npos,
             outcome.error->message.c_str());
    QVERIFY(store().list().empty());
}

void ModelInstallerTest::goesOnFromAnEarlierAttempt() {
    weights().fault = Fault::Stall;
    QVERIFY(install().error);
    const qint64 kept = ModelInstaller::partBytes(store(), tiny());
    QVERIFY(kept >= weights().data.size() / 2);
    m_hub->requests.clear();
    weights().fault = Fault::None;
    QVERIFY(install().model);
    QCOMPARE(bodies(), 1);
    QCOMPARE(bodies("range"), 1);
    QCOMPARE(bodies("if-range"), 1);
}

void ModelInstallerTest::goesOnWithAStubbornServer_data() {
    QTest::addColumn<Fault>("fault");
    QTest::newRow("it knows no ranges") << Fault::IgnoreRange;
    QTest::newRow("it says 416") << Fault::RefuseRange;
    QTest::newRow("it sends another range") << Fault::WrongRange;
}

void ModelInstallerTest::goesOnWithAStubbornServer() {
    QFETCH(Fault, fault);
    weights().fault = Fault::Stall;
    QVERIFY(install().error);
    weights().fault = fault;
    const Outcome outcome = install();
    QVERIFY2(outcome.model, outcome.error ? outcome.error->message.c_str() : "");
    QCOMPARE(contents(outcome.model->folder / "open_clip_model.safetensors"), weights().data);
}

void ModelInstallerTest::needsRoom() {
    weights().statedSize = qint64(1) << 60;
    const Outcome outcome = install();
    QVERIFY(outcome.error);
    QCOMPARE(outcome.error->code, ErrorCode::NoSpace);
    QCOMPARE(bodies(), 0);
    QVERIFY(!QFile::exists(toQString(store().modelsFolder() / ".tiny.part")));
}

void ModelInstallerTest::needsAHash() {
    weights().tag = "something";
    const Outcome outcome = install();
    QVERIFY(outcome.error);
    QVERIFY2(outcome.error->message.find("without a hash") != std::string::npos,
             outcome.error->message.c_str());
    QCOMPARE(bodies(), 0);
}

void ModelInstallerTest::aDamagedPartComesAgain() {
    weights().fault = Fault::Stall;
    QVERIFY(install().error);
    const QDir staging(toQString(store().modelsFolder() / ".tiny.part"));
    const QStringList parts = staging.entryList({QStringLiteral("*.part")});
    QCOMPARE(parts.size(), 1);
    QFile part(staging.filePath(parts.first()));
    QVERIFY(part.open(QIODevice::ReadWrite));
    QVERIFY(part.seek(1000));
    part.write("damage");
    part.close();
    weights().fault = Fault::None;
    const Outcome outcome = install();
    QVERIFY2(outcome.model, outcome.error ? outcome.error->message.c_str() : "");
    QCOMPARE(contents(outcome.model->folder / "open_clip_model.safetensors"), weights().data);
}

void ModelInstallerTest::cancelKeepsWhatHasCome() {
    weights().fault = Fault::Stall;
    auto job = installer();
    connect(job.get(), &ModelInstaller::advanced, this, [&](const InstallProgress &progress) {
        if (progress.doneBytes > weights().data.size() / 4) {
            job->cancel();
        }
    });
    const Outcome outcome = install(*job);
    QVERIFY(outcome.error);
    QCOMPARE(outcome.error->code, ErrorCode::Stopped);
    QVERIFY(!job->running());
    QVERIFY(ModelInstaller::partBytes(store(), tiny()) > 0);
    weights().fault = Fault::None;
    QVERIFY(install(*installer()).model);
    ModelInstaller::discardPart(store(), tiny());
}

void ModelInstallerTest::refusesWhatIsInstalled() {
    QVERIFY(install().model);
    const Outcome again = install();
    QVERIFY(again.error);
    QCOMPARE(again.error->code, ErrorCode::BadUsage);
    QVERIFY(store().remove("tiny"));
    QVERIFY(store().list().empty());
    QVERIFY(install().model);
}

void ModelInstallerTest::onlyOneAtATime() {
    weights().fault = Fault::Stall;
    auto first = installer();
    first->install(tiny());
    const Outcome second = install();
    QVERIFY(second.error);
    QCOMPARE(second.error->code, ErrorCode::Busy);
    first->cancel();
}

void ModelInstallerTest::addresses_data() {
    QTest::addColumn<QString>("start");
    QTest::addColumn<QString>("target");
    QTest::addColumn<bool>("allowed");
    const auto row = [](const char *name, const char *start, const char *target, bool allowed) {
        QTest::newRow(name) << QString::fromUtf8(start) << QString::fromUtf8(target) << allowed;
    };
    row("https", "https://hub/a", "https://store/b", true);
    row("down to http", "https://hub/a", "http://hub/a", false);
    row("from the net to this machine", "https://hub/a", "http://127.0.0.1/a", false);
    row("on this machine", "http://127.0.0.1:8/a", "http://127.0.0.1:9/a", true);
    row("from this machine to the open net", "http://127.0.0.1:8/a", "http://hub/a", false);
    row("a file", "https://hub/a", "file:///etc/passwd", false);
    row("no host", "https://hub/a", "https:///a", false);
}

void ModelInstallerTest::addresses() {
    QFETCH(QString, start);
    QFETCH(QString, target);
    QFETCH(bool, allowed);
    QCOMPARE(mayFetch(QUrl(target), QUrl(start)), allowed);
}

} // namespace

QTEST_GUILESS_MAIN(ModelInstallerTest)
#include "tst_model_installer.moc"
