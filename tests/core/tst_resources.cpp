#include "engine/core/resources.h"

#include <QtTest>

using namespace fovea;

class TestResources : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void cleanup() { qunsetenv("FOVEA_RESOURCES"); }

    void theProgramsFolderIsThatOfItsFile() {
        QCOMPARE(executableFolder(),
                 std::filesystem::canonical(QCoreApplication::applicationDirPath().toStdString()));
    }

    void theBuildIsLaidOutAsAnInstallation() {
        qunsetenv("FOVEA_RESOURCES");
        for (const char *part :
             {"models/fovea-starter/open_clip_config.json", "bpe_simple_vocab_16e6.txt.gz"}) {
            QVERIFY2(std::filesystem::exists(resourceFolder() / part), part);
        }
    }

    void theEnvironmentNamesAnotherPlace() {
        qputenv("FOVEA_RESOURCES", "/some/where");
        QCOMPARE(resourceFolder(), std::filesystem::path("/some/where"));
    }
};

QTEST_GUILESS_MAIN(TestResources)
#include "tst_resources.moc"
