#include "ui/teach_result_step.h"

#include "ui/example_photos.h"
#include "ui/fold.h"
#include "ui/recall_bars.h"
#include "ui/small_widgets.h"
#include "ui/step_header.h"
#include "ui/strength_slider.h"
#include "ui/teach_curves.h"
#include "ui/text_label.h"
#include "ui/theme.h"
#include "ui/wording.h"

#include <QHBoxLayout>
#include <QLocale>
#include <QPushButton>
#include <QTextDocumentFragment>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace fovea::ui {

namespace {

constexpr int kIndent = 36;
constexpr int kLeftWidth = 256;
constexpr int kColumns = 28; ///< between the columns
constexpr int kWide = 800;   ///< px from which all stands side by side
constexpr double kHarm = .01;
constexpr qsizetype kExamples = 4;
const QString kVerdictForm = QStringLiteral("<div style='line-height:130%'>%1</div>");

/// How many captions have their photo among the first five.
int found(const TeachFigures &figures) {
    return int(std::lround(figures.textToImage.r5 * double(figures.captions)));
}

double r5(const std::optional<TeachFigures> &figures) {
    return figures ? figures->textToImage.r5 : 0;
}

} // namespace

TeachResultStep::TeachResultStep(StepHeader *header, ThumbnailSource *thumbnails, QWidget *parent)
    : QWidget(parent)
    , m_header(header)
    , m_left(new QWidget(this))
    , m_examples(new QWidget(this))
    , m_before(new ExamplePhotos(tr("Before"), thumbnails, m_examples))
    , m_after(new ExamplePhotos(tr("After"), thumbnails, m_examples))
    , m_foot(new QWidget(this))
    , m_details(new Fold(tr("Details"), m_foot))
    , m_curves(new TeachCurvesView(m_details->contents())) {
    m_after->setStrong(true);
    auto *left = new QVBoxLayout(m_left);
    left->setContentsMargins(0, 0, 0, 0);
    left->setSpacing(8);
    left->addWidget(header);
    left->addWidget(buildFigures());
    left->addStretch(1);
    auto *pair = new QHBoxLayout(m_examples);
    pair->setContentsMargins(0, 6, 0, 0);
    pair->setSpacing(kColumns);
    pair->addWidget(m_before, 1, Qt::AlignTop);
    pair->addWidget(m_after, 1, Qt::AlignTop);
    m_columns = new QBoxLayout(QBoxLayout::LeftToRight);
    m_columns->setSpacing(40);
    m_columns->addWidget(m_left);
    m_columns->addWidget(m_examples, 1);

    m_details->body()->setContentsMargins(0, 0, 0, 16);
    m_details->body()->addWidget(m_curves);
    auto *foot = new QVBoxLayout(m_foot);
    foot->setContentsMargins(kIndent, 0, 0, 0);
    foot->setSpacing(8);
    foot->addWidget(new Hairline(m_foot));
    foot->addWidget(m_details);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(m_columns);
    column->addWidget(m_foot);

    connect(m_strength, &StrengthSlider::strengthChanged, this, &TeachResultStep::showStrength);
    connect(m_keep, &QPushButton::clicked, this, [this] { Q_EMIT keepRequested(strength()); });
    connect(m_discard, &QPushButton::clicked, this, &TeachResultStep::discardRequested);
    setResult({});
}

QWidget *TeachResultStep::buildFigures() {
    m_figures = new QWidget(m_left);
    const auto label = [this](TextLabel::Size size, TextLabel::Color color) {
        auto *made = new TextLabel(size, color, QFont::Normal, m_figures);
        made->setWordWrap(true);
        return made;
    };
    m_verdict = label(TextLabel::Size::Body, TextLabel::Color::Text);
    m_verdict->setTextFormat(Qt::RichText);
    m_harm = label(TextLabel::Size::Body, TextLabel::Color::Warning);
    m_own = new RecallBars(tr("Your captions"), m_figures);
    m_others = new RecallBars(tr("Other searches"), m_figures);
    m_strength = new StrengthSlider(m_figures);
    m_keep = new QPushButton(tr("Keep"), m_figures);
    m_keep->setDefault(true);
    m_discard = new QPushButton(tr("Discard"), m_figures);
    for (QPushButton *button : {m_keep, m_discard}) {
        button->setFixedHeight(32);
        button->setFont(Theme::instance().bodyFont(QFont::Medium));
    }
    m_keepNote = label(TextLabel::Size::Small, TextLabel::Color::Text2);
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    buttons->addWidget(m_keep);
    buttons->addWidget(m_discard);
    buttons->addStretch(1);
    auto *column = new QVBoxLayout(m_figures);
    column->setContentsMargins(kIndent, 0, 0, 16);
    column->setSpacing(0);
    column->addWidget(m_verdict);
    column->addWidget(m_harm);
    column->addSpacing(16);
    column->addWidget(m_own);
    column->addSpacing(10);
    column->addWidget(m_others);
    column->addSpacing(22);
    column->addWidget(m_strength);
    column->addSpacing(22);
    column->addLayout(buttons);
    column->addSpacing(8);
    column->addWidget(m_keepNote);
    return m_figures;
}

