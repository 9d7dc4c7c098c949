#include "ui/method_card.h"

#include "ui/small_widgets.h"
#include "ui/style.h"
#include "ui/style_controls.h"
#include "ui/text_label.h"
#include "ui/theme.h"
#include "ui/wording.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QPainter>
#include <QStyleOption>
#include <QVBoxLayout>

#include <array>

namespace fovea::ui {

namespace {

constexpr int kPadding = 18;
constexpr int kTextLeft = 46; ///< after the radio button
constexpr qreal kRadius = 8;
constexpr int kOneRow = 640; ///< px of width from which the facts stand in a row

} // namespace

/// An icon beside two short lines.
class MethodCard::Fact : public QWidget {
public:
    Fact(Icon icon, QWidget *parent)
        : QWidget(parent)
        , m_name(new TextLabel(TextLabel::Size::Body, TextLabel::Color::Text, QFont::Medium, this))
        , m_detail(
              new TextLabel(TextLabel::Size::Body, TextLabel::Color::Text2, QFont::Normal, this)) {
        auto *layout = new QHBoxLayout(this);
        layout->setContentsMargins(0, 0, 0, 0);
        layout->setSpacing(12);
        layout->addWidget(new IconLabel(icon, this), 0, Qt::AlignTop);
        auto *lines = new QVBoxLayout;
        lines->setSpacing(0);
        lines->addWidget(m_name);
        lines->addWidget(m_detail);
        lines->addStretch(1);
        layout->addLayout(lines, 1);
        m_name->setElide(Qt::ElideRight);
        m_detail->setElide(Qt::ElideRight);
        setAttribute(Qt::WA_TransparentForMouseEvents);
    }
    void setText(const QString &name, const QString &detail) {
        m_name->setText(name);
        m_detail->setText(detail);
    }
    QString text() const { return m_name->text() + QLatin1Char(' ') + m_detail->text(); }

private:
    TextLabel *m_name;
    TextLabel *m_detail;
};

MethodCard::MethodCard(QWidget *parent)
    : QAbstractButton(parent)
    , m_name(new TextLabel(TextLabel::Size::Body, TextLabel::Color::Text, QFont::DemiBold, this))
    , m_reason(new TextLabel(TextLabel::Size::Body, TextLabel::Color::Text2, QFont::Normal, this))
    , m_sentence(new TextLabel(TextLabel::Size::Body, TextLabel::Color::Text2, QFont::Normal, this))
    , m_facts(new QWidget(this))
    , m_time(new Fact(Icon::Clock, m_facts))
    , m_effect(new Fact(Icon::Trend, m_facts))
    , m_others(new Fact(Icon::Search, m_facts))
    , m_memory(new Fact(Icon::Memory, m_facts)) {
    setCheckable(true);
    setAutoExclusive(false);
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    m_reason->setElide(Qt::ElideRight);
    m_sentence->setWordWrap(true);
    auto *head = new QHBoxLayout;
    head->setSpacing(12);
    head->addWidget(m_name);
    head->addWidget(m_reason, 1);
    m_grid = new QGridLayout(m_facts);
    m_grid->setContentsMargins(0, 12, 0, 0);
    m_grid->setSpacing(12);
    layOutFacts();
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(kTextLeft, kPadding, kPadding, kPadding);
    layout->setSpacing(4);
    layout->addLayout(head);
    layout->addWidget(m_sentence);
    layout->addWidget(m_facts);
    for (QWidget *part : {static_cast<QWidget *>(m_name), static_cast<QWidget *>(m_reason),
                          static_cast<QWidget *>(m_sentence), m_facts}) {
        part->setAttribute(Qt::WA_TransparentForMouseEvents);
    }
    connect(&Theme::instance(), &Theme::changed, this, qOverload<>(&QWidget::update));
}

QString MethodCard::nameOf(TeachMethod method) {
    switch (method) {
    case TeachMethod::Names:
        return tr("Learn the new words");
    case TeachMethod::Projection:
        return tr("Adjust the last layer");
    case TeachMethod::Lora:
        return tr("Adjust all layers a little");
    case TeachMethod::Full:
        return tr("Teach the whole model");
    }
    Q_UNREACHABLE();
}

QString MethodCard::nameInPast(TeachMethod method) {
    switch (method) {
    case TeachMethod::Names:
        return tr("Learned the new words");
    case TeachMethod::Projection:
        return tr("Adjusted the last layer");
    case TeachMethod::Lora:
        return tr("Adjusted all layers a little");
    case TeachMethod::Full:
        return tr("Taught the whole model");
    }
    Q_UNREACHABLE();
}

QString MethodCard::sentenceOf(TeachMethod method, const QStringList &words) {
    switch (method) {
    case TeachMethod::Names:
        return words.isEmpty()
                   ? tr("No caption has a word that is new to Fovea, so it learns to read a "
                        "little differently. Photos stay as they were seen.")
                   : tr("Fovea learns what “%1” means. Photos stay as they were seen.")
                         .arg(words.mid(0, 3).join(tr("”, “")));
    case TeachMethod::Projection:
        return tr("Fovea learns how your words and these photos belong together. The rest of the "
                  "model stays as it is.");
    case TeachMethod::Lora:
        return tr("Fovea learns to read and to look a little differently, in every layer. Where "
                  "its looking changes, all photos are looked at again.");
    case TeachMethod::Full:
        return tr("Everything may change. For thousands of captions and a lot of time; all photos "
                  "are looked at again.");
    }
    Q_UNREACHABLE();
}

void MethodCard::setMethod(const MethodPlan &plan, const QString &reason,
                           const QStringList &words) {
    m_method = plan.method;
    m_name->setText(nameOf(plan.method));
    m_reason->setText(reason);
    m_reason->setToolTip(reason);
    m_sentence->setText(sentenceOf(plan.method, words));
    QString time =
        plan.etaSeconds < 0 ? tr("Time not known yet") : Wording::duration(plan.etaSeconds);
    if (!time.isEmpty()) {
        time[0] = time[0].toUpper();
    }
    m_time->setText(time, tr("in the background"));
    const bool mild = plan.method == TeachMethod::Names;
    const bool strong = plan.method == TeachMethod::Lora || plan.method == TeachMethod::Full;
    m_effect->setText(tr("Your captions"),
                      mild ? tr("found by your own names") : tr("likely found more often"));
    m_others->setText(tr("Other searches"), mild     ? tr("stay as they are")
                                            : strong ? tr("may change somewhat")
                                                     : tr("should hardly change"));
    m_memory->setText(plan.memoryBytes > 0 ? Wording::fileSize(plan.memoryBytes)
                                           : tr("Little memory"),
                      tr("of memory at most"));
    m_memory->setVisible(plan.memoryBytes > 0);
    setAccessibleName(m_name->text());
    setAccessibleDescription(m_reason->text() + QLatin1Char('\n') + m_sentence->text() +
                             QLatin1Char('\n') + m_time->text());
    updateGeometry();
}

/// In a row, or two by two where a row would cut them.
void MethodCard::layOutFacts() {
    const QList<Fact *> facts =
        m_compact ? QList{m_time, m_memory} : QList{m_time, m_effect, m_others, m_memory};
    const int columns = m_compact || width() < kOneRow ? 2 : 4;
    if (columns == m_columns) {
        return;
    }
    m_columns = columns;
    for (int i = 0; i < facts.size(); ++i) {
        m_grid->addWidget(facts[i], i / columns, i % columns);
    }
    constexpr std::array kShares{10, 12, 12, 10};
    for (int column = 0; column < 4; ++column) {
        const int share = columns == 4 ? kShares[std::size_t(column)] : 1;
        m_grid->setColumnStretch(column, column < columns ? share : 0);
    }
    updateGeometry();
}

void MethodCard::resizeEvent(QResizeEvent *event) {
    layOutFacts();
    QAbstractButton::resizeEvent(event);
}

void MethodCard::setCompact(bool compact) {
    m_effect->setVisible(!compact);
    m_others->setVisible(!compact);
    m_compact = compact;
    m_columns = 0; // they are others now
    layOutFacts();
    updateGeometry();
}

QSize MethodCard::sizeHint() const {
    const int wide = std::max(200, width());
    return {layout()->sizeHint().width(), layout()->hasHeightForWidth()
                                              ? layout()->heightForWidth(wide)
                                              : layout()->sizeHint().height()};
}

void MethodCard::paintEvent(QPaintEvent *) {
    const ThemeColors &colors = Theme::instance().colors();
    QPainter painter(this);
    if (!isChecked() && underMouse()) {
        fillRounded(&painter, rect(), kRadius, colors.hover);
    }
    strokeRounded(&painter, rect(), kRadius, isChecked() ? colors.accent : colors.line,
                  isChecked() ? 2 : 1);
    QStyleOption option;
    option.rect = QRect(kPadding, kPadding + 2, 16, 16);
    if (layoutDirection() == Qt::RightToLeft) {
        option.rect.moveRight(width() - kPadding);
    }
    option.state = QStyle::State_Enabled | (isChecked() ? QStyle::State_On : QStyle::State_Off);
    drawRadioButton(&painter, option, colors);
    if (hasFocus() && m_keyboardFocus) {
        strokeRounded(&painter, QRectF(rect()).adjusted(3, 3, -3, -3), kRadius - 3, colors.focus,
                      2);
    }
}

void MethodCard::keyPressEvent(QKeyEvent *event) {
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) {
        click();
    } else {
        QAbstractButton::keyPressEvent(event);
    }
}

void MethodCard::focusInEvent(QFocusEvent *event) {
    m_keyboardFocus = event->reason() != Qt::MouseFocusReason;
    QAbstractButton::focusInEvent(event);
}

} // namespace fovea::ui
