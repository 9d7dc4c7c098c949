#include "ui/justified_layout.h"

#include <QElapsedTimer>
#include <QTest>

#include <numeric>
#include <random>

using namespace fovea::ui;

Q_DECLARE_METATYPE(std::vector<float>)

namespace {

std::vector<float> mixed(int count, unsigned seed = 1) {
    std::mt19937 random(seed);
    const std::vector<float> usual = {1.5F, 1.333F, 0.667F, 0.75F, 1.0F, 1.778F};
    std::vector<float> result(std::size_t(count), 0.0F);
    for (float &aspect : result) {
        aspect = usual[random() % usual.size()];
    }
    return result;
}

LayoutMetrics metricsOf(int width, bool mirrored = false) {
    LayoutMetrics metrics;
    metrics.width = width;
    metrics.mirrored = mirrored;
    return metrics;
}

} // namespace

class TestJustifiedLayout : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyPhotoStandsOnceInOrder_data() { shapes(); }
    void everyPhotoStandsOnceInOrder();
    void rowsKeepTheirBounds_data() { shapes(); }
    void rowsKeepTheirBounds();
    void lastRowIsNotBlownUp_data();
    void lastRowIsNotBlownUp();
    void panoramaIsShownWhole();
    void hitTestFindsWhatIsPlaced_data() { shapes(); }
    void hitTestFindsWhatIsPlaced();
    void mirroredIsTheMirrorImage();
    void appendGivesWhatAResetGives_data();
    void appendGivesWhatAResetGives();
    void headsStandAboveTheirMonths();
    void lassoFindsWhatItTouches();
    void aMillionPhotos();

private:
    static void shapes();
};

void TestJustifiedLayout::shapes() {
    QTest::addColumn<std::vector<float>>("aspects");
    QTest::addColumn<int>("width");
    QTest::addColumn<bool>("strict");
    QTest::newRow("none") << std::vector<float>{} << 1400 << true;
    QTest::newRow("one photo") << std::vector<float>{1.5F} << 1400 << true;
    QTest::newRow("usual mix") << mixed(500) << 1400 << true;
    QTest::newRow("4K wide") << mixed(2000) << 3840 << true;
    QTest::newRow("portrait only") << std::vector<float>(200, 0.667F) << 1176 << true;
    QTest::newRow("squares") << std::vector<float>(200, 1.0F) << 1176 << true;
    QTest::newRow("small window") << mixed(300) << 576 << false;
    QTest::newRow("very narrow") << mixed(50) << 120 << false;
    auto panoramas = mixed(100);
    panoramas[10] = panoramas[11] = panoramas[50] = 12.0F;
    panoramas[30] = 1.0F / 12;
    QTest::newRow("panoramas of 12:1 and 1:12") << panoramas << 1400 << false;
    QTest::newRow("no size known") << std::vector<float>{0, -1, NAN, INFINITY, 1} << 1400 << false;
}

void TestJustifiedLayout::everyPhotoStandsOnceInOrder() {
    QFETCH(std::vector<float>, aspects);
    QFETCH(int, width);
    JustifiedLayout layout;
    layout.reset(metricsOf(width), aspects);
    int next = 0;
    qint64 y = layout.metrics().top;
    for (const LayoutRow &row : layout.rows()) {
        QCOMPARE(row.first, next);
        QVERIFY(row.count > 0);
        QCOMPARE(row.y, y);
        y += row.height + layout.metrics().gap;
        int x = layout.metrics().left;
        for (int photo = row.first; photo < row.first + row.count; ++photo) {
            const auto place = layout.placeOf(photo);
            QCOMPARE(layout.rowOf(photo), int(&row - layout.rows().data()));
            QVERIFY2(std::abs(place.x - x) <= 1, "photos stand side by side with one gap");
            QVERIFY(place.width > 0);
            x = place.x + place.width + layout.metrics().gap;
        }
        next += row.count;
    }
    QCOMPARE(next, int(aspects.size()));
}

