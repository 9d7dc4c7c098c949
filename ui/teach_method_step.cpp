#include "ui/teach_method_step.h"

#include "ui/fold.h"
#include "ui/method_card.h"
#include "ui/teach_options_table.h"
#include "ui/teach_run_view.h"
#include "ui/text_label.h"
#include "ui/theme.h"
#include "ui/wording.h"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QPushButton>
#include <QSignalBlocker>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace fovea::ui {

namespace {

constexpr int kCardWidth = 820; ///< at most
constexpr int kIndent = 20;
constexpr qint64 kMany = 2'000; ///< photos that are enough for more than the last layer

} // namespace

TeachMethodStep::TeachMethodStep(QWidget *parent)
    : QWidget(parent)
    , m_choice(new QWidget(this))
    , m_waiting(
          new TextLabel(TextLabel::Size::Body, TextLabel::Color::Text2, QFont::Normal, m_choice))
    , m_proposed(new MethodCard(m_choice))
    , m_others(new Fold(tr("Other methods"), m_choice))
    , m_advanced(new Fold(tr("Advanced"), m_choice))
    , m_table(new TeachOptionsTable(m_advanced->contents()))
    , m_problem(
          new TextLabel(TextLabel::Size::Body, TextLabel::Color::Warning, QFont::Normal, m_choice))
    , m_keep(new QCheckBox(m_choice))
    , m_forgets(
          new TextLabel(TextLabel::Size::Small, TextLabel::Color::Text2, QFont::Normal, m_choice))
    , m_start(new QPushButton(m_choice))
    , m_anew(new QPushButton(tr("Start anew"), m_choice))
    , m_aside(
          new TextLabel(TextLabel::Size::Body, TextLabel::Color::Text2, QFont::Normal, m_choice))
    , m_run(new TeachRunView(this)) {
    m_choice->setMaximumWidth(kCardWidth);
    m_waiting->setText(tr("Looking at the captions to see what suits them"));
    m_advanced->setCircumstance(tr("every parameter, and the same run as a command"));
    m_advanced->body()->addWidget(m_table);
    for (Fold *fold : {m_others, m_advanced}) {
        fold->body()->setContentsMargins(kIndent, 4, 0, 12);
    }
    m_problem->setWordWrap(true);
    m_keep->setChecked(true);
    m_forgets->setWordWrap(true);
    m_start->setDefault(true);
    for (QPushButton *button : {m_start, m_anew}) {
        button->setFont(Theme::instance().bodyFont(QFont::Medium));
        button->setFixedHeight(32);
    }
    m_aside->setWordWrap(true);
    layOut();

    connect(m_proposed, &QAbstractButton::clicked, this,
            [this] { chooseMethod(m_proposed->method()); });
    connect(m_table, &TeachOptionsTable::edited, this, &TeachMethodStep::refreshCommand);
    connect(m_advanced, &Fold::toggled, this, &TeachMethodStep::refreshCommand);
    connect(m_keep, &QCheckBox::toggled, this, [this] {
        refreshAdapter();
        refreshCommand();
        Q_EMIT onTopChanged();
    });
    connect(m_start, &QPushButton::clicked, this, [this] { begin(false); });
    connect(m_anew, &QPushButton::clicked, this, [this] { begin(true); });
    refresh();
}

void TeachMethodStep::layOut() {
    auto *keep = new QVBoxLayout;
    keep->setContentsMargins(0, 12, 0, 0);
    keep->setSpacing(2);
    keep->addWidget(m_keep);
    keep->addWidget(m_forgets);
    auto *foot = new QHBoxLayout;
    foot->setContentsMargins(0, 12, 0, 0);
    foot->setSpacing(12);
    foot->addWidget(m_start);
    foot->addWidget(m_anew);
    foot->addWidget(m_aside, 1);
    auto *column = new QVBoxLayout(m_choice);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_waiting);
    column->addWidget(m_proposed);
    column->addSpacing(20);
    column->addWidget(m_others);
    column->addWidget(m_advanced);
    column->addWidget(m_problem);
    column->addLayout(keep);
    column->addLayout(foot);
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 6, 0, 28);
    outer->setSpacing(0);
    // A row minds how wide the choice can get when it asks for its height; a column would not.
    auto *row = new QHBoxLayout;
    row->addWidget(m_choice, 1);
    row->addStretch();
    outer->addLayout(row);
    outer->addWidget(m_run);
    m_run->hide();
}

