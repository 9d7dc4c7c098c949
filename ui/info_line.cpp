#include "ui/info_line.h"

#include "ui/icons.h"
#include "ui/segmented_switch.h"
#include "ui/step_header.h"
#include "ui/text_label.h"
#include "ui/theme.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QPushButton>
#include <QSignalBlocker>
#include <QSlider>

namespace fovea::ui {

namespace {

constexpr int kGap = 8;

/// A square outline: how large the photos are at that end of the slider.
class SizeMark : public QWidget {
public:
    SizeMark(int side, QWidget *parent)
        : QWidget(parent)
        , m_side(side) {
        setFixedSize(20, 20);
        connect(&Theme::instance(), &Theme::changed, this, qOverload<>(&QWidget::update));
    }

protected:
    void paintEvent(QPaintEvent *) override {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(QPen(Theme::instance().colors().text2, 1.5));
        QRectF square(0, 0, m_side, m_side);
        square.moveCenter(QRectF(rect()).center());
        painter.drawRoundedRect(square, m_side / 6., m_side / 6.);
    }

private:
    int m_side;
};

} // namespace

InfoLine::InfoLine(QWidget *parent)
    : QWidget(parent)
    , m_name(new TextLabel(TextLabel::Size::Body, TextLabel::Color::Text, QFont::DemiBold, this))
    , m_circumstance(
          new TextLabel(TextLabel::Size::Body, TextLabel::Color::Text2, QFont::Normal, this))
    , m_action(makeLinkButton({}, this))
    , m_suggestionBox(new QWidget(this))
    , m_sort(new SegmentedSwitch({tr("Relevance"), tr("Date")}, this))
    , m_size(new QSlider(Qt::Horizontal, this)) {
    setFixedHeight(kHeight);
    m_name->setElide(Qt::ElideRight);
    m_circumstance->setElide(Qt::ElideRight);
    m_suggestions = new QHBoxLayout(m_suggestionBox);
    m_suggestions->setContentsMargins(8, 0, 0, 0);
    m_suggestions->setSpacing(8);
    m_sort->setAccessibleName(tr("Order"));
    m_size->setFixedSize(96, 20);
    m_size->setAccessibleName(tr("Size of the photos"));
    m_size->setToolTip(tr("Size of the photos"));

    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(16, 0, 16, 0);
    layout->setSpacing(0);
    layout->addWidget(m_name);
    layout->addWidget(m_circumstance);
    layout->addSpacing(4);
    layout->addWidget(m_action);
    layout->addWidget(m_suggestionBox);
    layout->addStretch(1);
    layout->addSpacing(12);
    layout->addWidget(m_sort);
    layout->addSpacing(16);
    layout->addWidget(new SizeMark(7, this));
    layout->addSpacing(8);
    layout->addWidget(m_size);
    layout->addSpacing(8);
    layout->addWidget(new SizeMark(13, this));

    connect(m_sort, &SegmentedSwitch::chosen, this, &InfoLine::sortChosen);
    connect(m_size, &QSlider::valueChanged, this, &InfoLine::sizeChosen);
    connect(m_action, &QPushButton::clicked, this, &InfoLine::actionClicked);
    setAction({});
    setSuggestions({});
    setSortVisible(false);
}

void InfoLine::setText(const QString &name, const QString &circumstance) {
    m_name->setText(name);
    // A comma stands close to the name, anything else apart from it.
    const bool joins = name.isEmpty() || circumstance.startsWith(QLatin1Char(','));
    m_circumstance->setContentsMargins(joins ? 0 : kGap, 0, 0, 0);
    m_circumstance->setText(circumstance);
    m_name->setVisible(!name.isEmpty());
    m_circumstance->setVisible(!circumstance.isEmpty());
}

void InfoLine::setWarning(bool warning) {
    m_circumstance->setColor(warning ? TextLabel::Color::Warning : TextLabel::Color::Text2);
}

void InfoLine::setSuggestions(const QStringList &suggestions) {
    while (QLayoutItem *item = m_suggestions->takeAt(0)) {
        item->widget()->hide();
        item->widget()->deleteLater(); // it may be the sender
        delete item;
    }
    for (const QString &words : suggestions) {
        auto *button = new QPushButton(words, m_suggestionBox);
        button->setFixedHeight(28);
        connect(button, &QPushButton::clicked, this,
                [this, words] { Q_EMIT suggestionChosen(words); });
        m_suggestions->addWidget(button);
    }
    m_suggestionBox->setVisible(!suggestions.isEmpty());
}

void InfoLine::setAction(const QString &words) {
    m_action->setText(words);
    m_action->setVisible(!words.isEmpty());
}

QString InfoLine::text() const {
    return m_name->text() + m_circumstance->text();
}

void InfoLine::setSortVisible(bool visible) {
    m_sort->setVisible(visible);
}

SortBy InfoLine::sort() const {
    return m_sort->current() == 1 ? SortBy::Date : SortBy::Relevance;
}

void InfoLine::setSort(SortBy sort) {
    m_sort->setCurrent(sort == SortBy::Date ? 1 : 0);
}

void InfoLine::setSizeRange(int minimum, int maximum) {
    const QSignalBlocker quiet(m_size);
    m_size->setRange(minimum, maximum);
    m_size->setSingleStep(16);
    m_size->setPageStep(48);
}

int InfoLine::photoSize() const {
    return m_size->value();
}

void InfoLine::setPhotoSize(int size) {
    const QSignalBlocker quiet(m_size);
    m_size->setValue(size);
    m_size->update();
}

} // namespace fovea::ui