void TestJustifiedLayout::rowsKeepTheirBounds() {
    QFETCH(std::vector<float>, aspects);
    QFETCH(int, width);
    QFETCH(bool, strict);
    JustifiedLayout layout;
    const LayoutMetrics metrics = metricsOf(width);
    layout.reset(metrics, aspects);
    for (const LayoutRow &row : layout.rows()) {
        const auto last = layout.placeOf(row.first + row.count - 1);
        const int end = last.x + last.width;
        QVERIFY2(end <= metrics.left + std::max(metrics.contentWidth(), metrics.rowHeight / 4) + 1,
                 "nothing reaches into the gutter");
        if (row.justified) {
            QCOMPARE(end, metrics.left + metrics.contentWidth());
        }
        QVERIFY(row.height <= metrics.maxHeight() * 1.15 + 1);
        const bool isLast = &row == &layout.rows().back();
        if (strict && !isLast) {
            QVERIFY(row.justified);
            QVERIFY2(row.height >= metrics.minHeight() && row.height <= metrics.maxHeight(),
                     qPrintable(QString::number(row.height)));
        }
    }
}

void TestJustifiedLayout::lastRowIsNotBlownUp_data() {
    QTest::addColumn<std::vector<float>>("aspects");
    QTest::addColumn<bool>("fills");
    QTest::newRow("one") << std::vector<float>{1.5F} << false;
    QTest::newRow("two") << std::vector<float>{1.5F, 1.5F} << false;
    QTest::newRow("nearly full") << std::vector<float>(5, 1.4F) << true;
}

void TestJustifiedLayout::lastRowIsNotBlownUp() {
    QFETCH(std::vector<float>, aspects);
    QFETCH(bool, fills);
    JustifiedLayout layout;
    layout.reset(metricsOf(1400), aspects);
    QCOMPARE(layout.rows().size(), std::size_t(1));
    QCOMPARE(layout.rows()[0].justified, fills);
    QVERIFY(layout.rows()[0].height <= layout.metrics().lastHeight());
    QVERIFY(fills || layout.rows()[0].height == layout.metrics().rowHeight);
}

void TestJustifiedLayout::panoramaIsShownWhole() {
    JustifiedLayout layout;
    layout.reset(metricsOf(1400), std::vector<float>{1.5F, 12.0F, 1.5F, 1.5F});
    const auto place = layout.placeOf(1);
    QCOMPARE(place.width, layout.metrics().contentWidth());
    QCOMPARE(place.height, 110);
    QCOMPARE(layout.rows()[0].height,
             layout.metrics().rowHeight); // its neighbor is not pressed low
}

void TestJustifiedLayout::hitTestFindsWhatIsPlaced() {
    QFETCH(std::vector<float>, aspects);
    QFETCH(int, width);
    JustifiedLayout layout;
    layout.reset(metricsOf(width), aspects);
    for (int photo = 0; photo < layout.photoCount(); ++photo) {
        const auto place = layout.placeOf(photo);
        QCOMPARE(layout.photoAt(place.x, place.y), photo);
        QCOMPARE(layout.photoAt(place.x + place.width - 1, place.y + place.height - 1), photo);
        QCOMPARE(layout.photoAt(place.x, place.y + place.height + 1), -1);
        QCOMPARE(layout.nearestPhoto(place.x + place.width / 2, place.y + place.height / 2), photo);
    }
    QCOMPARE(layout.photoAt(2, 50), -1);
    QCOMPARE(layout.photoAt(200, -5), -1);
    QCOMPARE(layout.photoAt(200, layout.height() + 1000), -1);
}

void TestJustifiedLayout::mirroredIsTheMirrorImage() {
    JustifiedLayout straight;
    JustifiedLayout mirrored;
    straight.reset(metricsOf(1000), mixed(60));
    mirrored.reset(metricsOf(1000, true), mixed(60));
    QCOMPARE(straight.rows(), mirrored.rows());
    for (int photo = 0; photo < 60; ++photo) {
        const auto a = straight.placeOf(photo);
        const auto b = mirrored.placeOf(photo);
        QCOMPARE(b.x, 1000 - a.x - a.width);
        QCOMPARE(mirrored.photoAt(b.x + 1, b.y + 1), photo);
    }
}

