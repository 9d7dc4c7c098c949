#include "ui/teach_page.h"

#include "ui/method_card.h"
#include "ui/small_widgets.h"
#include "ui/step_header.h"
#include "ui/teach_method_step.h"
#include "ui/teach_result_step.h"
#include "ui/teach_run_view.h"
#include "ui/teach_source_step.h"
#include "ui/thumbnail_source.h"
#include "ui/wording.h"

#include <QHBoxLayout>
#include <QLocale>
#include <QPushButton>
#include <QShortcut>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace fovea::ui {

namespace {

constexpr int kIndent = 36;
constexpr int kOverhang = 8;
constexpr int kPlanAfterMs = 600;

QHBoxLayout *indented(QWidget *widget, int left, int right) {
    auto *row = new QHBoxLayout;
    row->setContentsMargins(left, 0, right, 0);
    row->setSpacing(0);
    row->addWidget(widget);
    return row;
}

/// "1 min 52 s"
QString exactDuration(double seconds) {
    const int whole = int(seconds + .5);
    const QLocale locale;
    return whole < 60 ? TeachPage::tr("%1 s").arg(locale.toString(whole))
                      : TeachPage::tr("%1 min %2 s")
                            .arg(locale.toString(whole / 60), locale.toString(whole % 60));
}

} // namespace

TeachPage::TeachPage(ThumbnailSource *thumbnails, QWidget *parent)
    : Page(tr("Teach Fovea your words"), parent) {
    setSentence(
        tr("Show it photos with captions as you would write them, such as the names of your "
           "dogs. All of it stays on this computer and can be undone."));
    setReachesEdge();
    m_planTimer.setSingleShot(true);
    m_planTimer.setInterval(kPlanAfterMs);
    buildSteps(thumbnails);
    connectSteps();
    setStep(Step::Source);
    auto *forward = new QShortcut(QKeySequence(Qt::CTRL | Qt::Key_Return), this);
    connect(forward, &QShortcut::activated, this, &TeachPage::goOn);
}

/// What the primary button of the step does.
void TeachPage::goOn() {
    if (QPushButton *primary = primaryButton()) {
        primary->click();
    }
}

QPushButton *TeachPage::primaryButton() const {
    const auto buttons = findChildren<QPushButton *>();
    const auto primary = std::ranges::find_if(buttons, [](const QPushButton *button) {
        return button->isDefault() && button->isVisible() && button->isEnabled();
    });
    return primary == buttons.end() ? nullptr : *primary;
}

void TeachPage::buildSteps(ThumbnailSource *thumbnails) {
    m_sourceHead = new StepHeader(1, tr("What to learn from"), inner());
    m_source = new TeachSourceStep(thumbnails, inner());
    m_firstLine = new Hairline(inner());
    m_methodHead = new StepHeader(2, tr("How"), inner());
    m_method = new TeachMethodStep(inner());
    m_secondLine = new Hairline(inner());
    m_resultHead = new StepHeader(3, tr("Did it help?"), inner());
    m_resultStep = new TeachResultStep(m_resultHead, thumbnails, inner());
    m_resultHead->setCircumstance(tr("You compare before and after, then decide"));

    body()->addLayout(indented(m_sourceHead, 0, kMargin));
    body()->addLayout(indented(m_source, kIndent - kOverhang, 0), 1);
    body()->addLayout(indented(m_firstLine, 0, kMargin));
    body()->addSpacing(8);
    body()->addLayout(indented(m_methodHead, 0, kMargin));
    body()->addLayout(indented(m_method, kIndent, kMargin));
    body()->addLayout(indented(m_secondLine, 0, kMargin));
    body()->addSpacing(8);
    body()->addLayout(indented(m_resultStep, 0, kMargin));
    body()->addSpacing(12);
}

