#include "ui/painted_source.h"
#include "ui/theme.h"
#include "ui/viewer.h"
#include "ui/viewer_canvas.h"
#include "ui/viewer_strip.h"
#include "ui/zoom_state.h"

#include <QApplication>
#include <QLabel>
#include <QSignalSpy>
#include <QTest>

#include <memory>

using namespace fovea;
using namespace fovea::ui;

class TestViewer : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup();
    void fitShowsTheWholePhoto_data();
    void fitShowsTheWholePhoto();
    void zoomKeepsWhatIsUnderThePointer();
    void panStopsAtTheEdges();
    void trueSizeDoesNotMoveThePhoto();
    void opensOnTheThumbnailThenTakesThePreview();
    void neighborsAreFetchedAhead();
    void keysGoThroughThePhotos();
    void zoomBeyondThePreviewAsksForAll();
    void doubleClickTogglesActualSize();
    void failureIsToldInASentence();
    void staleAnswersAreDropped();
    void listMayChangeBehind();
    void similarPhotosAreFollowedAndLeft();

private:
    void give(PhotoId id, QSize full = QSize(3000, 2000)) {
        QImage image(1500, 1000, QImage::Format_RGB32);
        image.fill(PaintedSource::colorOf(id));
        Q_EMIT m_source->previewReady(id, image, full);
    }
    void key(int code) { QTest::keyClick(m_viewer.get(), Qt::Key(code)); }
    ViewerCanvas *canvas() const { return m_viewer->findChild<ViewerCanvas *>(); }
    bool hasText(const QString &text) const {
        const auto labels = m_viewer->findChildren<QLabel *>();
        return std::any_of(labels.begin(), labels.end(), [&](const QLabel *label) {
            return label->isVisible() && label->text() == text;
        });
    }

    std::unique_ptr<PaintedSource> m_source;
    std::unique_ptr<Viewer> m_viewer;
};

void TestViewer::initTestCase() {
    Theme::instance().install(*qApp);
}

void TestViewer::init() {
    m_source = std::make_unique<PaintedSource>();
    m_source->bring({PhotoId{3}});
    m_viewer = std::make_unique<Viewer>();
    m_viewer->setSource(m_source.get());
    m_viewer->resize(1000, 800);
    m_viewer->show();
    m_viewer->setFocus();
    m_viewer->open(photos(19), PhotoId{3});
}

void TestViewer::cleanup() {
    m_viewer.reset();
    m_source.reset();
}

void TestViewer::fitShowsTheWholePhoto_data() {
    QTest::addColumn<QSizeF>("photo");
    QTest::addColumn<double>("ratio");
    QTest::addColumn<QRectF>("place");
    QTest::newRow("large") << QSizeF(3000, 2000) << 1.0 << QRectF(0, 20, 900, 600);
    QTest::newRow("large, double pixels") << QSizeF(3000, 2000) << 2.0 << QRectF(0, 20, 900, 600);
    QTest::newRow("portrait") << QSizeF(2000, 4000) << 1.0 << QRectF(290, 0, 320, 640);
    QTest::newRow("panorama") << QSizeF(12000, 1000) << 1.0 << QRectF(0, 282.5, 900, 75);
    QTest::newRow("small, at most twice") << QSizeF(100, 100) << 1.0 << QRectF(350, 220, 200, 200);
}

void TestViewer::fitShowsTheWholePhoto() {
    QFETCH(QSizeF, photo);
    QFETCH(double, ratio);
    QFETCH(QRectF, place);
    ZoomState zoom;
    zoom.setView(QSizeF(900, 640), ratio);
    zoom.setPhoto(photo);
    QCOMPARE(zoom.photoRect(), place);
    QVERIFY(!zoom.canPan());
    QVERIFY(zoom.isFitted());
}

