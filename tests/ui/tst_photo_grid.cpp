#include "ui/painted_source.h"
#include "ui/photo_grid.h"
#include "ui/theme.h"

#include <QAccessible>
#include <QApplication>
#include <QElapsedTimer>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>

#include <memory>

using namespace fovea;
using namespace fovea::ui;

class TestPhotoGrid : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void clicksSelectAsInAFileManager_data();
    void clicksSelectAsInAFileManager();
    void keysMoveAndSelect_data();
    void keysMoveAndSelect();
    void downThenUpComesBack();
    void rightToLeftMirrorsKeysAndPlaces();
    void lassoSelectsWhatItTouches();
    void lassoScrollsAtTheEdge();
    void dragTakesTheWholeSelection();
    void clickOnOneOfSeveralSelectsItAlone();
    void openPreviewAndMenu();
    void typedTextIsLeftToTheWindow();
    void placeIsKeptWhenPhotosChange_data();
    void placeIsKeptWhenPhotosChange();
    void photosThatGoLeaveTheSelection();
    void newSearchStartsAtTheTop();
    void placeCanBeRestored();
    void sizeKeepsThePhotoUnderThePointer();
    void asksForWhatIsOnScreenFirst();
    void paintsWhatHasCome();
    void screenReadersHearTheCurrentPhoto();
    void monthHeadsStandBetween();
    void aMillionPhotosScroll();

private:
    PhotoId idAt(int index) const { return m_grid->items()[index].id; }
    QPoint centerOf(int index) const { return m_grid->photoRect(idAt(index)).center(); }
    void click(int index, Qt::KeyboardModifiers modifiers = Qt::NoModifier,
               Qt::MouseButton button = Qt::LeftButton) {
        QTest::mouseClick(m_grid->viewport(), button, modifiers, centerOf(index));
    }
    QList<int> selected() const {
        QList<int> indexes;
        for (const PhotoId id : m_grid->selection()) {
            indexes.append(int(id.value - 1));
        }
        return indexes;
    }
    int currentIndex() const { return int(m_grid->current().value - 1); }

    std::unique_ptr<PaintedSource> m_source;
    std::unique_ptr<PhotoGrid> m_grid;
};

struct Click {
    int index;
    Qt::KeyboardModifiers modifiers;
};
Q_DECLARE_METATYPE(QList<Click>)

struct Stroke {
    Qt::Key key;
    Qt::KeyboardModifiers modifiers;
};
Q_DECLARE_METATYPE(QList<Stroke>)

void TestPhotoGrid::initTestCase() {
    Theme::instance().setReducedMotion(true);
    Theme::instance().setAppearance(Appearance::Light);
    Theme::instance().install(*qApp);
}

void TestPhotoGrid::init() {
    m_source = std::make_unique<PaintedSource>();
    m_grid = std::make_unique<PhotoGrid>();
    m_grid->setSource(m_source.get());
    m_grid->resize(1000, 700);
    m_grid->setItems(photos(200), KeepPlace::Top);
    m_grid->show();
    m_grid->setFocus();
    QVERIFY(QTest::qWaitForWindowExposed(m_grid.get()));
}

void TestPhotoGrid::cleanup() {
    m_grid.reset();
    m_source.reset();
}

void TestPhotoGrid::clicksSelectAsInAFileManager_data() {
    QTest::addColumn<QList<Click>>("clicks");
    QTest::addColumn<QList<int>>("expected");
    QTest::addColumn<int>("current");
    const auto none = Qt::NoModifier;
    const auto ctrl = Qt::ControlModifier;
    const auto shift = Qt::ShiftModifier;
    QTest::newRow("one") << QList<Click>{{2, none}} << QList<int>{2} << 2;
    QTest::newRow("another instead") << QList<Click>{{2, none}, {5, none}} << QList<int>{5} << 5;
    QTest::newRow("ctrl adds") << QList<Click>{{2, none}, {5, ctrl}} << QList<int>{2, 5} << 5;
    QTest::newRow("ctrl takes away")
        << QList<Click>{{2, none}, {5, ctrl}, {2, ctrl}} << QList<int>{5} << 2;
    QTest::newRow("range") << QList<Click>{{2, none}, {5, shift}} << QList<int>{2, 3, 4, 5} << 5;
    QTest::newRow("range backward")
        << QList<Click>{{5, none}, {3, shift}} << QList<int>{3, 4, 5} << 3;
    QTest::newRow("range turned over its anchor")
        << QList<Click>{{5, none}, {8, shift}, {3, shift}} << QList<int>{3, 4, 5} << 3;
    QTest::newRow("second range beside the first")
        << QList<Click>{{1, none}, {2, shift}, {6, ctrl}, {8, ctrl | shift}}
        << QList<int>{1, 2, 6, 7, 8} << 8;
    QTest::newRow("range without a beginning") << QList<Click>{{4, shift}} << QList<int>{4} << 4;
}

