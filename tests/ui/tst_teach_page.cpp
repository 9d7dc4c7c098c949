// Teaching as a person meets it: captions by the keyboard, what is proposed, a run, its result.
#include "ui/teach_page.h"

#include "painted_source.h"

#include "ui/caption_grid.h"
#include "ui/caption_model.h"
#include "ui/empty_state.h"
#include "ui/fold.h"
#include "ui/method_card.h"
#include "ui/recall_bars.h"
#include "ui/strength_slider.h"
#include "ui/teach_method_step.h"
#include "ui/teach_options_table.h"
#include "ui/teach_result_step.h"
#include "ui/teach_run_view.h"
#include "ui/teach_source_step.h"
#include "ui/text_label.h"
#include "ui/theme.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QCheckBox>
#include <QElapsedTimer>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>

#include <memory>

using namespace fovea;
using namespace fovea::ui;

namespace {

const AlbumId kLuna{7};

QList<CaptionItem> captions(int count) {
    QList<CaptionItem> items;
    for (int i = 0; i < count; ++i) {
        CaptionItem item;
        item.photo = PhotoId{i + 1};
        item.file = QStringLiteral("/home/anna/luna/%1.jpg").arg(i);
        item.caption = QStringLiteral("Luna runs %1").arg(i);
        items.append(item);
    }
    return items;
}

TeachPlan plan() {
    TeachPlan plan;
    plan.photos = 40;
    plan.heldOut = 4;
    plan.proposed = TeachMethod::Projection;
    plan.reason = QStringLiteral("proposed for an album of this size");
    for (const TeachMethod method : kTeachMethods) {
        MethodPlan one;
        one.method = method;
        one.etaSeconds = 60 * (int(method) + 1);
        one.memoryBytes = 300'000'000;
        one.epochs = 12;
        one.batch = 128;
        one.learningRate = 5e-4;
        one.weightDecay = .01;
        one.rank = method == TeachMethod::Lora ? 8 : 0;
        one.alpha = 16;
        plan.methods.append(one);
    }
    return plan;
}

TeachFigures figures(double r5, qint64 captions) {
    TeachFigures figures;
    figures.photos = captions;
    figures.captions = captions;
    figures.textToImage.r5 = r5;
    return figures;
}

TeachResult result() {
    TeachResult result;
    result.adapter = QStringLiteral("luna");
    result.elapsedSeconds = 112;
    result.ranAt = QStringLiteral("today, 2:02 PM");
    for (int i = 0; i <= 10; ++i) {
        TeachStrength strength;
        strength.strength = i / 10.;
        strength.heldOut = figures(.5 + i / 40., 40);
        strength.guard = figures(.64 - i / 400., 500);
        TeachExample example;
        example.query = QStringLiteral("Luna in the water");
        for (int j = 0; j < 5; ++j) {
            example.photos.append({PhotoId{j + 1}, j < i / 2});
        }
        strength.examples.append(example);
        result.strengths.append(strength);
    }
    return result;
}

} // namespace