void TeachMethodStep::setAdapter(const QString &name) {
    if (name == m_adapter) {
        return;
    }
    m_adapter = name;
    const QSignalBlocker blocker(m_keep);
    m_keep->setChecked(true); // that of another one says nothing of this one
    refresh();
}

bool TeachMethodStep::onTop() const {
    return !m_adapter.isEmpty() && m_keep->isChecked();
}

void TeachMethodStep::refreshAdapter() {
    const bool asks = m_plan && m_plan->problem.isEmpty() && !m_adapter.isEmpty();
    m_keep->setText(tr("Keep what Fovea learned as “%1”").arg(m_adapter));
    m_keep->setVisible(asks);
    m_forgets->setText(
        tr("Searches will no longer know what was learned as “%1” while this is switched on.")
            .arg(m_adapter));
    m_forgets->setVisible(asks && !m_keep->isChecked());
}

void TeachMethodStep::setCommandWriter(std::function<QString(const TeachOptions &)> writer) {
    m_writer = std::move(writer);
}

void TeachMethodStep::setPlan(const std::optional<TeachPlan> &plan) {
    const bool keeps = m_plan && plan && m_plan->proposed == plan->proposed;
    m_plan = plan;
    if (plan && !keeps) {
        m_method = plan->proposed;
    }
    buildCards();
    refresh();
}

void TeachMethodStep::setResumeCheck(std::function<bool(const TeachOptions &)> check) {
    m_resumable = std::move(check);
}

void TeachMethodStep::begin(bool fresh) {
    TeachOptions wanted = options();
    wanted.fresh = fresh;
    Q_EMIT startRequested(wanted);
}

void TeachMethodStep::setFailure(const QString &sentence) {
    m_failure = sentence;
    refresh();
}

const MethodPlan *TeachMethodStep::planOf(TeachMethod method) const {
    if (!m_plan) {
        return nullptr;
    }
    const auto found = std::ranges::find(m_plan->methods, method, &MethodPlan::method);
    return found == m_plan->methods.end() ? nullptr : &*found;
}

QString TeachMethodStep::whyProposed() const {
    switch (m_plan->proposed) {
    case TeachMethod::Names:
        return tr("proposed: most captions have a word of your own");
    case TeachMethod::Projection:
        return tr("proposed for an album of this size");
    case TeachMethod::Lora:
        return m_plan->photos >= kMany ? tr("proposed for so many captions")
                                       : tr("proposed: this model has no last layer to adjust");
    case TeachMethod::Full:
        return tr("proposed for so many captions");
    }
    Q_UNREACHABLE();
}

/// What sets a method apart from the proposed one.
QString TeachMethodStep::comparison(const MethodPlan &plan, const MethodPlan &proposed) {
    const bool stronger = plan.method > proposed.method;
    if (plan.etaSeconds < 0 || proposed.etaSeconds < 0 || plan.etaSeconds == proposed.etaSeconds) {
        return stronger ? tr("stronger") : tr("milder");
    }
    if (plan.etaSeconds < proposed.etaSeconds) {
        return stronger ? tr("quicker and stronger") : tr("quicker and milder");
    }
    return stronger ? tr("slower and stronger") : tr("slower and milder");
}