void TeachPage::connectSteps() {
    connect(m_source, &TeachSourceStep::sourceChosen, this, [this](const TeachSource &source) {
        m_planKnown = false;
        m_method->setPlan({});
        m_method->setFailure({});
        Q_EMIT sourceChosen(source);
    });
    connect(m_source, &TeachSourceStep::captionsEdited, this,
            [this](const TeachSource &source, const QList<CaptionItem> &items) {
                m_planKnown = false;
                m_planTimer.start();
                Q_EMIT captionsEdited(source, items);
            });
    connect(m_source, &TeachSourceStep::continued, this, [this] {
        setStep(Step::Method);
        if (!m_planKnown) {
            m_planTimer.stop();
            m_method->setPlan({});
            wantPlan();
        }
    });
    connect(&m_planTimer, &QTimer::timeout, this, &TeachPage::wantPlan);
    connect(m_sourceHead, &StepHeader::actionClicked, this, [this] { setStep(Step::Source); });
    connect(m_methodHead, &StepHeader::actionClicked, this, [this] {
        setStep(Step::Method);
        wantPlan();
    });
    connect(m_method, &TeachMethodStep::summaryChanged, this, &TeachPage::refreshHeaders);
    connect(m_method, &TeachMethodStep::onTopChanged, this, &TeachPage::wantPlan);
    connect(m_method, &TeachMethodStep::startRequested, this,
            [this](const TeachOptions &options) { Q_EMIT startRequested(source(), options); });
    connect(m_method->run(), &TeachRunView::pauseRequested, this, &TeachPage::pauseRequested);
    connect(m_method->run(), &TeachRunView::resumeRequested, this, &TeachPage::resumeRequested);
    connect(m_method->run(), &TeachRunView::cancelRequested, this, &TeachPage::cancelRequested);
    connect(m_resultStep, &TeachResultStep::keepRequested, this, [this](double strength) {
        if (m_result) {
            Q_EMIT keepRequested(m_result->adapter, strength);
        }
    });
    connect(m_resultStep, &TeachResultStep::discardRequested, this, [this] {
        if (m_result) {
            Q_EMIT discardRequested(m_result->adapter);
        }
    });
}

const TeachSource &TeachPage::source() const {
    return m_source->source();
}

void TeachPage::setCommandWriter(
    std::function<QString(const TeachSource &, const TeachOptions &)> writer) {
    m_method->setCommandWriter([this, writer = std::move(writer)](const TeachOptions &options) {
        return writer(source(), options);
    });
}

void TeachPage::setResumeCheck(
    std::function<bool(const TeachSource &, const TeachOptions &)> check) {
    m_method->setResumeCheck([this, check = std::move(check)](const TeachOptions &options) {
        return check(source(), options);
    });
}

void TeachPage::setAlbums(const QList<AlbumEntry> &albums) {
    m_source->setAlbums(albums);
    if (m_step == Step::Running || m_step == Step::Result) {
        return; // they are of the album as it was
    }
    m_source->followAlbum();
    if (m_step == Step::Method && !source().chosen()) {
        setStep(Step::Source);
    }
}

void TeachPage::setFolders(const QList<FolderEntry> &folders) {
    m_source->setFolders(folders);
}

void TeachPage::setAdapter(const QString &name) {
    if (name == m_method->adapter()) {
        return;
    }
    m_method->setAdapter(name);
    if (m_planKnown && (m_step == Step::Source || m_step == Step::Method)) {
        wantPlan(); // new words are others on top of it
    }
}

void TeachPage::wantPlan() {
    Q_EMIT planWanted(source(), m_method->onTop());
}

bool TeachPage::choose(const TeachSource &source) {
    if (m_step == Step::Running) {
        return false;
    }
    if (m_step != Step::Source) {
        setStep(Step::Source);
    }
    m_source->choose(source);
    return true;
}

void TeachPage::setCaptions(const TeachSource &source, const QList<CaptionItem> &captions) {
    m_source->setCaptions(source, captions);
    if (source == this->source() && !captions.isEmpty()) {
        wantPlan();
    }
}

void TeachPage::setCaptionProblem(const TeachSource &source, const QString &sentence) {
    m_source->setProblem(source, sentence);
}

void TeachPage::setProposals(const TeachSource &source, const QList<CaptionProposal> &proposals) {
    m_source->setProposals(source, proposals);
}

void TeachPage::setPlan(const TeachSource &source, const TeachPlan &plan) {
    if (source != this->source() || m_planTimer.isActive()) {
        return; // another one is on its way
    }
    m_planKnown = true;
    m_source->setPlan(plan);
    m_method->setPlan(plan);
}

