#include "ui/notice_bar.h"

#include "ui/icons.h"
#include "ui/text_label.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QPushButton>
#include <QToolButton>

#include <utility>

namespace fovea::ui {

namespace {

constexpr int kTextWidth = 440;

} // namespace

NoticeBar::NoticeBar(QWidget *parent)
    : FloatingBar(parent)
    , m_text(new TextLabel(TextLabel::Size::Body, TextLabel::Color::Text, QFont::Normal, this))
    , m_action(new QPushButton(this)) {
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(kShadow + 16, kShadow + 6, kShadow + 8, kShadow + 6);
    layout->setSpacing(12);
    m_text->setWordWrap(true);
    m_action->hide();
    layout->addWidget(m_text, 1);
    layout->addWidget(m_action);
    auto *dismiss = new QToolButton(this);
    dismiss->setIcon(icon(Icon::Close));
    dismiss->setIconSize({20, 20});
    dismiss->setFixedSize(32, 32);
    dismiss->setAutoRaise(true);
    dismiss->setToolTip(tr("Dismiss"));
    dismiss->setAccessibleName(tr("Dismiss"));
    layout->addWidget(dismiss);
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &NoticeBar::end);
    connect(dismiss, &QToolButton::clicked, this, &NoticeBar::end);
    connect(m_action, &QPushButton::clicked, this, &NoticeBar::takeAction);
    hide();
}

void NoticeBar::show(Notice notice) {
    end();
    m_notice = std::move(notice);
    m_text->setText(m_notice.sentence);
    // One line where it fits, at most kTextWidth wide.
    m_text->setMinimumWidth(
        std::min(kTextWidth, m_text->fontMetrics().horizontalAdvance(m_notice.sentence) + 4));
    m_action->setText(m_notice.actionText);
    m_action->setVisible(!m_notice.actionText.isEmpty());
    setAccessibleName(m_notice.sentence);
    QWidget::show();
    raise();
    m_timer.start(m_durationMs);
    Q_EMIT shown();
}

void NoticeBar::takeAction() {
    const auto action = std::exchange(m_notice, {}).action;
    close();
    if (action) {
        action();
    }
}

void NoticeBar::end() {
    const auto ended = std::exchange(m_notice, {}).ended;
    close();
    if (ended) {
        ended();
    }
}

void NoticeBar::close() {
    m_timer.stop();
    if (!isHidden()) {
        hide();
        Q_EMIT gone();
    }
}

bool NoticeBar::event(QEvent *event) {
    if (event->type() == QEvent::Enter) {
        m_timer.stop();
    } else if (event->type() == QEvent::Leave && !isHidden()) {
        m_timer.start(m_durationMs);
    }
    return FloatingBar::event(event);
}

} // namespace fovea::ui
