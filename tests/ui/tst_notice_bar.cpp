// A notice comes, can be acted on, and goes by itself.
#include "ui/notice_bar.h"

#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace fovea::ui;

class TestNoticeBar : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void goesByItself() {
        QWidget window;
        NoticeBar notice(&window);
        notice.setDuration(20);
        window.resize(900, 400);
        window.show();
        int undone = 0;
        int ended = 0;
        QSignalSpy gone(&notice, &NoticeBar::gone);
        notice.show(
            {QStringLiteral("Gone."), QStringLiteral("Undo"), [&] { ++undone; }, [&] { ++ended; }});
        QVERIFY(notice.hasAction());
        notice.placeIn(window.rect()); // away from the mouse, which would hold it
        QVERIFY(gone.wait());
        QCOMPARE(undone, 0);
        QCOMPARE(ended, 1);
        QVERIFY(!notice.hasAction());
    }

    void theActionIsTakenOnce() {
        QWidget window;
        NoticeBar notice(&window);
        window.show();
        int undone = 0;
        int ended = 0;
        notice.show(
            {QStringLiteral("Gone."), QStringLiteral("Undo"), [&] { ++undone; }, [&] { ++ended; }});
        QTest::mouseClick(notice.findChild<QPushButton *>(), Qt::LeftButton);
        QVERIFY(notice.isHidden());
        notice.takeAction();
        notice.end();
        QCOMPARE(undone, 1);
        QCOMPARE(ended, 0);
    }

    void aNewNoticeEndsTheOneBefore() {
        QWidget window;
        NoticeBar notice(&window);
        window.show();
        int ended = 0;
        notice.show({QStringLiteral("First."), QStringLiteral("Undo"), [] {}, [&] { ++ended; }});
        notice.show({QStringLiteral("Second."), {}, {}, {}});
        QCOMPARE(ended, 1);
        QCOMPARE(notice.sentence(), QStringLiteral("Second."));
        QVERIFY(!notice.hasAction());
    }
};

QTEST_MAIN(TestNoticeBar)
#include "tst_notice_bar.moc"
