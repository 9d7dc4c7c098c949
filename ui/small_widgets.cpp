#include "ui/small_widgets.h"

#include "ui/theme.h"

#include <QPainter>

namespace fovea::ui {

Hairline::Hairline(QWidget *parent)
    : QWidget(parent) {
    setFixedHeight(1);
    connect(&Theme::instance(), &Theme::changed, this, qOverload<>(&QWidget::update));
}

void Hairline::paintEvent(QPaintEvent *) {
    QPainter(this).fillRect(rect(), Theme::instance().colors().line);
}

IconLabel::IconLabel(Icon name, QWidget *parent)
    : QWidget(parent)
    , m_icon(name) {
    setFixedSize(20, 20);
    connect(&Theme::instance(), &Theme::changed, this, qOverload<>(&QWidget::update));
}

void IconLabel::setIcon(Icon name) {
    m_icon = name;
    update();
}

void IconLabel::paintEvent(QPaintEvent *) {
    QPainter painter(this);
    paintIcon(&painter, m_icon, QRectF(rect()), Theme::instance().colors().text2);
}

} // namespace fovea::ui