void TeachPage::startRun() {
    m_curves = {};
    m_result.reset();
    m_resultStep->setResult({});
    m_method->setFailure({});
    m_method->run()->setProgress({});
    m_method->run()->setCurves({});
    setStep(Step::Running);
}

void TeachPage::setProgress(const TeachProgress &progress) {
    m_method->run()->setProgress(progress);
    Q_EMIT backgroundChanged(TeachRunView::inShort(progress));
}

void TeachPage::setEpochs(int epochs) {
    m_curves.epochs = epochs;
}

void TeachPage::addStep(const TeachStep &step) {
    m_curves.steps.append(step);
    m_method->run()->setCurves(m_curves);
}

void TeachPage::addEvaluation(const TeachEvaluation &evaluation) {
    m_curves.evaluations.append(evaluation);
    m_method->run()->setCurves(m_curves);
}

void TeachPage::endRun(const QString &sentence) {
    m_method->setFailure(sentence);
    setStep(Step::Method);
}

void TeachPage::setResult(TeachResult result) {
    if (result.curves.steps.isEmpty()) {
        result.curves = m_curves;
    }
    m_result = std::move(result);
    m_resultStep->setResult(m_result);
    setStep(Step::Result);
}

void TeachPage::setKept(std::optional<double> strength) {
    m_resultStep->setKept(strength);
}

void TeachPage::setDiscarded(bool discarded) {
    setStep(discarded || !m_result ? Step::Method : Step::Result);
}

void TeachPage::setStep(Step step) {
    const bool moved = step != m_step;
    const QWidget *focus = window()->focusWidget();
    const bool hadFocus = focus != nullptr && isAncestorOf(focus);
    if (step != Step::Running) {
        Q_EMIT backgroundChanged({});
    }
    m_step = step;
    const bool method = step == Step::Method || step == Step::Running;
    m_source->setVisible(step == Step::Source);
    m_method->setVisible(method);
    m_method->setRunning(step == Step::Running);
    m_method->refreshCommand(); // whether a run can go on may have changed
    m_resultStep->setResult(step == Step::Result ? m_result : std::nullopt);
    m_firstLine->setVisible(step != Step::Result);
    m_secondLine->setVisible(step != Step::Source);
    setFills(step == Step::Source);
    refreshHeaders();
    if (moved) {
        scrollToTop();
    }
    if (moved && isVisible() && hadFocus) { // what had it is gone with its step
        takeFocus();
    }
}

void TeachPage::takeFocus() {
    if (QPushButton *button = primaryButton()) {
        button->setFocus(Qt::OtherFocusReason);
    } else if (m_step == Step::Source) {
        m_source->takeFocus();
    } else {
        m_method->run()->pauseButton()->setFocus(Qt::OtherFocusReason);
    }
}

void TeachPage::refreshHeaders() {
    using State = StepHeader::State;
    const bool source = m_step == Step::Source;
    const bool method = m_step == Step::Method || m_step == Step::Running;
    m_sourceHead->setState(source ? State::Current : State::Done);
    m_sourceHead->setCircumstance(source ? QString()
                                         : tr("%1, %Ln photo(s) with captions", nullptr,
                                              m_source->captions().counts().captioned)
                                               .arg(this->source().name));
    m_sourceHead->setAction(m_step == Step::Method ? tr("Change") : QString());
    m_methodHead->setState(source ? State::Waiting : method ? State::Current : State::Done);
    m_methodHead->setCircumstance(source ? m_method->summary()
                                  : method || !m_result
                                      ? QString()
                                      : tr("%1, took %2")
                                            .arg(MethodCard::nameInPast(m_result->method),
                                                 exactDuration(m_result->elapsedSeconds)));
    m_methodHead->setAction(m_step == Step::Result ? tr("Run again") : QString());
    m_resultHead->setState(m_step == Step::Result ? State::Current : State::Waiting);
    m_resultHead->setCircumstance(
        m_step == Step::Result ? QString() : tr("You compare before and after, then decide"));
}

} // namespace fovea::ui