void TestPhotoGrid::clicksSelectAsInAFileManager() {
    QFETCH(QList<Click>, clicks);
    QFETCH(QList<int>, expected);
    QFETCH(int, current);
    for (const Click &c : clicks) {
        click(c.index, c.modifiers);
    }
    QCOMPARE(selected(), expected);
    QCOMPARE(currentIndex(), current);
    QTest::mouseClick(m_grid->viewport(), Qt::LeftButton, Qt::NoModifier, QPoint(4, 300));
    QCOMPARE(m_grid->selectedCount(), 0);
}

void TestPhotoGrid::keysMoveAndSelect_data() {
    QTest::addColumn<QList<Stroke>>("strokes");
    QTest::addColumn<QList<int>>("expected");
    QTest::addColumn<int>("current");
    const auto none = Qt::NoModifier;
    const auto ctrl = Qt::ControlModifier;
    const auto shift = Qt::ShiftModifier;
    using K = QList<Stroke>;
    QTest::newRow("first key takes the first") << K{{Qt::Key_Right, none}} << QList<int>{0} << 0;
    QTest::newRow("right") << K{{Qt::Key_Right, none}, {Qt::Key_Right, none}} << QList<int>{1} << 1;
    QTest::newRow("left stops") << K{{Qt::Key_Home, none}, {Qt::Key_Left, none}} << QList<int>{0}
                                << 0;
    QTest::newRow("end") << K{{Qt::Key_End, none}} << QList<int>{199} << 199;
    QTest::newRow("shift extends")
        << K{{Qt::Key_Home, none}, {Qt::Key_Right, shift}, {Qt::Key_Right, shift}}
        << QList<int>{0, 1, 2} << 2;
    QTest::newRow("shift and back")
        << K{{Qt::Key_Home, none}, {Qt::Key_Right, shift}, {Qt::Key_Left, shift}} << QList<int>{0}
        << 0;
    QTest::newRow("ctrl moves alone")
        << K{{Qt::Key_Home, none}, {Qt::Key_Right, ctrl}} << QList<int>{0} << 1;
    QTest::newRow("ctrl+space toggles") << K{{Qt::Key_Home, none},
                                             {Qt::Key_Right, ctrl},
                                             {Qt::Key_Right, ctrl},
                                             {Qt::Key_Space, ctrl}}
                                        << QList<int>{0, 2} << 2;
    QTest::newRow("escape clears")
        << K{{Qt::Key_End, none}, {Qt::Key_Escape, none}} << QList<int>{} << 199;
}

void TestPhotoGrid::keysMoveAndSelect() {
    QFETCH(QList<Stroke>, strokes);
    QFETCH(QList<int>, expected);
    QFETCH(int, current);
    for (const Stroke &s : strokes) {
        QTest::keyClick(m_grid.get(), s.key, s.modifiers);
    }
    QCOMPARE(selected(), expected);
    QCOMPARE(currentIndex(), current);
    QVERIFY2(m_grid->viewport()->rect().contains(m_grid->photoRect(m_grid->current())),
             "the current photo is in view");
    QTest::keyClick(m_grid.get(), Qt::Key_A, Qt::ControlModifier);
    QCOMPARE(m_grid->selectedCount(), 200);
}

void TestPhotoGrid::downThenUpComesBack() {
    click(3);
    const QRect from = m_grid->photoRect(idAt(3));
    QTest::keyClick(m_grid.get(), Qt::Key_Down);
    const QRect to = m_grid->photoRect(m_grid->current());
    QVERIFY(to.top() > from.bottom());
    QVERIFY(to.left() <= from.center().x() && to.right() >= from.center().x() - 4);
    QTest::keyClick(m_grid.get(), Qt::Key_Down);
    QTest::keyClick(m_grid.get(), Qt::Key_Up);
    QTest::keyClick(m_grid.get(), Qt::Key_Up);
    QCOMPARE(currentIndex(), 3);
    QTest::keyClick(m_grid.get(), Qt::Key_PageDown);
    QVERIFY(currentIndex() > 10);
    QTest::keyClick(m_grid.get(), Qt::Key_PageUp);
    QCOMPARE(currentIndex(), 3);
}

