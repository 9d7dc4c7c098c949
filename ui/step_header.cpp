#include "ui/step_header.h"

#include "ui/icons.h"
#include "ui/text_label.h"
#include "ui/theme.h"

#include <QHBoxLayout>
#include <QLocale>
#include <QPainter>
#include <QPushButton>

namespace fovea::ui {

namespace {

constexpr int kHeight = 40;
constexpr int kCircle = 24;
constexpr int kGap = 12;
constexpr int kLinkHeight = 28;
constexpr int kLinkRoom = 4; ///< for the ring of the focus

} // namespace

/// The number of a step, filled while it is the current one, a check mark once it is done.
class StepCircle : public QWidget {
public:
    StepCircle(int number, QWidget *parent)
        : QWidget(parent)
        , m_number(number) {
        setFixedSize(kCircle, kCircle);
        connect(&Theme::instance(), &Theme::changed, this, qOverload<>(&QWidget::update));
    }
    void setState(StepHeader::State state) {
        m_state = state;
        update();
    }

protected:
    void paintEvent(QPaintEvent *) override {
        using State = StepHeader::State;
        const ThemeColors &colors = Theme::instance().colors();
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        const QRectF circle = QRectF(rect());
        if (m_state == State::Waiting) {
            painter.setPen(QPen(colors.control, 1.5));
            painter.drawEllipse(circle.adjusted(.75, .75, -.75, -.75));
        } else {
            painter.setPen(Qt::NoPen);
            painter.setBrush(m_state == State::Current ? colors.text : colors.fill);
            painter.drawEllipse(circle);
        }
        if (m_state == State::Done) {
            paintIcon(&painter, Icon::Check, circle.adjusted(5, 5, -5, -5), colors.text);
            return;
        }
        painter.setPen(m_state == State::Current ? colors.base : colors.text2);
        painter.setFont(Theme::instance().smallFont(QFont::DemiBold));
        painter.drawText(rect(), Qt::AlignCenter, QLocale().toString(m_number));
    }

private:
    const int m_number;
    StepHeader::State m_state = StepHeader::State::Waiting;
};

namespace {

/// As wide as its words, so that they stand in line with what is above and below.
class LinkButton : public QPushButton {
public:
    using QPushButton::QPushButton;

    QSize sizeHint() const override {
        return {fontMetrics().horizontalAdvance(text()) + kLinkRoom, kLinkHeight};
    }
    QSize minimumSizeHint() const override { return sizeHint(); }
};

} // namespace

QPushButton *makeLinkButton(const QString &words, QWidget *parent) {
    auto *button = new LinkButton(words, parent);
    button->setFlat(true);
    button->setFont(Theme::instance().bodyFont(QFont::Medium));
    button->setFixedHeight(kLinkHeight);
    button->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    button->setCursor(Qt::PointingHandCursor);
    button->setProperty("link", true); // the style's color of its words
    return button;
}

StepHeader::StepHeader(int number, const QString &name, QWidget *parent)
    : QWidget(parent)
    , m_number(number)
    , m_circle(new StepCircle(number, this))
    , m_name(new TextLabel(TextLabel::Size::Body, TextLabel::Color::Text, QFont::DemiBold, this))
    , m_circumstance(
          new TextLabel(TextLabel::Size::Body, TextLabel::Color::Text2, QFont::Normal, this))
    , m_action(makeLinkButton({}, this)) {
    m_name->setText(name);
    m_circumstance->setElide(Qt::ElideRight);
    m_action->hide();
    setFixedHeight(kHeight);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(kGap);
    layout->addWidget(m_circle);
    layout->addWidget(m_name);
    layout->addWidget(m_circumstance, 1);
    layout->addWidget(m_action);
    connect(m_action, &QPushButton::clicked, this, &StepHeader::actionClicked);
    refresh();
}

void StepHeader::setState(State state) {
    m_state = state;
    refresh();
}

void StepHeader::setCircumstance(const QString &circumstance) {
    m_circumstance->setText(circumstance);
    refresh();
}

QString StepHeader::circumstance() const {
    return m_circumstance->text();
}

void StepHeader::setAction(const QString &words) {
    m_action->setText(words);
    m_action->setVisible(!words.isEmpty());
    m_action->setAccessibleName(words + QStringLiteral(": ") + m_name->text());
}

void StepHeader::refresh() {
    m_circle->setState(m_state);
    m_name->setColor(m_state == State::Waiting ? TextLabel::Color::Text2 : TextLabel::Color::Text);
    m_name->setWeight(m_state == State::Current ? QFont::DemiBold
                      : m_state == State::Done  ? QFont::Medium
                                                : QFont::Normal);
    setAccessibleName(QStringLiteral("%1. %2").arg(m_number).arg(m_name->text()));
    setAccessibleDescription(m_circumstance->text());
}

} // namespace fovea::ui
