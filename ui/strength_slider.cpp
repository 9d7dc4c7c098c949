#include "ui/strength_slider.h"

#include "ui/text_label.h"

#include <QHBoxLayout>
#include <QLocale>
#include <QSlider>
#include <QVBoxLayout>

namespace fovea::ui {

namespace {

constexpr int kSteps = 10; ///< the strengths whose figures a run tells

} // namespace

StrengthSlider::StrengthSlider(QWidget *parent)
    : QWidget(parent)
    , m_figure(new TextLabel(TextLabel::Size::Body, TextLabel::Color::Text2, QFont::Normal, this))
    , m_slider(new QSlider(Qt::Horizontal, this)) {
    const auto label = [this](TextLabel::Size size, TextLabel::Color color, QFont::Weight weight,
                              const QString &text) {
        auto *made = new TextLabel(size, color, weight, this);
        made->setText(text);
        return made;
    };
    auto *head = new QHBoxLayout;
    head->addWidget(
        label(TextLabel::Size::Body, TextLabel::Color::Text, QFont::Medium, tr("Strength")));
    head->addStretch(1);
    head->addWidget(m_figure);
    auto *ends = new QHBoxLayout;
    ends->addWidget(
        label(TextLabel::Size::Small, TextLabel::Color::Text2, QFont::Normal, tr("As before")));
    ends->addStretch(1);
    ends->addWidget(
        label(TextLabel::Size::Small, TextLabel::Color::Text2, QFont::Normal, tr("As taught")));
    auto *note = label(TextLabel::Size::Small, TextLabel::Color::Text2, QFont::Normal,
                       tr("The photos on the right follow the slider."));
    note->setWordWrap(true);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    column->addLayout(head);
    column->addWidget(m_slider);
    column->addLayout(ends);
    column->addWidget(note);
    m_slider->setRange(0, kSteps);
    m_slider->setPageStep(2);
    m_slider->setFixedHeight(20);
    m_slider->setAccessibleName(tr("Strength"));
    m_slider->setValue(kSteps);
    connect(m_slider, &QSlider::valueChanged, this, [this] {
        refresh();
        Q_EMIT strengthChanged(strength());
    });
    refresh();
}

double StrengthSlider::strength() const {
    return double(m_slider->value()) / kSteps;
}

void StrengthSlider::setStrength(double strength) {
    m_slider->setValue(qRound(strength * kSteps));
}

void StrengthSlider::refresh() {
    m_figure->setText(QLocale().toString(m_slider->value() * 100 / kSteps) + QLocale().percent());
    m_slider->setAccessibleDescription(m_figure->text());
}

} // namespace fovea::ui
