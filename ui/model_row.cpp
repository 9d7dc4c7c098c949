#include "ui/model_row.h"

#include "ui/icons.h"
#include "ui/small_widgets.h"
#include "ui/text_label.h"
#include "ui/theme.h"
#include "ui/wording.h"

#include <QHBoxLayout>
#include <QMenu>
#include <QProgressBar>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

namespace fovea::ui {

namespace {

constexpr int kBarWidth = 128;
constexpr int kPadding = 10;

} // namespace

ModelRow::ModelRow(const ModelEntry &model, QWidget *parent)
    : QWidget(parent)
    , m_title(new TextLabel(TextLabel::Size::Body, TextLabel::Color::Text, QFont::Medium, this))
    , m_goodFor(new TextLabel(TextLabel::Size::Small, TextLabel::Color::Text2, QFont::Normal, this))
    , m_facts(new TextLabel(TextLabel::Size::Small, TextLabel::Color::Text2, QFont::Normal, this))
    , m_state(new TextLabel(TextLabel::Size::Small, TextLabel::Color::Text2, QFont::Normal, this))
    , m_bar(new QProgressBar(this))
    , m_action(new QPushButton(this))
    , m_more(new QToolButton(this)) {
    m_title->setElide(Qt::ElideMiddle);
    m_goodFor->setWordWrap(true);
    m_facts->setElide(Qt::ElideRight);
    m_bar->setFixedSize(kBarWidth, 4);
    m_bar->setTextVisible(false);
    m_action->setFixedHeight(28);
    m_action->setFont(Theme::instance().bodyFont(QFont::Medium));
    m_more->setIcon(icon(Icon::More));
    m_more->setIconSize({20, 20});
    m_more->setAutoRaise(true);
    m_more->setFixedSize(32, 32);
    m_more->setToolTip(tr("More"));

    auto *texts = new QVBoxLayout;
    texts->setSpacing(2);
    texts->addWidget(m_title);
    texts->addWidget(m_goodFor);
    texts->addWidget(m_facts);
    auto *state = new QVBoxLayout;
    state->setSpacing(6);
    state->addStretch(1);
    state->addWidget(m_state, 0, Qt::AlignRight);
    state->addWidget(m_bar, 0, Qt::AlignRight);
    state->addStretch(1);

    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, kPadding, 0, kPadding);
    layout->setSpacing(12);
    layout->addWidget(new IconLabel(Icon::Model, this), 0, Qt::AlignTop);
    layout->addLayout(texts, 1);
    layout->addLayout(state);
    layout->addWidget(m_action);
    layout->addWidget(m_more);
    connect(m_action, &QPushButton::clicked, this, &ModelRow::act);
    connect(m_more, &QToolButton::clicked, this, &ModelRow::showMenu);
    setModel(model);
}

QString ModelRow::facts() const {
    QStringList facts;
    if (!m_model.license.isEmpty()) {
        facts.append(tr("License %1").arg(m_model.license));
    }
    if (m_model.sizeBytes > 0) {
        facts.append(Wording::fileSize(m_model.sizeBytes));
    }
    return facts.join(QStringLiteral(" · "));
}

void ModelRow::setModel(const ModelEntry &model) {
    using State = ModelEntry::State;
    m_model = model;
    m_title->setText(model.title);
    m_goodFor->setText(model.state == State::Failed ? model.problem : model.goodFor);
    m_goodFor->setColor(model.state == State::Failed ? TextLabel::Color::Warning
                                                     : TextLabel::Color::Text2);
    m_goodFor->setVisible(!m_goodFor->text().isEmpty());
    m_facts->setText(facts());
    m_more->setVisible(model.removable);
    m_more->setAccessibleName(tr("More for %1").arg(model.title));

    QString state;
    QString action;
    switch (model.state) {
    case State::Available:
        action = tr("Install");
        break;
    case State::Downloading:
        state = tr("%1 of %2")
                    .arg(Wording::fileSize(model.doneBytes), Wording::fileSize(model.sizeBytes));
        action = tr("Cancel");
        break;
    case State::Checking:
        state = tr("Checking the download");
        action = tr("Cancel");
        break;
    case State::Installed:
        action = tr("Use");
        break;
    case State::InUse:
        state = tr("In use");
        break;
    case State::Failed:
        action = tr("Try again");
        break;
    }
    const bool busy = model.state == State::Downloading || model.state == State::Checking;
    const bool counted = model.state == State::Downloading && model.sizeBytes > 0;
    m_state->setText(state);
    m_state->setVisible(!state.isEmpty());
    m_bar->setVisible(busy);
    m_bar->setRange(0, counted ? 1000 : 0);
    if (counted) {
        m_bar->setValue(int(1000 * model.doneBytes / model.sizeBytes));
    }
    m_action->setText(action);
    m_action->setVisible(!action.isEmpty());
    m_action->setAccessibleName(action + QLatin1Char(' ') + model.title);
}

void ModelRow::act() {
    switch (m_model.state) {
    case ModelEntry::State::Available:
    case ModelEntry::State::Failed:
        Q_EMIT installRequested(m_model.name);
        break;
    case ModelEntry::State::Downloading:
    case ModelEntry::State::Checking:
        Q_EMIT installCancelled(m_model.name);
        break;
    case ModelEntry::State::Installed:
        Q_EMIT useRequested(m_model.name);
        break;
    case ModelEntry::State::InUse:
        break;
    }
}

void ModelRow::showMenu() {
    QMenu menu(this);
    menu.addAction(icon(Icon::Delete), tr("Remove from this computer"), this,
                   [this] { Q_EMIT removeRequested(m_model.name); });
    menu.exec(m_more->mapToGlobal(QPoint(0, m_more->height())));
}

} // namespace fovea::ui