void TestPhotoGrid::rightToLeftMirrorsKeysAndPlaces() {
    m_grid->setLayoutDirection(Qt::RightToLeft);
    QVERIFY(m_grid->photoRect(idAt(0)).left() > m_grid->photoRect(idAt(1)).left());
    click(0);
    QTest::keyClick(m_grid.get(), Qt::Key_Left);
    QCOMPARE(currentIndex(), 1);
}

void TestPhotoGrid::lassoSelectsWhatItTouches() {
    QSignalSpy drags(m_grid.get(), &PhotoGrid::dragStarted);
    const QRect first = m_grid->photoRect(idAt(0));
    const QPoint from(first.left() - 8, first.top() + 20);
    const QPoint to(m_grid->photoRect(idAt(1)).center());
    QTest::mousePress(m_grid->viewport(), Qt::LeftButton, Qt::NoModifier, from);
    QTest::mouseMove(m_grid->viewport(), to);
    QTest::mouseRelease(m_grid->viewport(), Qt::LeftButton, Qt::NoModifier, to);
    QCOMPARE(selected(), (QList<int>{0, 1}));
    QTest::mousePress(m_grid->viewport(), Qt::LeftButton, Qt::ControlModifier, from);
    QTest::mouseMove(m_grid->viewport(), first.center());
    QTest::mouseRelease(m_grid->viewport(), Qt::LeftButton, Qt::ControlModifier, first.center());
    QCOMPARE(selected(), (QList<int>{1}));
    QCOMPARE(drags.count(), 0);
}

void TestPhotoGrid::lassoScrollsAtTheEdge() {
    QTest::mousePress(m_grid->viewport(), Qt::LeftButton, Qt::NoModifier, QPoint(4, 300));
    QTest::mouseMove(m_grid->viewport(), QPoint(400, m_grid->viewport()->height() + 60));
    const int before = m_grid->selectedCount();
    QTRY_VERIFY(m_grid->verticalScrollBar()->value() > 300);
    QTRY_VERIFY(m_grid->selectedCount() > before);
    QTest::mouseRelease(m_grid->viewport(), Qt::LeftButton, Qt::NoModifier, QPoint(400, 300));
}

void TestPhotoGrid::dragTakesTheWholeSelection() {
    QSignalSpy drags(m_grid.get(), &PhotoGrid::dragStarted);
    click(1);
    click(3, Qt::ControlModifier);
    QTest::mousePress(m_grid->viewport(), Qt::LeftButton, Qt::NoModifier, centerOf(1));
    QTest::mouseMove(m_grid->viewport(), centerOf(1) + QPoint(40, 0));
    QTest::mouseRelease(m_grid->viewport(), Qt::LeftButton, Qt::NoModifier,
                        centerOf(1) + QPoint(40, 0));
    QCOMPARE(drags.count(), 1);
    QCOMPARE(drags[0][0].value<QList<PhotoId>>(), (QList<PhotoId>{idAt(1), idAt(3)}));
    QCOMPARE(selected(), (QList<int>{1, 3}));
}

void TestPhotoGrid::clickOnOneOfSeveralSelectsItAlone() {
    click(1);
    click(3, Qt::ShiftModifier);
    click(2);
    QCOMPARE(selected(), (QList<int>{2}));
}

void TestPhotoGrid::openPreviewAndMenu() {
    QSignalSpy opened(m_grid.get(), &PhotoGrid::openRequested);
    QSignalSpy previewed(m_grid.get(), &PhotoGrid::previewRequested);
    click(4);
    QTest::keyClick(m_grid.get(), Qt::Key_Return);
    QTest::mouseDClick(m_grid->viewport(), Qt::LeftButton, Qt::NoModifier, centerOf(2));
    QCOMPARE(opened.count(), 2);
    QCOMPARE(opened[0][0].value<PhotoId>(), idAt(4));
    QCOMPARE(opened[1][0].value<PhotoId>(), idAt(2));
    QTest::keyClick(m_grid.get(), Qt::Key_Space);
    QCOMPARE(previewed.count(), 1);
    click(1);
    click(2, Qt::ControlModifier);
    click(1, Qt::NoModifier, Qt::RightButton);
    QCOMPARE(selected(), (QList<int>{1, 2}));
    click(6, Qt::NoModifier, Qt::RightButton);
    QCOMPARE(selected(), (QList<int>{6}));
}