void TestJustifiedLayout::appendGivesWhatAResetGives_data() {
    QTest::addColumn<int>("before");
    QTest::addColumn<int>("after");
    QTest::addColumn<bool>("grouped");
    QTest::newRow("to nothing") << 0 << 40 << false;
    QTest::newRow("one more") << 40 << 41 << false;
    QTest::newRow("many more") << 7 << 900 << false;
    QTest::newRow("within a month") << 45 << 49 << true;
    QTest::newRow("into new months") << 45 << 200 << true;
    QTest::newRow("at a month's edge") << 50 << 51 << true;
}

void TestJustifiedLayout::appendGivesWhatAResetGives() {
    QFETCH(int, before);
    QFETCH(int, after);
    QFETCH(bool, grouped);
    const auto aspects = mixed(after);
    std::vector<int> groups(grouped ? std::size_t(after) : 0, 0);
    for (std::size_t i = 0; i < groups.size(); ++i) {
        groups[i] = int(i / 25);
    }
    const auto head = [&](const auto &all, int count) {
        return std::span(all).first(all.empty() ? 0 : std::size_t(count));
    };
    JustifiedLayout whole;
    whole.reset(metricsOf(1400), aspects, groups);
    JustifiedLayout grown;
    grown.reset(metricsOf(1400), head(aspects, before), head(groups, before));
    grown.append(aspects, groups);
    QCOMPARE(grown.rows(), whole.rows());
    QCOMPARE(grown.heads(), whole.heads());
    QCOMPARE(grown.height(), whole.height());
}

void TestJustifiedLayout::headsStandAboveTheirMonths() {
    std::vector<int> groups(100, 24297);
    std::fill(groups.begin() + 30, groups.end(), 24296);
    JustifiedLayout layout;
    layout.reset(metricsOf(1400), mixed(100), groups);
    QCOMPARE(layout.heads().size(), std::size_t(2));
    QCOMPARE(layout.heads()[1].first, 30);
    QCOMPARE(layout.heads()[1].count, 70);
    const auto place = layout.placeOf(30);
    QCOMPARE(place.x, layout.metrics().left);
    QCOMPARE(place.y, layout.heads()[1].y + layout.metrics().headHeight);
    const auto [first, last] = layout.headsBetween(0, 10);
    QCOMPARE(last - first, 1);
}

void TestJustifiedLayout::lassoFindsWhatItTouches() {
    JustifiedLayout layout;
    layout.reset(metricsOf(1400), mixed(100));
    const auto a = layout.placeOf(3);
    const auto found = layout.photosIn(a.x + 10, a.y + 10, a.x + 11, a.y + 11);
    QCOMPARE(found, std::vector<int>{3});
    std::vector<int> all(100);
    std::iota(all.begin(), all.end(), 0);
    QCOMPARE(layout.photosIn(2000, layout.height(), 0, 0), all);
    QVERIFY(layout.photosIn(1390, 0, 1400, 9000).empty());
}

void TestJustifiedLayout::aMillionPhotos() {
    const auto aspects = mixed(1'000'000);
    QElapsedTimer clock;
    clock.start();
    JustifiedLayout layout;
    layout.reset(metricsOf(1400), aspects);
    qInfo("1,000,000 photos laid out in %lld ms", clock.elapsed());
    QCOMPARE(layout.rows().back().first + layout.rows().back().count, 1'000'000);
    const auto place = layout.placeOf(999'999);
    QCOMPARE(layout.photoAt(place.x + 1, place.y + 1), 999'999);
}

QTEST_APPLESS_MAIN(TestJustifiedLayout)
#include "tst_justified_layout.moc"
