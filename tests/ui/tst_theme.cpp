#include "ui/icons.h"
#include "ui/theme.h"

#include <QApplication>
#include <QCheckBox>
#include <QImage>
#include <QLineEdit>
#include <QPushButton>
#include <QSharedPointer>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

using namespace fovea::ui;

class TestTheme : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void textIsLegible_data();
    void textIsLegible();
    void highlightOfTheSystemStandsOut_data();
    void highlightOfTheSystemStandsOut();
    void appearanceCanBeForced();
    void everyIconDraws();
    void strokeIsTheSameAtAnySize();
    void keyboardFocusIsSeen_data();
    void keyboardFocusIsSeen();
};

void TestTheme::textIsLegible_data() {
    QTest::addColumn<bool>("dark");
    QTest::newRow("light") << false;
    QTest::newRow("dark") << true;
}

void TestTheme::textIsLegible() {
    QFETCH(bool, dark);
    const ThemeColors c = themeColors(dark);
    for (const QColor &ground : {c.window, c.base, c.field, c.raised, c.fill, c.current}) {
        QVERIFY(contrastRatio(c.text, ground) >= 7);
        QVERIFY(contrastRatio(c.text2, ground) >= 4.5);
    }
    QVERIFY(contrastRatio(c.onAccent, c.accent) >= 4.5);
    QVERIFY(contrastRatio(c.link, c.base) >= 4.5);
    QVERIFY(contrastRatio(c.focus, c.base) >= 3);
    QVERIFY(contrastRatio(c.control, c.base) >= 3);
    QVERIFY(contrastRatio(c.warning, c.base) >= 4.5);
}

void TestTheme::highlightOfTheSystemStandsOut_data() {
    QTest::addColumn<QColor>("highlight");
    QTest::newRow("yellow") << QColor(0xF9, 0xD7, 0x1C);
    QTest::newRow("near black") << QColor(0x10, 0x10, 0x20);
    QTest::newRow("near white") << QColor(0xF4, 0xF4, 0xFF);
    QTest::newRow("grey") << QColor(0x80, 0x80, 0x80);
    QTest::newRow("blue") << QColor(0x30, 0x8C, 0xC6);
    QTest::newRow("red") << QColor(0xE0, 0x1B, 0x24);
}

void TestTheme::highlightOfTheSystemStandsOut() {
    QFETCH(QColor, highlight);
    for (const bool dark : {false, true}) {
        const ThemeColors c = withHighlight(themeColors(dark), highlight);
        QCOMPARE(c.accent, highlight);
        QVERIFY(contrastRatio(c.focus, c.base) >= 3);
        QVERIFY(contrastRatio(c.link, c.base) >= 4.5);
        QVERIFY(contrastRatio(c.onAccent, c.accent) >= 3);
    }
}

void TestTheme::appearanceCanBeForced() {
    Theme &theme = Theme::instance();
    theme.install(*qApp);
    theme.setAppearance(Appearance::Light);
    QSignalSpy changes(&theme, &Theme::changed);
    theme.setAppearance(Appearance::Dark);
    QCOMPARE(changes.count(), 1);
    QVERIFY(theme.isDark());
    QCOMPARE(QApplication::palette().color(QPalette::Base), themeColors(true).base);
    theme.setReducedMotion(true);
    QCOMPARE(theme.motionMs(120), 0);
    theme.setReducedMotion(false);
    QCOMPARE(theme.motionMs(120), 120);
}

void TestTheme::everyIconDraws() {
    for (int i = 0; i <= int(Icon::ZoomOut); ++i) {
        const QImage image = iconPixmap(Icon(i), 20, Qt::red, 2).toImage();
        QCOMPARE(image.size(), QSize(40, 40));
        int inked = 0;
        for (int y = 0; y < image.height(); ++y) {
            for (int x = 0; x < image.width(); ++x) {
                inked += image.pixelColor(x, y).alpha() > 128 ? 1 : 0;
            }
        }
        QVERIFY2(inked > 20, qPrintable(QStringLiteral("icon %1 is empty").arg(i)));
    }
}

void TestTheme::keyboardFocusIsSeen_data() {
    QTest::addColumn<QSharedPointer<QAbstractButton>>("button");
    QTest::newRow("push button") << QSharedPointer<QAbstractButton>(new QPushButton);
    QTest::newRow("check box") << QSharedPointer<QAbstractButton>(new QCheckBox);
    auto tool = QSharedPointer<QToolButton>::create();
    tool->setAutoRaise(true);
    QTest::newRow("tool button") << QSharedPointer<QAbstractButton>(tool);
}

void TestTheme::keyboardFocusIsSeen() {
    QFETCH(const QSharedPointer<QAbstractButton>, button);
    Theme::instance().install(*qApp);
    QWidget window;
    window.resize(200, 60);
    button->setParent(&window);
    button->setText(QStringLiteral("Learn"));
    button->setFocusPolicy(Qt::StrongFocus);
    QLineEdit other(&window);
    other.move(120, 0);
    window.show();
    QVERIFY(QTest::qWaitForWindowActive(&window));
    other.setFocus();
    window.setAttribute(Qt::WA_KeyboardFocusChange);
    const QImage without = button->grab().toImage();
    button->setFocus(Qt::TabFocusReason);
    QVERIFY(button->grab().toImage() != without);
    button->setParent(nullptr);
}

void TestTheme::strokeIsTheSameAtAnySize() {
    for (const int size : {16, 20, 48}) {
        const qreal scale = 4;
        const QImage image = iconPixmap(Icon::Minus, size, Qt::black, scale).toImage();
        double ink = 0;
        for (int y = 0; y < image.height(); ++y) {
            ink += image.pixelColor(image.width() / 2, y).alphaF();
        }
        QVERIFY2(qAbs(ink / scale - 1.5) < 0.1, qPrintable(QString::number(ink / scale)));
    }
}

QTEST_MAIN(TestTheme)
#include "tst_theme.moc"
