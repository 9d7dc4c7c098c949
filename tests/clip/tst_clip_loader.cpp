#include "engine/clip/clip_loader.h"

#include <QtTest>

#include <fstream>

using namespace fovea;
using namespace fovea::clip;

class TestClipLoader : public QObject {
    Q_OBJECT

private:
    static QString sentenceFor(const QString &library) {
        qputenv("FOVEA_CLIP_LIBRARY", library.toUtf8());
        const auto model = openModel("/nowhere", {});
        return model ? QStringLiteral("it was loaded")
                     : QString::fromStdString(model.error().message);
    }

private Q_SLOTS:
    void aMissingLibraryIsNamedWithWhatToDo() {
        const QString sentence = sentenceFor(QStringLiteral("/nowhere/libfovea_clip_torch.so"));
        QVERIFY2(sentence.contains(QStringLiteral("/nowhere/libfovea_clip_torch.so")),
                 qPrintable(sentence));
        QVERIFY2(sentence.contains(QStringLiteral("install or build Fovea again")),
                 qPrintable(sentence));
    }

    void whatIsNoLibraryIsRefused() {
        const QTemporaryDir folder;
        const QString file = folder.filePath(QStringLiteral("libfovea_clip_torch.so"));
        std::ofstream(file.toStdString()) << "not a library";
        QVERIFY2(sentenceFor(file).contains(QStringLiteral("cannot be loaded")),
                 qPrintable(sentenceFor(file)));
    }

    void anotherLibraryIsRefused() {
        // zlib is a library, and none of Fovea's.
        const QString sentence = sentenceFor(QStringLiteral(FOVEA_OTHER_LIBRARY));
        QVERIFY2(sentence.contains(QStringLiteral("does not belong to this version of Fovea")),
                 qPrintable(sentence));
    }
};

QTEST_GUILESS_MAIN(TestClipLoader)
#include "tst_clip_loader.moc"