void TestPhotoGrid::typedTextIsLeftToTheWindow() {
    for (const Qt::Key key : {Qt::Key_D, Qt::Key_Slash, Qt::Key_Escape}) {
        QKeyEvent event(QEvent::KeyPress, key, Qt::NoModifier, QStringLiteral("d"));
        QCoreApplication::sendEvent(m_grid.get(), &event);
        QVERIFY(!event.isAccepted());
    }
}

void TestPhotoGrid::placeIsKeptWhenPhotosChange_data() {
    QTest::addColumn<bool>("useCurrent");
    QTest::addColumn<int>("insertedAbove");
    QTest::addColumn<int>("removedAbove");
    QTest::newRow("photos added above") << false << 57 << 0;
    QTest::newRow("photos gone above") << false << 0 << 33;
    QTest::newRow("current photo, photos added above") << true << 57 << 0;
    QTest::newRow("same photos") << false << 0 << 0;
}

void TestPhotoGrid::placeIsKeptWhenPhotosChange() {
    QFETCH(bool, useCurrent);
    QFETCH(int, insertedAbove);
    QFETCH(int, removedAbove);
    m_grid->verticalScrollBar()->setValue(2000);
    const PhotoId kept = m_grid->photoAt(useCurrent ? QPoint(300, 400) : QPoint(20, 220));
    if (useCurrent) {
        QTest::mouseClick(m_grid->viewport(), Qt::LeftButton, Qt::NoModifier, QPoint(300, 400));
    }
    // Without a current photo the first whose top is on screen holds still.
    const PhotoId first = useCurrent ? kept : [this] {
        for (const PhotoItem &item : m_grid->items()) {
            if (m_grid->photoRect(item.id).top() >= 0) {
                return item.id;
            }
        }
        return PhotoId();
    }();
    const int y = m_grid->photoRect(first).top();
    m_grid->setItems(photos(insertedAbove, 1000) + photos(200).mid(removedAbove), KeepPlace::Photo);
    QCOMPARE(m_grid->photoRect(first).top(), y);
    QCOMPARE(m_grid->selectedCount(), useCurrent ? 1 : 0);
    QCOMPARE(m_grid->current(), useCurrent ? kept : PhotoId());
    m_grid->appendItems(photos(50, 2000));
    QCOMPARE(m_grid->photoRect(first).top(), y);
}

void TestPhotoGrid::photosThatGoLeaveTheSelection() {
    click(0);
    click(1, Qt::ControlModifier);
    click(3, Qt::ControlModifier);
    QSignalSpy changes(m_grid.get(), &PhotoGrid::selectionChanged);
    m_grid->setItems(photos(200).mid(2), KeepPlace::Photo); // as when two leave an album
    QCOMPARE(m_grid->selectedCount(), 1);
    QCOMPARE(m_grid->selection(), QList<PhotoId>{photos(200)[3].id});
    QCOMPARE(changes.size(), 1);
    m_grid->setItems(photos(200), KeepPlace::Photo); // and come back
    QCOMPARE(m_grid->selectedCount(), 1);
    m_grid->setItems({}, KeepPlace::Photo);
    QCOMPARE(m_grid->selectedCount(), 0);
}

void TestPhotoGrid::newSearchStartsAtTheTop() {
    click(2);
    m_grid->verticalScrollBar()->setValue(2000);
    QSignalSpy changes(m_grid.get(), &PhotoGrid::selectionChanged);
    m_grid->setItems(photos(200), KeepPlace::Top);
    QCOMPARE(m_grid->verticalScrollBar()->value(), 0);
    QCOMPARE(m_grid->selectedCount(), 0);
    QCOMPARE(m_grid->current(), PhotoId());
    QCOMPARE(changes.count(), 1);
}

void TestPhotoGrid::placeCanBeRestored() {
    m_grid->verticalScrollBar()->setValue(1777);
    QTest::mouseClick(m_grid->viewport(), Qt::LeftButton, Qt::NoModifier, QPoint(300, 400));
    const auto place = m_grid->place();
    m_grid->setItems(photos(5, 3000), KeepPlace::Top);
    m_grid->setItems(photos(200), KeepPlace::Top);
    m_grid->restorePlace(place);
    QCOMPARE(m_grid->verticalScrollBar()->value(), 1777);
    QCOMPARE(m_grid->selection(), place.selected);
    QCOMPARE(m_grid->current(), place.current);
}

