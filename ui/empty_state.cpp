#include "ui/empty_state.h"

#include "ui/small_widgets.h"
#include "ui/text_label.h"

#include <QHBoxLayout>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

namespace fovea::ui {

namespace {

constexpr int kTop = 16;
constexpr int kSideMargin = 32;
constexpr int kRowHeight = 56;
constexpr int kGutter = 64; ///< as beside the photos that stand here otherwise

} // namespace

EmptyState::EmptyState(QWidget *parent)
    : QWidget(parent)
    , m_column(new QWidget(this))
    , m_title(
          new TextLabel(TextLabel::Size::Title, TextLabel::Color::Text, QFont::DemiBold, m_column))
    , m_sentence(
          new TextLabel(TextLabel::Size::Body, TextLabel::Color::Text2, QFont::Normal, m_column))
    , m_rows(new QVBoxLayout) {
    m_title->setWordWrap(true);
    m_sentence->setWordWrap(true);
    auto *layout = new QVBoxLayout(m_column);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_title);
    layout->addSpacing(4);
    layout->addWidget(m_sentence);
    layout->addSpacing(20);
    m_rows->setSpacing(0);
    layout->addLayout(m_rows);
    layout->addStretch(1);
}

void EmptyState::setContent(const QString &title, const QString &sentence,
                            const QList<Action> &actions) {
    m_title->setText(title);
    m_sentence->setText(sentence);
    while (QLayoutItem *item = m_rows->takeAt(0)) {
        item->widget()->hide();
        item->widget()->deleteLater(); // one of its buttons may be the sender
        delete item;
    }
    for (const Action &action : actions) {
        addRow(action);
    }
    if (!actions.isEmpty()) {
        m_rows->addWidget(new Hairline(m_column));
    }
    setAccessibleName(title);
    setAccessibleDescription(sentence);
}

void EmptyState::addRow(const Action &action) {
    m_rows->addWidget(new Hairline(m_column));
    auto *row = new QWidget(m_column);
    row->setFixedHeight(kRowHeight - 1);
    auto *layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(12);
    layout->addWidget(new IconLabel(action.icon, row));
    auto *texts = new QVBoxLayout;
    texts->setSpacing(0);
    auto *name = new TextLabel(TextLabel::Size::Body, TextLabel::Color::Text, QFont::Medium, row);
    auto *detail =
        new TextLabel(TextLabel::Size::Small, TextLabel::Color::Text2, QFont::Normal, row);
    name->setText(action.name);
    name->setElide(Qt::ElideRight);
    detail->setText(action.detail);
    detail->setElide(Qt::ElideRight);
    texts->addStretch(1);
    texts->addWidget(name);
    texts->addWidget(detail);
    texts->addStretch(1);
    layout->addLayout(texts, 1);
    auto *button = new QPushButton(action.buttonText, row);
    button->setFixedHeight(28);
    const auto run = action.run;
    connect(button, &QPushButton::clicked, this, [run] { run(); });
    layout->addWidget(button);
    m_rows->addWidget(row);
}

QString EmptyState::title() const {
    return m_title->text();
}

QString EmptyState::sentence() const {
    return m_sentence->text();
}

void EmptyState::resizeEvent(QResizeEvent *) {
    if (m_leading) {
        const int wide = std::min(kColumn, width());
        const int left = layoutDirection() == Qt::RightToLeft ? width() - wide : 0;
        m_column->setGeometry(left, 0, wide, height());
        return;
    }
    const int wide = std::min(kColumn, width() - kGutter - 2 * kSideMargin);
    m_column->setGeometry((width() - kGutter - wide) / 2, kTop, wide, height() - kTop);
}

} // namespace fovea::ui
