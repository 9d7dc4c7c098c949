#include "ui/text_label.h"

#include "ui/theme.h"

#include <QEvent>
#include <QHelpEvent>
#include <QPainter>
#include <QStyle>
#include <QToolTip>

namespace fovea::ui {

namespace {

QFont fontOf(TextLabel::Size size, QFont::Weight weight) {
    const Theme &theme = Theme::instance();
    switch (size) {
    case TextLabel::Size::Small:
        return theme.smallFont(weight);
    case TextLabel::Size::Body:
        return theme.bodyFont(weight);
    case TextLabel::Size::Title:
        return theme.titleFont();
    }
    return {};
}

/// The line that a size takes at least, so that lists keep their measure in any font.
int lineHeight(TextLabel::Size size) {
    switch (size) {
    case TextLabel::Size::Small:
        return 16;
    case TextLabel::Size::Body:
        return 20;
    case TextLabel::Size::Title:
        return 28;
    }
    return 0;
}

QColor colorOf(TextLabel::Color color) {
    const ThemeColors &colors = Theme::instance().colors();
    switch (color) {
    case TextLabel::Color::Text:
        return colors.text;
    case TextLabel::Color::Text2:
        return colors.text2;
    case TextLabel::Color::Warning:
        return colors.warning;
    case TextLabel::Color::OnDark:
        return themeColors(true).text;
    case TextLabel::Color::OnDark2:
        return themeColors(true).text2;
    }
    return {};
}

} // namespace

TextLabel::TextLabel(Size size, Color color, QFont::Weight weight, QWidget *parent)
    : QLabel(parent)
    , m_size(size)
    , m_color(color)
    , m_weight(weight) {
    setTextFormat(Qt::PlainText);
    setForegroundRole(QPalette::WindowText); // whatever the ground is
    refresh();
    connect(&Theme::instance(), &Theme::changed, this, &TextLabel::refresh);
}

void TextLabel::setColor(Color color) {
    m_color = color;
    refresh();
}

void TextLabel::setWeight(QFont::Weight weight) {
    m_weight = weight;
    refresh();
}

void TextLabel::setElide(Qt::TextElideMode mode) {
    m_elide = mode;
    updateGeometry();
    update();
}

void TextLabel::refresh() {
    setFont(fontOf(m_size, m_weight));
    setMinimumHeight(lineHeight(m_size));
    QPalette colors = palette();
    colors.setColor(QPalette::WindowText, colorOf(m_color));
    setPalette(colors);
}

QSize TextLabel::sizeHint() const {
    // One px more than the rounded width of the text, which may be just too little.
    return QLabel::sizeHint() + QSize(m_elide == Qt::ElideNone ? 0 : 1, 0);
}

QSize TextLabel::minimumSizeHint() const {
    QSize hint = QLabel::minimumSizeHint();
    if (m_elide != Qt::ElideNone) {
        hint.setWidth(std::min(hint.width(), fontMetrics().averageCharWidth() * 4));
    }
    return hint;
}

QString TextLabel::shownText() const {
    return fontMetrics().elidedText(text(), m_elide, contentsRect().width());
}

void TextLabel::paintEvent(QPaintEvent *event) {
    if (m_elide == Qt::ElideNone) {
        QLabel::paintEvent(event);
        return;
    }
    QPainter painter(this);
    painter.setPen(palette().color(QPalette::WindowText));
    painter.drawText(contentsRect(), int(QStyle::visualAlignment(layoutDirection(), alignment())),
                     shownText());
}

void TextLabel::changeEvent(QEvent *event) {
    QLabel::changeEvent(event);
    if (event->type() == QEvent::ApplicationFontChange) {
        refresh();
    }
}

bool TextLabel::event(QEvent *event) {
    if (event->type() == QEvent::ToolTip && m_elide != Qt::ElideNone && toolTip().isEmpty()) {
        if (shownText() != text()) {
            QToolTip::showText(static_cast<QHelpEvent *>(event)->globalPos(), text(), this);
        } else {
            QToolTip::hideText();
        }
        return true;
    }
    return QLabel::event(event);
}

} // namespace fovea::ui