void TestPhotoGrid::sizeKeepsThePhotoUnderThePointer() {
    m_grid->verticalScrollBar()->setValue(2000);
    const QPoint pointer(500, 350);
    const PhotoId id = m_grid->photoAt(pointer);
    const int top = m_grid->photoRect(id).top();
    QSignalSpy sizes(m_grid.get(), &PhotoGrid::rowHeightChanged);
    QWheelEvent wheel(pointer, m_grid->mapToGlobal(pointer), QPoint(), QPoint(0, 240), Qt::NoButton,
                      Qt::ControlModifier, Qt::NoScrollPhase, false);
    QCoreApplication::sendEvent(m_grid->viewport(), &wheel);
    QCOMPARE(sizes.count(), 1);
    QVERIFY(m_grid->rowHeight() > PhotoGrid::kDefaultRowHeight);
    QCOMPARE(m_grid->photoRect(id).top(), top);
    m_grid->setRowHeight(1);
    QCOMPARE(m_grid->rowHeight(), PhotoGrid::kMinRowHeight);
}

void TestPhotoGrid::asksForWhatIsOnScreenFirst() {
    m_grid->verticalScrollBar()->setValue(2000);
    QVERIFY(m_source->wantedNow.contains(m_grid->photoAt(QPoint(300, 400))));
    for (const PhotoId id : m_source->wantedNow) {
        QVERIFY(m_grid->photoRect(id).intersects(m_grid->viewport()->rect()));
    }
    QVERIFY(!m_source->wantedSoon.isEmpty());
    QVERIFY2(m_grid->photoRect(m_source->wantedSoon.last()).bottom() < 0,
             "on the way down, above comes last");
}

void TestPhotoGrid::paintsWhatHasCome() {
    const PhotoId id = idAt(1);
    const QPoint center = centerOf(1);
    const auto pixel = [&] { return m_grid->viewport()->grab().toImage().pixelColor(center); };
    QCOMPARE(pixel(), Theme::instance().colors().placeholder);
    m_source->bring({id});
    QCOMPARE(pixel(), PaintedSource::colorOf(id));
    const QImage image = m_grid->viewport()->grab().toImage();
    QVERIFY2(image.pixelColor(m_grid->photoRect(id).topLeft()) != PaintedSource::colorOf(id),
             "corners are round");
}

void TestPhotoGrid::screenReadersHearTheCurrentPhoto() {
    m_grid->setDescriber([](PhotoId id) { return QStringLiteral("IMG_%1.jpg").arg(id.value); });
    QAccessibleInterface *list = QAccessible::queryAccessibleInterface(m_grid.get());
    QCOMPARE(list->role(), QAccessible::List);
    QCOMPARE(list->childCount(), 200);
    click(4);
    QCOMPARE(m_grid->accessibleDescription(), QStringLiteral("IMG_5.jpg"));
    QAccessibleInterface *photo = list->child(4);
    QCOMPARE(photo->text(QAccessible::Name), QStringLiteral("IMG_5.jpg"));
    QVERIFY(photo->state().selected);
    QCOMPARE(list->indexOfChild(photo), 4);
    QCOMPARE(photo->parent(), list);
}

void TestPhotoGrid::monthHeadsStandBetween() {
    const int without = m_grid->photoRect(idAt(20)).top();
    m_grid->setMonthHeads(true);
    const QRect first = m_grid->photoRect(idAt(0));
    QCOMPARE(first.top(), 32);
    QVERIFY(m_grid->photoRect(idAt(20)).top() > without);
    // Photo 15 is the first of September 2024: a new row at the near edge.
    QCOMPARE(m_grid->photoRect(idAt(15)).left(), first.left());
}

void TestPhotoGrid::aMillionPhotosScroll() {
    m_grid->setItems(photos(1'000'000), KeepPlace::Top);
    QTest::keyClick(m_grid.get(), Qt::Key_End);
    QCOMPARE(currentIndex(), 999'999);
    QVERIFY(m_grid->viewport()->rect().contains(m_grid->photoRect(m_grid->current())));
    m_source->bring(m_source->wantedNow);
    QElapsedTimer clock;
    clock.start();
    for (int i = 0; i < 20; ++i) {
        m_grid->verticalScrollBar()->setValue(m_grid->verticalScrollBar()->maximum() - i * 10);
        m_grid->viewport()->repaint();
    }
    qInfo("%lld ms a frame at the end of 1,000,000 photos", clock.elapsed() / 20);
}

QTEST_MAIN(TestPhotoGrid)
#include "tst_photo_grid.moc"
