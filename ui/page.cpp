#include "ui/page.h"

#include "ui/text_label.h"
#include "ui/theme.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QScrollArea>
#include <QScrollBar>
#include <QVBoxLayout>

namespace fovea::ui {

namespace {

constexpr int kTop = 20;

} // namespace

Page::Page(const QString &title, QWidget *parent)
    : QWidget(parent)
    , m_scroll(new QScrollArea(this))
    , m_inner(new QWidget)
    , m_head(new QHBoxLayout)
    , m_body(new QVBoxLayout)
    , m_sentence(
          new TextLabel(TextLabel::Size::Body, TextLabel::Color::Text2, QFont::Normal, m_inner)) {
    setAccessibleName(title);
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    m_scroll->setWidgetResizable(true);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->setFocusPolicy(Qt::NoFocus);
    m_scroll->setWidget(m_inner);
    m_scroll->viewport()->setAutoFillBackground(false);
    m_inner->setAutoFillBackground(false);
    outer->addWidget(m_scroll);

    auto *name =
        new TextLabel(TextLabel::Size::Title, TextLabel::Color::Text, QFont::DemiBold, m_inner);
    name->setText(title);
    m_head->setSpacing(8);
    m_head->addWidget(name);
    m_head->addStretch(1);
    m_head->addStrut(32);
    m_sentence->setWordWrap(true);
    m_body->setSpacing(0);

    auto *layout = m_column = new QVBoxLayout(m_inner);
    layout->setContentsMargins(kMargin, kTop, kMargin, kMargin);
    layout->setSpacing(0);
    layout->addLayout(m_head);
    layout->addWidget(m_sentence);
    layout->addSpacing(20);
    layout->addLayout(m_body);
    layout->addStretch(1);
}

void Page::setSentence(const QString &sentence) {
    m_sentence->setText(sentence);
}

QString Page::sentence() const {
    return m_sentence->text();
}

void Page::setFills(bool fills) {
    m_column->setStretch(m_column->count() - 1, fills ? 0 : 1);
    m_column->setStretchFactor(m_body, fills ? 1 : 0);
}

void Page::setReachesEdge() {
    m_column->setContentsMargins(kMargin, kTop, 0, 0);
    m_head->addSpacing(kMargin);
    m_sentence->setContentsMargins(0, 0, kMargin, 0);
}

void Page::scrollToTop() {
    m_scroll->verticalScrollBar()->setValue(0);
}

void Page::scrollTo(QWidget *widget) {
    m_scroll->ensureWidgetVisible(widget, 0, 16);
}

void Page::paintEvent(QPaintEvent *) {
    QPainter(this).fillRect(rect(), Theme::instance().colors().base);
}

QWidget *makeSectionHead(const QString &name, const QString &circumstance, QWidget *parent) {
    auto *head = new QWidget(parent);
    auto *layout = new QHBoxLayout(head);
    layout->setContentsMargins(0, 8, 0, 12);
    layout->setSpacing(8);
    auto *strong =
        new TextLabel(TextLabel::Size::Body, TextLabel::Color::Text, QFont::DemiBold, head);
    strong->setText(name);
    auto *rest = new TextLabel(TextLabel::Size::Body, TextLabel::Color::Text2, QFont::Normal, head);
    rest->setText(circumstance);
    rest->setElide(Qt::ElideRight);
    layout->addWidget(strong);
    layout->addWidget(rest, 1);
    return head;
}

void emptyLayout(QVBoxLayout *layout) {
    while (QLayoutItem *item = layout->takeAt(0)) {
        if (QWidget *widget = item->widget()) {
            widget->hide();
            widget->deleteLater();
        }
        delete item;
    }
}

} // namespace fovea::ui
