// The search field by its keys, its chips and what is pasted into it.
#include "ui/search_field.h"

#include "ui/chip_widget.h"
#include "ui/drop_contents.h"

#include <QApplication>
#include <QClipboard>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>

#include <memory>

using namespace fovea;
using namespace fovea::ui;

namespace {

SearchChip chipNamed(const QString &name) {
    SearchChip chip;
    chip.file = QStringLiteral("/photos/") + name;
    chip.name = name;
    return chip;
}

QStringList names(const SearchField &field) {
    QStringList names;
    for (const SearchChip &chip : field.chips()) {
        names.append(chip.name);
    }
    return names;
}

} // namespace

class TestSearchField : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() {
        m_field = std::make_unique<SearchField>();
        m_field->resize(700, SearchField::kHeight);
        m_field->show();
        m_field->activateWindow();
        m_field->takeFocus();
        QVERIFY(QTest::qWaitForWindowActive(m_field.get()));
    }

    void backspaceAndDelete_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<int>("cursor");
        QTest::addColumn<QList<int>>("keys");
        QTest::addColumn<QStringList>("chips");
        QTest::addColumn<QString>("left");
        const QStringList both{QStringLiteral("a"), QStringLiteral("b")};
        const QStringList first{QStringLiteral("a")};
        const QStringList second{QStringLiteral("b")};
        QTest::newRow("backspace in text takes a letter")
            << QStringLiteral("dog") << 3 << QList<int>{Qt::Key_Backspace} << both
            << QStringLiteral("do");
        QTest::newRow("backspace at the start takes the last chip")
            << QStringLiteral("dog") << 0 << QList<int>{Qt::Key_Backspace} << first
            << QStringLiteral("dog");
        QTest::newRow("backspace in an empty field takes the last chip")
            << QString() << 0 << QList<int>{Qt::Key_Backspace} << first << QString();
        QTest::newRow("left goes to the chip, delete takes it")
            << QStringLiteral("dog") << 0 << QList<int>{Qt::Key_Left, Qt::Key_Delete} << first
            << QStringLiteral("dog");
        QTest::newRow("left twice goes to the first chip")
            << QString() << 0 << QList<int>{Qt::Key_Left, Qt::Key_Left, Qt::Key_Backspace} << second
            << QString();
        QTest::newRow("left and right come back to the text")
            << QStringLiteral("dog") << 0 << QList<int>{Qt::Key_Left, Qt::Key_Right, Qt::Key_Delete}
            << both << QStringLiteral("og");
    }

    void backspaceAndDelete() {
        QFETCH(QString, text);
        QFETCH(int, cursor);
        QFETCH(QList<int>, keys);
        QFETCH(QStringList, chips);
        QFETCH(QString, left);
        m_field->addChip(chipNamed(QStringLiteral("a")));
        m_field->addChip(chipNamed(QStringLiteral("b")));
        m_field->setText(text);
        m_field->edit()->setCursorPosition(cursor);
        for (const int key : keys) {
            QTest::keyClick(QApplication::focusWidget(), Qt::Key(key));
        }
        QCOMPARE(names(*m_field), chips);
        QCOMPARE(m_field->text(), left);
    }

    void theCrossTakesTheChipAway() {
        QSignalSpy edited(m_field.get(), &SearchField::chipsEdited);
        m_field->addChip(chipNamed(QStringLiteral("a")));
        auto *chip = m_field->findChild<ChipWidget *>();
        QVERIFY(chip != nullptr);
        QTest::mouseClick(chip, Qt::LeftButton, {}, {chip->width() - 10, chip->height() / 2});
        QVERIFY(m_field->chips().isEmpty());
        QCOMPARE(edited.size(), 2);
    }

    void aLongNameIsCutAndToldByTheToolTip() {
        m_field->addChip(chipNamed(QString(200, QLatin1Char('x'))));
        auto *chip = m_field->findChild<ChipWidget *>();
        QVERIFY(chip->width() <= ChipWidget::kMaxWidth);
        QVERIFY(chip->toolTip().contains(QString(200, QLatin1Char('x'))));
    }

    void chipsGiveWayToTheText() {
        m_field->resize(544, SearchField::kHeight); // in the smallest window
        for (int i = 0; i < SearchField::kMaxChips; ++i) {
            QVERIFY(m_field->addChip(
                        chipNamed(QStringLiteral("a rather long name %1.jpg").arg(i))) != 0);
        }
        QCOMPARE(m_field->addChip(chipNamed(QStringLiteral("one more"))), 0);
        QVERIFY(m_field->edit()->width() >= 100);
        for (const ChipWidget *chip : m_field->findChildren<ChipWidget *>()) {
            QVERIFY(m_field->rect().contains(chip->geometry()));
        }
    }

    void thePlaceholderFollowsTheChips() {
        m_field->setPlaceholder(QStringLiteral("Search your photos"));
        QCOMPARE(m_field->edit()->placeholderText(), QStringLiteral("Search your photos"));
        m_field->addChip(chipNamed(QStringLiteral("a")));
        QCOMPARE(m_field->edit()->placeholderText(), QStringLiteral("Add words, or drop a photo"));
    }

    void whatIsDraggedTakesThePlaceOfThePlaceholder() {
        m_field->setPlaceholder(QStringLiteral("Search your photos"));
        const QString before = m_field->edit()->placeholderText();
        QVERIFY(!before.isEmpty());
        m_field->setGhostChips({QStringLiteral("like dog.jpg")});
        QVERIFY(m_field->edit()->placeholderText().isEmpty());
        m_field->setGhostChips({});
        QCOMPARE(m_field->edit()->placeholderText(), before);
    }

    void downAndReturnLeave() {
        QSignalSpy down(m_field.get(), &SearchField::downPressed);
        QSignalSpy enter(m_field.get(), &SearchField::returnPressed);
        QTest::keyClick(m_field->edit(), Qt::Key_Down);
        QTest::keyClick(m_field->edit(), Qt::Key_Return);
        QCOMPARE(down.size(), 1);
        QCOMPARE(enter.size(), 1);
    }

    void pasting_data() {
        QTest::addColumn<QString>("kind");
        QTest::addColumn<bool>("picture");
        QTest::newRow("words") << QStringLiteral("text") << false;
        QTest::newRow("a web address as text") << QStringLiteral("link") << false;
        QTest::newRow("an image") << QStringLiteral("image") << true;
        QTest::newRow("a file") << QStringLiteral("file") << true;
        QTest::newRow("a spreadsheet: text with a picture of it")
            << QStringLiteral("both") << false;
    }

    void pasting() {
        QFETCH(QString, kind);
        QFETCH(bool, picture);
        auto *mime = new QMimeData;
        if (kind == QLatin1String("text") || kind == QLatin1String("both")) {
            mime->setText(QStringLiteral("a dog"));
        }
        if (kind == QLatin1String("image") || kind == QLatin1String("both")) {
            mime->setData(QStringLiteral("image/png"), QByteArray("png"));
        }
        if (kind == QLatin1String("link")) {
            mime->setText(QStringLiteral("https://example.org/dog.jpg"));
        }
        if (kind == QLatin1String("file")) {
            mime->setUrls({QUrl::fromLocalFile(QStringLiteral("/photos/dog.jpg"))});
        }
        QApplication::clipboard()->setMimeData(mime);
        QSignalSpy pasted(m_field.get(), &SearchField::pastedData);
        QTest::keySequence(m_field->edit(), QKeySequence::Paste);
        QCOMPARE(pasted.size(), picture ? 1 : 0);
        QCOMPARE(m_field->text().isEmpty(), picture);
    }

    void rightToLeftMirrors() {
        m_field->setLayoutDirection(Qt::RightToLeft);
        m_field->addChip(chipNamed(QStringLiteral("a")));
        auto *chip = m_field->findChild<ChipWidget *>();
        QVERIFY(chip->x() > m_field->edit()->x());
        QTest::keyClick(m_field->edit(), Qt::Key_Right);
        QVERIFY(chip->hasFocus());
    }

private:
    std::unique_ptr<SearchField> m_field;
};

QTEST_MAIN(TestSearchField)
#include "tst_search_field.moc"
