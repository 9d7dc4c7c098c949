#include "ui/adapter_row.h"
#include "ui/models_page.h"
#include "ui/segmented_switch.h"

#include <QAbstractButton>
#include <QSignalSpy>
#include <QSlider>
#include <QtTest>

using namespace fovea::ui;

namespace {

AdapterEntry fido(bool on, double strength = 1) {
    AdapterEntry entry;
    entry.name = QStringLiteral("fido");
    entry.facts = QStringLiteral("New words: fido");
    entry.on = on;
    entry.strength = strength;
    return entry;
}

QList<ModelEntry> models(const QList<AdapterEntry> &adapters) {
    ModelEntry starter;
    starter.name = QStringLiteral("fovea-starter");
    starter.title = QStringLiteral("Starter model");
    starter.state = ModelEntry::State::InUse;
    starter.adapters = adapters;
    ModelEntry other;
    other.name = QStringLiteral("ViT-B-32");
    other.title = QStringLiteral("ViT-B-32");
    return {starter, other};
}

} // namespace

class TestModelsPage : public QObject {
    Q_OBJECT

    std::unique_ptr<ModelsPage> m_page;

    AdapterRow *row() const { return m_page->findChild<AdapterRow *>(); }
    QSlider *slider() const { return row()->findChild<QSlider *>(); }
    void press(const QString &word) const {
        for (QAbstractButton *button : row()->findChildren<QAbstractButton *>()) {
            if (button->text() == word) {
                button->click();
            }
        }
    }

private Q_SLOTS:
    void init() {
        m_page = std::make_unique<ModelsPage>();
        m_page->resize(800, 600);
        m_page->setModels(models({fido(false)}));
        m_page->show();
    }

    void anAdapterIsSwitchedOnAndOff() {
        QSignalSpy used(m_page.get(), &ModelsPage::useRequested);
        QVERIFY(!slider()->isVisibleTo(m_page.get()));
        press(QStringLiteral("On"));
        QCOMPARE(used.takeFirst().at(0).toString(), QStringLiteral("fovea-starter+fido"));
        m_page->setModels(models({fido(true)}));
        QVERIFY(slider()->isVisibleTo(m_page.get()));
        press(QStringLiteral("Off"));
        QCOMPARE(used.takeFirst().at(0).toString(), QStringLiteral("fovea-starter"));
    }

    void itComesBackAsItWas() {
        m_page->setModels(models({fido(false, .3)}));
        QSignalSpy used(m_page.get(), &ModelsPage::useRequested);
        press(QStringLiteral("On"));
        QCOMPARE(used.takeFirst().at(0).toString(), QStringLiteral("fovea-starter+fido@0.3"));
    }

    void itsStrengthIsChosen_data() {
        QTest::addColumn<int>("key");
        QTest::addColumn<QString>("chosen");
        QTest::newRow("less") << int(Qt::Key_Left) << QStringLiteral("fovea-starter+fido@0.4");
        QTest::newRow("more") << int(Qt::Key_Right) << QStringLiteral("fovea-starter+fido@0.6");
        QTest::newRow("least") << int(Qt::Key_Home) << QStringLiteral("fovea-starter+fido@0.1");
        QTest::newRow("all") << int(Qt::Key_End) << QStringLiteral("fovea-starter+fido");
    }
    void itsStrengthIsChosen() {
        QFETCH(const int, key);
        QFETCH(const QString, chosen);
        m_page->setModels(models({fido(true, .5)}));
        QSignalSpy used(m_page.get(), &ModelsPage::useRequested);
        QTest::keyClick(slider(), static_cast<Qt::Key>(key));
        QCOMPARE(used.count(), 1);
        QCOMPARE(used.takeFirst().at(0).toString(), chosen);
    }

    void whatIsToldAnewChoosesNothing() {
        QSignalSpy used(m_page.get(), &ModelsPage::useRequested);
        for (const double strength : {1.0, .3, .7}) {
            m_page->setModels(models({fido(true, strength)}));
        }
        QCOMPARE(slider()->value(), 7);
        QCOMPARE(used.count(), 0);
    }

    void adaptersComeAndGo() {
        AdapterEntry broken = fido(false);
        broken.name = QStringLiteral("torn");
        broken.problem = QStringLiteral("It is damaged.");
        m_page->setModels(models({fido(false), broken}));
        QTRY_COMPARE(m_page->findChildren<AdapterRow *>().size(), 2); // the former goes later
        const auto rows = m_page->findChildren<AdapterRow *>();
        QVERIFY(!rows[1]->findChild<SegmentedSwitch *>()->isEnabled());
        m_page->setModels(models({}));
        QTRY_COMPARE(m_page->findChildren<AdapterRow *>().size(), 0);
    }
};

QTEST_MAIN(TestModelsPage)
#include "tst_models_page.moc"