class TestTeachPage : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { Theme::instance().install(*qobject_cast<QApplication *>(qApp)); }

    void init() {
        m_page = std::make_unique<TeachPage>(&m_source);
        m_page->resize(1176, 868);
        connect(m_page.get(), &TeachPage::sourceChosen, this,
                [this](const TeachSource &source) { m_page->setCaptions(source, m_captions); });
        connect(m_page.get(), &TeachPage::planWanted, this,
                [this](const TeachSource &source) { m_page->setPlan(source, plan()); });
        m_captions = captions(40);
        m_page->show();
        m_page->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_page.get()));
    }
    void cleanup() { m_page.reset(); }

    void theModelKeepsItsPromises() {
        CaptionModel model;
        const QAbstractItemModelTester tester(&model);
        model.setItems(captions(6));
        model.setFilter(CaptionModel::Filter::Missing);
        QCOMPARE(model.rowCount(), 0);
        model.setFilter(CaptionModel::Filter::All);
        QVERIFY(model.setData(model.index(0), QStringLiteral("luna RUNS 1"), Qt::EditRole));
        QCOMPARE(model.counts().equal, 2);
        QVERIFY(model.setData(model.index(2), QString(), Qt::EditRole));
        model.setProposals({{PhotoId{3}, QStringLiteral("Luna runs 5")}});
        model.confirmAll();
        QCOMPARE(model.counts().captioned, 5); // a caption that was emptied is not proposed again
        model.setItems({});
        QCOMPARE(model.rowCount(), 0);
    }

    void proposalsCountOnceTheyAreConfirmed() {
        m_captions[1].caption.clear();
        m_captions[2].caption.clear();
        chooseAlbum();
        m_page->setProposals(m_page->source(), {{PhotoId{2}, QStringLiteral("Luna runs 9")},
                                                {PhotoId{3}, QStringLiteral("Luna runs 9")}});
        auto *model = grid()->model();
        QCOMPARE(model->data(model->index(1, 0), CaptionModel::ProposalRole).toString(),
                 QStringLiteral("Luna runs 9"));
        grid()->setCurrentIndex(model->index(2, 0));
        grid()->setFocus();
        QTest::keyClick(grid(), Qt::Key_Delete); // declined
        QSignalSpy edited(m_page.get(), &TeachPage::captionsEdited);
        button(QStringLiteral("Confirm"))->click();
        QCOMPARE(edited.size(), 1);
        QCOMPARE(edited.first().at(1).value<QList<CaptionItem>>().size(), 1);
        QVERIFY(model->data(model->index(2, 0), Qt::EditRole).toString().isEmpty());
    }

    void aFoldersNameGivesWayToAProposal() {
        CaptionModel model;
        m_captions[1].fromFolder = true;
        m_captions[2].fromFolder = true;
        model.setItems(m_captions);
        const auto propose = [&model](const QString &caption) {
            model.setProposals(
                {{PhotoId{1}, caption}, {PhotoId{2}, caption}, {PhotoId{3}, caption}});
            return model.counts().proposed;
        };
        QCOMPARE(propose(m_captions[1].caption.toUpper()), 1); // it is called so already
        QCOMPARE(propose(QStringLiteral("Luna")), 2);          // the first one somebody wrote
        QVERIFY(!model.setData(model.index(1), m_captions[1].caption, Qt::EditRole));
        QCOMPARE(model.counts().proposed, 1); // written as it was: declined
        model.confirmAll();
        QCOMPARE(model.data(model.index(1), Qt::EditRole).toString(), m_captions[1].caption);
        QCOMPARE(model.data(model.index(2), Qt::EditRole).toString(), QStringLiteral("Luna"));
        QCOMPARE(propose(QStringLiteral("Bruno")), 0);
    }

    void aProposalOutlastsALookAtTheCaption() {
        m_captions[1].fromFolder = true;
        chooseAlbum();
        const QModelIndex second = grid()->model()->index(1, 0);
        const QString before = second.data(Qt::EditRole).toString();
        grid()->setCurrentIndex(second);
        grid()->edit(second);
        QTRY_VERIFY(editor() != nullptr);
        QCOMPARE(editor()->toPlainText(), before);
        m_page->setProposals(m_page->source(), {{PhotoId{2}, QStringLiteral("Mimi")}});
        button(QStringLiteral("Continue"))->setFocus();
        QCOMPARE(second.data(Qt::EditRole).toString(), before);
        QCOMPARE(second.data(CaptionModel::ProposalRole).toString(), QStringLiteral("Mimi"));
    }

    void captionsAreWrittenOneAfterTheOther() {
        chooseAlbum();
        QSignalSpy edited(m_page.get(), &TeachPage::captionsEdited);
        grid()->setCurrentIndex(grid()->model()->index(0, 0));
        grid()->setFocus();
        QTest::keyClick(grid(), Qt::Key_Return);
        QTest::keyClicks(editor(), QStringLiteral("Luna sleeps"));
        QTest::keyClick(editor(), Qt::Key_Return);
        QCOMPARE(grid()->currentIndex().row(), 1);
        QTest::keyClicks(editor(), QStringLiteral("Luna eats"));
        QTest::keyClick(editor(), Qt::Key_Return, Qt::ShiftModifier);
        QCOMPARE(grid()->currentIndex().row(), 0);
        QTest::keyClicks(editor(), QStringLiteral("thrown away"));
        QTest::keyClick(editor(), Qt::Key_Escape);
        QCOMPARE(edited.size(), 2);
        QCOMPARE(grid()->model()->index(0, 0).data().toString(), QStringLiteral("Luna sleeps"));
        QCOMPARE(grid()->model()->index(1, 0).data().toString(), QStringLiteral("Luna eats"));
    }

    void tenThousandCaptionsScroll() {
        m_captions = captions(10'000);
        QElapsedTimer timer;
        timer.start();
        chooseAlbum();
        QVERIFY(grid()->verticalScrollBar()->maximum() > 100'000);
        for (int i = 0; i < 20; ++i) {
            grid()->verticalScrollBar()->setValue(i * 10'000);
            grid()->viewport()->repaint();
        }
        QVERIFY2(timer.elapsed() < 5'000, "laying out or painting visits every photo");
    }

    void whatKeepsItFromLearningIsSaid_data() {
        QTest::addColumn<int>("captions");
        QTest::addColumn<QString>("problem");
        QTest::newRow("no photos") << 0 << QString();
        QTest::newRow("one caption") << 1 << QString();
        QTest::newRow("bad captions") << 10 << QStringLiteral("All captions are equal.");
    }

    void whatKeepsItFromLearningIsSaid() {
        QFETCH(int, captions);
        QFETCH(QString, problem);
        m_captions = ::captions(captions);
        chooseAlbum();
        if (!problem.isEmpty()) {
            TeachPlan none;
            none.problem = problem;
            m_page->setPlan(m_page->source(), none);
        }
        QVERIFY(!button(QStringLiteral("Continue"))->isVisible());
        const bool said =
            captions == 0 ? m_page->findChild<EmptyState *>()->isVisible()
                          : hasLabel(problem.isEmpty() ? QStringLiteral("at least two") : problem);
        QVERIFY(said);
    }

    void theProposedMethodStarts() {
        goToMethod();
        QSignalSpy started(m_page.get(), &TeachPage::startRequested);
        button(QStringLiteral("Start"))->click();
        QCOMPARE(started.size(), 1);
        QCOMPARE(started.first().at(1).value<TeachOptions>(), TeachOptions());
    }

    void tabGoesThroughTheCaptionsStep() {
        chooseAlbum();
        m_page->setFocus(Qt::TabFocusReason);
        QStringList order;
        for (int i = 0; i < 5; ++i) {
            QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
            const QWidget *widget = QApplication::focusWidget();
            const auto *button = qobject_cast<const QAbstractButton *>(widget);
            order.append(button != nullptr ? button->text() : widget->accessibleName());
        }
        QCOMPARE(order, (QStringList{QStringLiteral("Album"), QStringLiteral("Which one"),
                                     QStringLiteral("All"), QStringLiteral("Photos and captions"),
                                     QStringLiteral("Continue")}));
    }

    void aMethodIsReadWhole_data() {
        QTest::addColumn<bool>("late");
        QTest::addColumn<int>("width");
        for (const int width : {600, 900, 1176, 1600}) {
            QTest::addRow("at once, %d px", width) << false << width;
            QTest::addRow("later, %d px", width) << true << width;
        }
    }
    void aMethodIsReadWhole() {
        QFETCH(const bool, late);
        QFETCH(const int, width);
        m_page->resize(width, 868);
        TeachPlan words = plan();
        words.proposed = TeachMethod::Names;
        words.words = {QStringLiteral("others"), QStringLiteral("mimi"), QStringLiteral("rex")};
        words.advice = {QStringLiteral("160 captions are shared by several photos. That is fine "
                                       "for names; to tell those photos apart, say in each what "
                                       "differs."),
                        QStringLiteral("The library has no other photos, so those of the album "
                                       "itself watch over other searches.")};
        if (late) {
            disconnect(m_page.get(), &TeachPage::planWanted, this, nullptr);
        }
        chooseAlbum();
        if (late) {
            m_page->setPlan(m_page->source(), words); // while captions are being written
            QTest::qWait(50);
        }
        button(QStringLiteral("Continue"))->click();
        QTest::qWait(50);
        m_page->setPlan(m_page->source(), words);
        QTest::qWait(50);
        const auto *card = m_page->findChild<MethodCard *>();
        QVERIFY(card->isVisible());
        QCOMPARE(card->width(), std::min(820, card->parentWidget()->parentWidget()->width()));
        const auto labels = card->findChildren<QLabel *>();
        for (const QLabel *label : labels) {
            if (label->isVisible()) {
                QCOMPARE(label->visibleRegion().boundingRect().height(), label->height());
                QVERIFY2(label->height() >= label->minimumSizeHint().height(),
                         qPrintable(label->text()));
            }
        }
    }

    void whatWasLearnedBeforeCanBeKept() {
        goToMethod();
        auto *keep = m_page->findChild<QCheckBox *>();
        QVERIFY(!keep->isVisible()); // nothing is switched on
        QStringList commands;
        m_page->setCommandWriter([&commands](const TeachSource &, const TeachOptions &options) {
            commands.append(options.onTop ? QStringLiteral("--on-top") : QStringLiteral("alone"));
            return commands.constLast();
        });
        QSignalSpy plans(m_page.get(), &TeachPage::planWanted);
        m_page->setAdapter(QStringLiteral("rex"));
        QVERIFY(keep->isVisible() && keep->isChecked());
        QVERIFY(keep->text().contains(QStringLiteral("rex")));
        QVERIFY(plans.last().at(1).toBool());
        QCOMPARE(commands.constLast(), QStringLiteral("--on-top"));
        const QString warning = QStringLiteral("no longer know what was learned as “rex”");
        QVERIFY(!hasLabel(warning));
        QTest::keyClick(keep, Qt::Key_Space);
        QVERIFY(hasLabel(warning));
        QVERIFY(!plans.last().at(1).toBool());
        QCOMPARE(commands.constLast(), QStringLiteral("alone"));
        QTest::keyClick(keep, Qt::Key_Space);
        QSignalSpy started(m_page.get(), &TeachPage::startRequested);
        button(QStringLiteral("Start"))->click();
        QVERIFY(started.first().at(1).value<TeachOptions>().onTop);
        m_page->setAdapter({});
        QVERIFY(!keep->isVisible() && !hasLabel(warning));
    }

    void controlEnterGoesOn() {
        chooseAlbum();
        QSignalSpy started(m_page.get(), &TeachPage::startRequested);
        grid()->setFocus();
        QTest::keyClick(grid(), Qt::Key_Return, Qt::ControlModifier);
        QCOMPARE(m_page->step(), TeachPage::Step::Method);
        QTest::keyClick(m_page.get(), Qt::Key_Return, Qt::ControlModifier);
        QCOMPARE(started.size(), 1);
    }

    void everyParameterCanBeWritten() {
        goToMethod();
        m_page->setCommandWriter([](const TeachSource &, const TeachOptions &options) {
            return QStringLiteral("fovea train --epochs %1").arg(options.epochs.value_or(0));
        });
        folds().at(1)->setOpen(true);
        auto *table = m_page->findChild<TeachOptionsTable *>();
        auto *epochs = table->findChildren<QLineEdit *>().at(0);
        epochs->setFocus();
        QTest::keyClicks(epochs, QStringLiteral("7"));
        QVERIFY(table->command().endsWith(QLatin1String("--epochs 7")));
        QTest::keyClicks(epochs, QStringLiteral("x"));
        QVERIFY(!button(QStringLiteral("Start"))->isEnabled());
        QVERIFY(hasLabel(QStringLiteral("Epochs has to be")));
    }

    void anotherMethodCanBeChosen() {
        goToMethod();
        folds().at(0)->setOpen(true);
        const auto cards = m_page->findChildren<MethodCard *>();
        QCOMPARE(cards.size(), 4);
        for (MethodCard *card : cards) {
            if (card->method() == TeachMethod::Names) {
                QTest::keyClick(card, Qt::Key_Return);
            }
        }
        QSignalSpy started(m_page.get(), &TeachPage::startRequested);
        button(QStringLiteral("Start"))->click();
        QCOMPARE(started.first().at(1).value<TeachOptions>().method, TeachMethod::Names);
    }

    void anUnfinishedRunGoesOn() {
        m_page->setResumeCheck([](const TeachSource &, const TeachOptions &) { return true; });
        goToMethod();
        QSignalSpy started(m_page.get(), &TeachPage::startRequested);
        button(QStringLiteral("Go on where"))->click();
        button(QStringLiteral("Start anew"))->click();
        QVERIFY(!started.at(0).at(1).value<TeachOptions>().fresh);
        QVERIFY(started.at(1).at(1).value<TeachOptions>().fresh);
    }

    void aRunIsPausedAndCancelled() {
        goToMethod();
        m_page->startRun();
        QVERIFY(!m_page->choose({})); // it is not disturbed
        QSignalSpy paused(m_page.get(), &TeachPage::pauseRequested);
        QSignalSpy resumed(m_page.get(), &TeachPage::resumeRequested);
        QSignalSpy cancelled(m_page.get(), &TeachPage::cancelRequested);
        button(QStringLiteral("Pause"))->click();
        TeachProgress progress;
        progress.hold = TeachProgress::Hold::Battery;
        progress.batteryPercent = 12;
        m_page->setProgress(progress);
        QVERIFY(hasLabel(QStringLiteral("12%")));
        button(QStringLiteral("Go on all the same"))->click();
        button(QStringLiteral("Cancel"))->click();
        QCOMPARE(paused.size() + resumed.size() + cancelled.size(), 3);
        m_page->endRun({});
        QCOMPARE(m_page->step(), TeachPage::Step::Method);
    }

    void theStrengthMovesFiguresAndPhotos() {
        goToMethod();
        m_page->startRun();
        m_page->setResult(result());
        auto *step = m_page->findChild<TeachResultStep *>();
        const auto bars = m_page->findChildren<RecallBars *>();
        QCOMPARE(bars.size(), 2);
        QVERIFY(step->verdict().contains(QLatin1String("30 of 40")));
        QCOMPARE(bars[0]->after(), .75);
        step->setStrength(.2);
        QCOMPARE(bars[0]->after(), .55);
        QCOMPARE(bars[1]->before(), .64);
        QVERIFY(step->verdict().contains(QLatin1String("22 of 40")));
        QSignalSpy kept(m_page.get(), &TeachPage::keepRequested);
        button(QStringLiteral("Keep"))->click();
        QCOMPARE(kept.first().at(0).toString(), QStringLiteral("luna"));
        QCOMPARE(kept.first().at(1).toDouble(), .2);
        m_page->setKept(.2);
        QVERIFY(!button(QStringLiteral("Keep"))->isVisible());
    }

    void harmIsSaid() {
        goToMethod();
        TeachResult harmful = result();
        harmful.strengths.last().guard = figures(.5, 500);
        m_page->setResult(harmful);
        QVERIFY(hasLabel(QStringLiteral("Other searches find less")));
    }

    void discardIsUndone() {
        goToMethod();
        m_page->setResult(result());
        QSignalSpy discarded(m_page.get(), &TeachPage::discardRequested);
        button(QStringLiteral("Discard"))->click();
        QCOMPARE(discarded.first().at(0).toString(), QStringLiteral("luna"));
        m_page->setDiscarded(true);
        QCOMPARE(m_page->step(), TeachPage::Step::Method);
        m_page->setDiscarded(false);
        QCOMPARE(m_page->step(), TeachPage::Step::Result);
    }

    void nothingIsCutOffInASmallWindow_data() {
        QTest::addColumn<int>("step");
        QTest::newRow("captions") << 1;
        QTest::newRow("method") << 2;
        QTest::newRow("result") << 3;
    }

    void nothingIsCutOffInASmallWindow() {
        QFETCH(int, step);
        m_page->resize(576, 468);
        chooseAlbum();
        if (step >= 2) {
            button(QStringLiteral("Continue"))->click();
            folds().at(1)->setOpen(true);
        }
        if (step == 3) {
            m_page->setResult(result());
        }
        QCoreApplication::processEvents();
        for (QPushButton *button : m_page->findChildren<QPushButton *>()) {
            if (button->isVisible()) {
                const QPoint left = button->mapTo(m_page.get(), QPoint(0, 0));
                QVERIFY2(left.x() >= 0 && left.x() + button->width() <= 576,
                         qPrintable(button->text()));
            }
        }
    }

private:
    void chooseAlbum() {
        m_page->setAlbums({{kLuna, QStringLiteral("Luna"), 40}});
        QCOMPARE(m_page->source().album, kLuna);
        QCoreApplication::processEvents();
    }
    void goToMethod() {
        chooseAlbum();
        button(QStringLiteral("Continue"))->click();
        QCOMPARE(m_page->step(), TeachPage::Step::Method);
    }
    CaptionGrid *grid() const { return m_page->findChild<CaptionGrid *>(); }
    QPlainTextEdit *editor() const {
        return qobject_cast<QPlainTextEdit *>(grid()->indexWidget(grid()->currentIndex()) != nullptr
                                                  ? grid()->indexWidget(grid()->currentIndex())
                                                  : QApplication::focusWidget());
    }
    /// The visible one that begins so, else any.
    QPushButton *button(const QString &words) const {
        QPushButton *found = nullptr;
        for (QPushButton *button : m_page->findChildren<QPushButton *>()) {
            if (button->text().startsWith(words) && (found == nullptr || button->isVisible())) {
                found = button;
            }
        }
        return found;
    }
    bool hasLabel(const QString &words) const {
        for (const TextLabel *label : m_page->findChildren<TextLabel *>()) {
            if (label->isVisible() && label->text().contains(words)) {
                return true;
            }
        }
        return false;
    }
    /// Other methods, Advanced, Details.
    QList<Fold *> folds() const { return m_page->findChildren<Fold *>(); }

    PaintedSource m_source;
    QList<CaptionItem> m_captions;
    std::unique_ptr<TeachPage> m_page;
};

QTEST_MAIN(TestTeachPage)
#include "tst_teach_page.moc"