void TestViewer::zoomKeepsWhatIsUnderThePointer() {
    ZoomState zoom;
    zoom.setView(QSizeF(900, 600), 2);
    zoom.setPhoto(QSizeF(6000, 4000));
    const QPointF pointer(700, 200);
    const auto under = [&] { return (pointer - zoom.photoRect().topLeft()) / zoom.scale(); };
    const QPointF before = under();
    zoom.zoomBy(2, pointer);
    zoom.zoomBy(1.7, pointer);
    QVERIFY(QLineF(before, under()).length() < 0.01);
    zoom.zoomToActual(pointer);
    QCOMPARE(zoom.percent(), 100.0);
    QVERIFY(QLineF(before, under()).length() < 0.01);
    for (int i = 0; i < 100; ++i) {
        zoom.zoomBy(1.5, pointer);
    }
    QCOMPARE(zoom.percent(), ZoomState::kMaxPercent);
    for (int i = 0; i < 100; ++i) {
        zoom.zoomBy(0.5, pointer);
    }
    QVERIFY2(zoom.isFitted(), "all the way out is the whole photo");
}

void TestViewer::panStopsAtTheEdges() {
    ZoomState zoom;
    zoom.setView(QSizeF(900, 600), 1);
    zoom.setPhoto(QSizeF(3000, 2000));
    zoom.zoomToActual(QPointF(450, 300));
    zoom.panBy(QPointF(-100, -50));
    QCOMPARE(zoom.photoRect().topLeft(), QPointF(-1150, -750));
    zoom.panBy(QPointF(99999, 99999));
    QCOMPARE(zoom.photoRect().topLeft(), QPointF(0, 0));
    zoom.panBy(QPointF(-99999, -99999));
    QCOMPARE(zoom.photoRect().bottomRight(), QPointF(900, 600));
}

void TestViewer::trueSizeDoesNotMoveThePhoto() {
    ZoomState zoom;
    zoom.setView(QSizeF(900, 600), 1);
    zoom.setPhoto(QSizeF(4000, 2000));
    zoom.zoomBy(3, QPointF(100, 100));
    const QRectF before = zoom.photoRect();
    zoom.correctPhotoSize(QSizeF(8000, 4000));
    QCOMPARE(zoom.photoRect(), before);
}

void TestViewer::opensOnTheThumbnailThenTakesThePreview() {
    const auto pixel = [this] {
        return canvas()->grab().toImage().pixelColor(canvas()->rect().center());
    };
    QCOMPARE(pixel(), PaintedSource::colorOf(PhotoId{3}));
    QVERIFY(!canvas()->hasPixels());
    QCOMPARE(m_source->previews.first().id, PhotoId{3});
    QVERIFY(!m_source->previews.first().full);
    give(PhotoId{3});
    QVERIFY(canvas()->hasPixels());
    QVERIFY(hasText(QStringLiteral("3 of 19")));
}

void TestViewer::neighborsAreFetchedAhead() {
    m_source->previews.clear();
    give(PhotoId{3});
    QCOMPARE(m_source->previews.size(), 2);
    QCOMPARE(m_source->previews[0].id, PhotoId{4});
    QCOMPARE(m_source->previews[1].id, PhotoId{2});
    give(PhotoId{4});
    key(Qt::Key_Right);
    QVERIFY2(canvas()->hasPixels(), "what was fetched ahead is there at once");
}

void TestViewer::keysGoThroughThePhotos() {
    key(Qt::Key_Right);
    QCOMPARE(m_viewer->current(), PhotoId{4});
    key(Qt::Key_Left);
    key(Qt::Key_Left);
    QCOMPARE(m_viewer->current(), PhotoId{2});
    key(Qt::Key_End);
    key(Qt::Key_Right);
    QCOMPARE(m_viewer->current(), PhotoId{19});
    key(Qt::Key_Home);
    key(Qt::Key_Left);
    QCOMPARE(m_viewer->current(), PhotoId{1});
    QSignalSpy closed(m_viewer.get(), &Viewer::closed);
    key(Qt::Key_I);
    QVERIFY(m_viewer->panelVisible());
    key(Qt::Key_Escape);
    QCOMPARE(closed.count(), 1);
    QCOMPARE(closed[0][0].value<PhotoId>(), PhotoId{1});
}

void TestViewer::zoomBeyondThePreviewAsksForAll() {
    give(PhotoId{3});
    m_source->previews.clear();
    key(Qt::Key_1);
    QCOMPARE(canvas()->zoom().percent(), 100.0);
    QCOMPARE(m_source->previews.size(), 1);
    QVERIFY(m_source->previews[0].full);
    key(Qt::Key_Plus);
    QCOMPARE(m_source->previews.size(), 1); // asked once
    QImage all(3000, 2000, QImage::Format_RGB32);
    all.fill(Qt::white);
    Q_EMIT m_source->previewReady(PhotoId{3}, all, all.size());
    give(PhotoId{3}); // a smaller one that was still on its way changes nothing
    QCOMPARE(canvas()->grab().toImage().pixelColor(canvas()->rect().center()),
             QColor(Qt::white).toRgb());
    key(Qt::Key_0);
    QVERIFY(canvas()->zoom().isFitted());
}

