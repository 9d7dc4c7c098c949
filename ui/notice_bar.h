#pragma once

#include "ui/floating_bar.h"

#include <QTimer>

#include <functional>

class QPushButton;

namespace fovea::ui {

class TextLabel;

/// One sentence about what has just happened, with one action at most. It goes by itself, but not
/// while the mouse is on it. A new notice ends the one before.
class NoticeBar : public FloatingBar {
    Q_OBJECT

public:
    static constexpr int kDurationMs = 8000;

    struct Notice {
        QString sentence;
        QString actionText;           ///< empty: no action
        std::function<void()> action; ///< the person took it
        std::function<void()> ended;  ///< the time is over and the action was not taken
    };

    explicit NoticeBar(QWidget *parent = nullptr);

    void setDuration(int ms) { m_durationMs = ms; }
    void show(Notice notice);
    bool hasAction() const { return isVisibleTo(parentWidget()) && m_notice.action != nullptr; }
    QString sentence() const { return m_notice.sentence; }
    /// What a click on the action does.
    void takeAction();
    /// Ends it now, as if its time were over.
    void end();

Q_SIGNALS:
    void shown();
    void gone();

protected:
    bool event(QEvent *event) override;

private:
    void close();

    Notice m_notice;
    int m_durationMs = kDurationMs;
    QTimer m_timer;
    TextLabel *m_text = nullptr;
    QPushButton *m_action = nullptr;
};

} // namespace fovea::ui