void TeachMethodStep::buildCards() {
    for (MethodCard *card : std::exchange(m_otherCards, {})) {
        card->hide();
        card->deleteLater(); // it may be the sender
    }
    if (!m_plan) {
        return;
    }
    const MethodPlan *proposed = planOf(m_plan->proposed);
    if (proposed == nullptr) {
        return;
    }
    m_proposed->setMethod(*proposed, whyProposed(), m_plan->words);
    m_proposed->setToolTip(m_plan->reason);
    int milder = 0;
    for (const MethodPlan &plan : std::as_const(m_plan->methods)) {
        if (plan.method == m_plan->proposed) {
            continue;
        }
        milder += plan.method < m_plan->proposed ? 1 : 0;
        auto *card = new MethodCard(m_others->contents());
        card->setMethod(plan, comparison(plan, *proposed), m_plan->words);
        card->setCompact(true);
        connect(card, &QAbstractButton::clicked, this,
                [this, method = plan.method] { chooseMethod(method); });
        m_others->body()->addWidget(card);
        m_otherCards.append(card);
    }
    const int count = int(m_otherCards.size());
    m_others->setCircumstance(milder == 0 ? tr("%Ln more, stronger", nullptr, count)
                              : milder == count
                                  ? tr("%Ln more, milder", nullptr, count)
                                  : tr("%Ln more, milder and stronger", nullptr, count));
}

void TeachMethodStep::chooseMethod(TeachMethod method) {
    m_method = method;
    refresh();
}

TeachOptions TeachMethodStep::options() const {
    TeachOptions options;
    options.method = m_method;
    options.onTop = onTop();
    return m_table->options(options);
}

QString TeachMethodStep::summary() const {
    const MethodPlan *plan = planOf(m_method);
    if (plan == nullptr) {
        return {};
    }
    const QString name = MethodCard::nameOf(plan->method);
    const QString lower = name.left(1).toLower() + name.mid(1);
    return plan->etaSeconds < 0
               ? tr("Proposed: %1").arg(lower)
               : tr("Proposed: %1, %2").arg(lower, Wording::duration(plan->etaSeconds));
}

void TeachMethodStep::setRunning(bool running) {
    m_choice->setVisible(!running);
    m_run->setVisible(running);
}

void TeachMethodStep::refresh() {
    const bool known = m_plan && m_plan->problem.isEmpty();
    m_waiting->setVisible(!m_plan);
    for (QWidget *part : {static_cast<QWidget *>(m_proposed), static_cast<QWidget *>(m_others),
                          static_cast<QWidget *>(m_advanced)}) {
        part->setVisible(known);
    }
    m_start->setVisible(known);
    refreshAdapter();
    m_proposed->setChecked(m_proposed->method() == m_method);
    for (MethodCard *card : std::as_const(m_otherCards)) {
        card->setChecked(card->method() == m_method);
    }
    if (const MethodPlan *plan = planOf(m_method)) {
        m_table->setMethod(*plan, m_plan->holdOut, m_plan->seed, m_plan->words);
    }
    refreshCommand();
    Q_EMIT summaryChanged();
}

void TeachMethodStep::refreshCommand() {
    const QString wrong = m_table->problem();
    const bool known = m_plan && m_plan->problem.isEmpty();
    const bool resumable = known && m_resumable && m_resumable(options());
    m_start->setText(resumable ? tr("Go on where it stopped") : tr("Start"));
    m_start->setEnabled(known && wrong.isEmpty());
    m_anew->setVisible(resumable);
    const QString problem = !wrong.isEmpty()   ? wrong
                            : m_plan && !known ? m_plan->problem
                                               : m_failure;
    m_problem->setText(problem);
    m_problem->setVisible(!problem.isEmpty());
    QString aside;
    if (known) {
        aside = m_plan->heldOut > 0
                    ? tr("%1 of the %Ln photo(s) are kept aside, to see afterwards whether it "
                         "helped, and are learned last.",
                         nullptr, Wording::numerus(m_plan->photos))
                          .arg(Wording::number(m_plan->heldOut))
                    : tr("There are too few photos to keep some aside, so nobody can say "
                         "afterwards how much it helped.");
        if (!m_plan->advice.isEmpty()) {
            aside += QLatin1Char(' ') + m_plan->advice.join(QLatin1Char(' '));
        }
    }
    m_aside->setText(aside);
    if (m_writer && known) {
        m_table->setCommand(m_writer(options()));
    }
}

} // namespace fovea::ui
