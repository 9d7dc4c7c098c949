#include "app/desktop_actions.h"
#include "app/paths.h"
#include "app/single_instance.h"

#include <QImage>
#include <QMimeData>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QThread>

using namespace fovea::app;

class TestDesktopActions : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void copiedPhotoHasFileAndPixels() {
        QMimeData files;
        files.setUrls({QUrl::fromLocalFile(QStringLiteral("/a b/ä.jpg"))});
        files.setData(QStringLiteral("x-special/gnome-copied-files"),
                      "copy\nfile:///a%20b/%C3%A4.jpg");
        QImage pixels(3, 2, QImage::Format_RGB32);
        pixels.fill(Qt::red);
        const auto both = withPixels(files, pixels);
        QCOMPARE(both->urls(), files.urls());
        QCOMPARE(both->data(QStringLiteral("x-special/gnome-copied-files")),
                 files.data(QStringLiteral("x-special/gnome-copied-files")));
        QCOMPARE(both->imageData().value<QImage>(), pixels);
    }

    void secondWindowHandsItsFoldersOver() {
        QTemporaryDir library;
        SingleInstance first(toPath(library.path()));
        QVERIFY(first.claim());
        QSignalSpy summoned(&first, &SingleInstance::summoned);
        // As another process would: it blocks while the first one's event loop runs.
        bool claimed = true;
        bool heard = false;
        QThread *other = QThread::create([&] {
            SingleInstance second(toPath(library.path()));
            claimed = second.claim();
            heard = second.handOver({QStringLiteral("/x"), QStringLiteral("/ÿ")});
        });
        other->start();
        QTRY_VERIFY(other->isFinished());
        delete other;
        QVERIFY(!claimed);
        QVERIFY(heard);
        QTRY_COMPARE(summoned.size(), 1);
        QCOMPARE(summoned[0][0].toStringList(),
                 (QStringList{QStringLiteral("/x"), QStringLiteral("/ÿ")}));
    }

    void librariesHaveWindowsOfTheirOwn() {
        QTemporaryDir one;
        QTemporaryDir two;
        SingleInstance first(toPath(one.path()));
        SingleInstance second(toPath(two.path()));
        QVERIFY(first.claim());
        QVERIFY(second.claim());
    }
};

QTEST_GUILESS_MAIN(TestDesktopActions)
#include "tst_desktop_actions.moc"