void TestViewer::doubleClickTogglesActualSize() {
    give(PhotoId{3});
    const QPoint center = canvas()->rect().center();
    QTest::mouseDClick(canvas(), Qt::LeftButton, Qt::NoModifier, center);
    QCOMPARE(canvas()->zoom().percent(), 100.0);
    const QPointF before = canvas()->zoom().photoRect().topLeft();
    QTest::mousePress(canvas(), Qt::LeftButton, Qt::NoModifier, center);
    QTest::mouseMove(canvas(), center + QPoint(30, 20));
    QTest::mouseRelease(canvas(), Qt::LeftButton, Qt::NoModifier, center + QPoint(30, 20));
    QCOMPARE(canvas()->zoom().photoRect().topLeft(), before + QPointF(30, 20));
    QTest::mouseDClick(canvas(), Qt::LeftButton, Qt::NoModifier, center);
    QVERIFY(canvas()->zoom().isFitted());
    QSignalSpy drags(m_viewer.get(), &Viewer::dragStarted);
    QTest::mousePress(canvas(), Qt::LeftButton, Qt::NoModifier, center);
    QTest::mouseMove(canvas(), center + QPoint(60, 20));
    QCOMPARE(drags.count(), 1);
}

void TestViewer::failureIsToldInASentence() {
    const QString sentence =
        QStringLiteral("The file ends in the middle. Copy it again from the camera.");
    Q_EMIT m_source->previewFailed(PhotoId{3}, sentence);
    QVERIFY(hasText(sentence));
    key(Qt::Key_Right);
    QVERIFY(!hasText(sentence));
    PhotoDetails details;
    details.id = PhotoId{4};
    details.offlineNote = QStringLiteral("NAS archive is not connected.");
    m_viewer->setDetails(details);
    QVERIFY(hasText(details.offlineNote));
}

void TestViewer::staleAnswersAreDropped() {
    key(Qt::Key_Right);
    PhotoDetails details;
    details.id = PhotoId{3};
    details.offlineNote = QStringLiteral("Of the photo before.");
    m_viewer->setDetails(details);
    QVERIFY(!hasText(details.offlineNote));
    m_viewer->setSimilar(PhotoId{3}, photos(5, 100));
    QVERIFY(!hasText(QStringLiteral("Similar photos")));
    give(PhotoId{9});
    QVERIFY(!canvas()->hasPixels());
}

void TestViewer::listMayChangeBehind() {
    m_viewer->setItems(photos(6, 100) + photos(19));
    QCOMPARE(m_viewer->current(), PhotoId{3});
    QVERIFY(hasText(QStringLiteral("9 of 25")));
    m_viewer->setItems(photos(19).mid(5));
    QCOMPARE(m_viewer->current(), PhotoId{3});
    key(Qt::Key_Right);
    QVERIFY(m_viewer->current() != PhotoId{3});
}

void TestViewer::similarPhotosAreFollowedAndLeft() {
    QSignalSpy closed(m_viewer.get(), &Viewer::closed);
    m_viewer->setSimilar(PhotoId{3}, photos(5, 100));
    QVERIFY(hasText(QStringLiteral("Similar photos")));
    auto *strip = m_viewer->findChild<ViewerStrip *>();
    QTest::mouseClick(strip, Qt::LeftButton, Qt::NoModifier, QPoint(40, 80));
    QCOMPARE(m_viewer->current(), PhotoId{100});
    QVERIFY(hasText(QStringLiteral("1 of 5")));
    key(Qt::Key_Right);
    key(Qt::Key_Escape);
    QCOMPARE(m_viewer->current(), PhotoId{3});
    QCOMPARE(closed.count(), 0);
    key(Qt::Key_Escape);
    QCOMPARE(closed.count(), 1);
}

QTEST_MAIN(TestViewer)
#include "tst_viewer.moc"