void TeachResultStep::setResult(const std::optional<TeachResult> &result) {
    m_result = result;
    m_kept.reset();
    const bool shown = result && !result->strengths.isEmpty();
    m_figures->setVisible(shown);
    m_examples->setVisible(shown);
    m_foot->setVisible(shown);
    layOut();
    if (!shown) {
        return;
    }
    const TeachStrength &before = result->strengths.first();
    const bool own = before.heldOut.has_value();
    const bool others = before.guard.has_value();
    m_own->setVisible(own);
    m_others->setVisible(others);
    if (own) {
        m_own->setBasis(Wording::photos(before.heldOut->photos));
    }
    if (others) {
        m_others->setName(result->guardIsAgreement ? tr("Other searches, as before")
                                                   : tr("Other searches"));
        m_others->setBasis(Wording::photos(before.guard->photos));
        m_others->setToolTip(
            result->guardIsAgreement
                ? tr("How often a search for everyday things still finds the same photo as before")
                : tr("How often the photo of a caption is among the first five, for photos that "
                     "were not taught"));
    }
    m_before->setExamples(before.examples.mid(0, kExamples));
    m_details->setCircumstance(tr("curves of loss and of recall, run of %1").arg(result->ranAt));
    m_curves->setCurves(result->curves);
    m_strength->setStrength(1);
    showStrength();
    refreshButtons();
}

void TeachResultStep::setKept(std::optional<double> strength) {
    m_kept = strength;
    if (strength) {
        m_strength->setStrength(*strength);
    }
    refreshButtons();
}

double TeachResultStep::strength() const {
    return m_strength->strength();
}

void TeachResultStep::setStrength(double strength) {
    m_strength->setStrength(strength);
}

const TeachStrength *TeachResultStep::at(double strength) const {
    if (!m_result || m_result->strengths.isEmpty()) {
        return nullptr;
    }
    return &*std::ranges::min_element(m_result->strengths, {}, [strength](const auto &entry) {
        return std::abs(entry.strength - strength);
    });
}

void TeachResultStep::showStrength() {
    const TeachStrength *after = at(strength());
    if (after == nullptr) {
        return;
    }
    const TeachStrength &before = m_result->strengths.first();
    m_own->setFigures(r5(before.heldOut), r5(after->heldOut));
    m_others->setFigures(r5(before.guard), r5(after->guard));
    m_after->setExamples(after->examples.mid(0, kExamples));
    m_verdict->setText(kVerdictForm.arg(verdictOf(before, *after)));
    const QString harm = guardVerdict(before, *after);
    m_harm->setText(harm);
    m_harm->setVisible(!harm.isEmpty());
    refreshButtons();
}

QString TeachResultStep::verdictOf(const TeachStrength &before, const TeachStrength &after) const {
    if (!before.heldOut || !after.heldOut || after.heldOut->captions == 0) {
        return tr("Too few photos were kept aside to say whether it helped. Compare the photos on "
                  "the right.");
    }
    const int was = found(*before.heldOut);
    const int is = found(*after.heldOut);
    const QString figure =
        QStringLiteral("<b>%1</b>").arg(tr("%1 of %2").arg(is).arg(after.heldOut->captions));
    if (is > was) {
        return tr("Yes. The right photo is now among the first five for %1 captions that Fovea had "
                  "not seen; before, for %2.")
            .arg(figure)
            .arg(was);
    }
    if (is == was) {
        return tr("No difference. The right photo is among the first five for %1 captions that "
                  "Fovea had not seen, as before.")
            .arg(figure);
    }
    return tr("No. The right photo is now among the first five for only %1 captions that Fovea had "
              "not seen; before, for %2.")
        .arg(figure)
        .arg(was);
}

QString TeachResultStep::guardVerdict(const TeachStrength &before,
                                      const TeachStrength &after) const {
    QStringList sentences;
    if (before.guard && after.guard && r5(before.guard) - r5(after.guard) > kHarm) {
        sentences.append(tr("Other searches find less than before. A lower strength harms them "
                            "less."));
    }
    if (m_result->stoppedEarly) {
        sentences.append(tr("It was stopped early, because other searches began to suffer. What "
                            "was learned before is kept."));
    }
    return sentences.join(QLatin1Char(' '));
}

void TeachResultStep::refreshButtons() {
    const bool kept = m_kept.has_value();
    const bool same = kept && std::abs(*m_kept - strength()) < .01;
    m_keep->setText(kept ? tr("Keep at this strength") : tr("Keep"));
    m_keep->setVisible(!same);
    m_keep->setEnabled(strength() > 0);
    m_keepNote->setText(same ? tr("Kept and in use. It can be switched off in Settings.")
                        : strength() > 0
                            ? tr("Keep can be undone later in Settings.")
                            : tr("At 0% nothing changes, so there is nothing to keep."));
}

QString TeachResultStep::verdict() const {
    return QTextDocumentFragment::fromHtml(m_verdict->text()).toPlainText();
}

void TeachResultStep::layOut() {
    const bool shown = !m_examples->isHidden();
    const bool wide = width() >= kWide;
    m_columns->setDirection(wide ? QBoxLayout::LeftToRight : QBoxLayout::TopToBottom);
    m_columns->setSpacing(wide ? 40 : 8);
    const bool column = shown && wide;
    m_left->setMaximumWidth(column ? kIndent + kLeftWidth : QWIDGETSIZE_MAX);
    m_left->setMinimumWidth(column ? kIndent + kLeftWidth : 0);
    m_figures->setMaximumWidth(shown && !wide ? kIndent + 420 : QWIDGETSIZE_MAX);
    m_examples->layout()->setContentsMargins(wide ? 0 : kIndent, wide ? 6 : 0, 0, 0);
}

void TeachResultStep::resizeEvent(QResizeEvent *event) {
    layOut();
    QWidget::resizeEvent(event);
}

} // namespace fovea::ui
