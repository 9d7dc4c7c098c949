#include "ui/segmented_switch.h"

#include "ui/theme.h"

#include <QAbstractButton>
#include <QButtonGroup>
#include <QHBoxLayout>
#include <QPainter>

namespace fovea::ui {

namespace {

constexpr int kHeight = 28;
constexpr int kPadding = 12;
constexpr qreal kRadius = 6;
constexpr qreal kSegmentRadius = 4;

class Segment : public QAbstractButton {
public:
    explicit Segment(const QString &word, QWidget *parent)
        : QAbstractButton(parent) {
        setText(word);
        setCheckable(true);
        setFont(Theme::instance().bodyFont(QFont::Medium));
        setFocusPolicy(Qt::StrongFocus);
        setAttribute(Qt::WA_Hover);
    }

    QSize sizeHint() const override {
        return {fontMetrics().horizontalAdvance(text()) + 2 * kPadding, kHeight};
    }

protected:
    void paintEvent(QPaintEvent *) override {
        const ThemeColors &colors = Theme::instance().colors();
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        const QRectF area = QRectF(rect()).adjusted(2, 2, -2, -2);
        if (isChecked()) {
            painter.setPen(colors.isDark ? QPen(Qt::NoPen) : QPen(colors.chipLine, 1));
            painter.setBrush(colors.segment);
            const qreal inset = colors.isDark ? 0 : .5;
            painter.drawRoundedRect(area.adjusted(inset, inset, -inset, -inset), kSegmentRadius,
                                    kSegmentRadius);
        }
        painter.setPen(isChecked() || underMouse() ? colors.text : colors.text2);
        painter.drawText(rect(), Qt::AlignCenter, text());
        if (hasFocus()) {
            painter.setPen(QPen(colors.focus, 2));
            painter.setBrush(Qt::NoBrush);
            painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), kRadius, kRadius);
        }
    }
};

} // namespace

SegmentedSwitch::SegmentedSwitch(const QStringList &words, QWidget *parent)
    : QWidget(parent)
    , m_group(new QButtonGroup(this)) {
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    for (int i = 0; i < words.size(); ++i) {
        auto *segment = new Segment(words[i], this);
        m_group->addButton(segment, i);
        layout->addWidget(segment);
    }
    m_group->setExclusive(true);
    setCurrent(0);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    connect(m_group, &QButtonGroup::idClicked, this, &SegmentedSwitch::chosen);
    connect(&Theme::instance(), &Theme::changed, this, qOverload<>(&QWidget::update));
}

int SegmentedSwitch::current() const {
    return m_group->checkedId();
}

void SegmentedSwitch::setCurrent(int index) {
    if (QAbstractButton *button = m_group->button(index)) {
        button->setChecked(true);
    }
}

void SegmentedSwitch::setWord(int index, const QString &word) {
    if (QAbstractButton *button = m_group->button(index); button->text() != word) {
        button->setText(word);
        button->updateGeometry();
    }
}

void SegmentedSwitch::paintEvent(QPaintEvent *) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(Theme::instance().colors().fill);
    painter.drawRoundedRect(rect(), kRadius, kRadius);
}

} // namespace fovea::ui
