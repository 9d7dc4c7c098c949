#include "ui/elided_label.h"

#include <QPainter>

namespace fovea::ui {

ElidedLabel::ElidedLabel(QWidget *parent)
    : QWidget(parent) {
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
}

void ElidedLabel::setText(const QString &text) {
    m_text = text;
    setAccessibleName(text);
    updateGeometry();
    updateToolTip();
    update();
}

QSize ElidedLabel::sizeHint() const {
    return {fontMetrics().horizontalAdvance(m_text) + 1, fontMetrics().height()};
}

QSize ElidedLabel::minimumSizeHint() const {
    return {fontMetrics().averageCharWidth() * 4, fontMetrics().height()};
}

QString ElidedLabel::elided() const {
    return fontMetrics().elidedText(m_text, Qt::ElideMiddle, width());
}

void ElidedLabel::updateToolTip() {
    setToolTip(elided() == m_text ? QString() : m_text);
}

void ElidedLabel::resizeEvent(QResizeEvent * /*event*/) {
    updateToolTip();
}

void ElidedLabel::paintEvent(QPaintEvent * /*event*/) {
    QPainter painter(this);
    painter.setPen(palette().color(foregroundRole()));
    painter.drawText(rect(),
                     int(Qt::AlignVCenter | (isRightToLeft() ? Qt::AlignRight : Qt::AlignLeft)),
                     elided());
}

} // namespace fovea::ui
