#include "ui/adapter_row.h"

#include "ui/icons.h"
#include "ui/segmented_switch.h"
#include "ui/text_label.h"

#include <QHBoxLayout>
#include <QLocale>
#include <QMenu>
#include <QSlider>
#include <QToolButton>
#include <QVBoxLayout>

namespace fovea::ui {

namespace {

constexpr int kSteps = 10;
constexpr int kSliderWidth = 112;
constexpr int kPadding = 8;
constexpr int kIndent = 32; ///< as far as the title of the model above

} // namespace

AdapterRow::AdapterRow(const AdapterEntry &adapter, QWidget *parent)
    : QWidget(parent)
    , m_title(new TextLabel(TextLabel::Size::Body, TextLabel::Color::Text, QFont::Medium, this))
    , m_facts(new TextLabel(TextLabel::Size::Small, TextLabel::Color::Text2, QFont::Normal, this))
    , m_figure(new TextLabel(TextLabel::Size::Small, TextLabel::Color::Text2, QFont::Normal, this))
    , m_slider(new QSlider(Qt::Horizontal, this))
    , m_switch(new SegmentedSwitch({tr("Off"), tr("On")}, this))
    , m_more(new QToolButton(this)) {
    m_title->setElide(Qt::ElideMiddle);
    m_facts->setWordWrap(true);
    m_slider->setRange(1, kSteps);
    m_slider->setPageStep(2);
    m_slider->setFixedSize(kSliderWidth, 20);
    m_slider->setToolTip(tr("How strongly what was taught counts"));
    m_more->setIcon(icon(Icon::More));
    m_more->setIconSize({20, 20});
    m_more->setAutoRaise(true);
    m_more->setFixedSize(32, 32);
    m_more->setToolTip(tr("More"));

    auto *texts = new QVBoxLayout;
    texts->setSpacing(2);
    texts->addWidget(m_title);
    texts->addWidget(m_facts);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(kIndent, kPadding, 0, kPadding);
    layout->setSpacing(12);
    layout->addLayout(texts, 1);
    layout->addWidget(m_slider);
    layout->addWidget(m_figure);
    layout->addWidget(m_switch);
    layout->addWidget(m_more);

    connect(m_switch, &SegmentedSwitch::chosen, this, [this](int index) {
        if (index == 1) {
            Q_EMIT switchedOn(m_adapter.strength);
        } else {
            Q_EMIT switchedOff();
        }
    });
    // While it is dragged only the figure follows: a strength that photos have to be refreshed for
    // is chosen when it is let go. Keys and the wheel choose at once.
    connect(m_slider, &QSlider::valueChanged, this, [this](int value) {
        showStrength();
        if (!m_slider->isSliderDown()) {
            Q_EMIT strengthChosen(double(value) / kSteps);
        }
    });
    connect(m_slider, &QSlider::sliderReleased, this,
            [this] { Q_EMIT strengthChosen(double(m_slider->value()) / kSteps); });
    connect(m_more, &QToolButton::clicked, this, &AdapterRow::showMenu);
    setAdapter(adapter);
}

void AdapterRow::setAdapter(const AdapterEntry &adapter) {
    m_adapter = adapter;
    const bool broken = !adapter.problem.isEmpty();
    m_title->setText(adapter.name);
    m_facts->setText(broken ? adapter.problem : adapter.facts);
    m_facts->setColor(broken ? TextLabel::Color::Warning : TextLabel::Color::Text2);
    m_facts->setVisible(!m_facts->text().isEmpty());
    if (!m_slider->isSliderDown()) {
        const QSignalBlocker silent(m_slider);
        m_slider->setValue(qRound(adapter.strength * kSteps));
    }
    m_slider->setVisible(adapter.on);
    m_figure->setVisible(adapter.on);
    m_switch->setCurrent(adapter.on ? 1 : 0);
    m_switch->setEnabled(!broken || adapter.on);
    m_switch->setAccessibleName(tr("Use %1").arg(adapter.name));
    m_slider->setAccessibleName(tr("Strength of %1").arg(adapter.name));
    m_more->setAccessibleName(tr("More for %1").arg(adapter.name));
    showStrength();
}

void AdapterRow::showStrength() {
    m_figure->setText(QLocale().toString(m_slider->value() * 100 / kSteps) + QLocale().percent());
    m_slider->setAccessibleDescription(m_figure->text());
}

void AdapterRow::showMenu() {
    QMenu menu(this);
    menu.addAction(icon(Icon::Delete), tr("Remove"), this, [this] { Q_EMIT removeRequested(); });
    menu.exec(m_more->mapToGlobal(QPoint(0, m_more->height())));
}

} // namespace fovea::ui
