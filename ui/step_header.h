#pragma once

#include <QWidget>

class QPushButton;

namespace fovea::ui {

class TextLabel;

/// The line of one step on a page of steps: its number or a check mark in a circle, its name, what
/// there is to know of it, and a link at the end.
class StepHeader : public QWidget {
    Q_OBJECT

public:
    enum class State { Waiting, Current, Done };

    StepHeader(int number, const QString &name, QWidget *parent = nullptr);

    void setState(State state);
    State state() const { return m_state; }
    void setCircumstance(const QString &circumstance);
    QString circumstance() const;
    /// Empty: none.
    void setAction(const QString &words);
    QPushButton *action() const { return m_action; }

Q_SIGNALS:
    void actionClicked();

private:
    void refresh();

    const int m_number;
    State m_state = State::Waiting;
    class StepCircle *m_circle = nullptr;
    TextLabel *m_name = nullptr;
    TextLabel *m_circumstance = nullptr;
    QPushButton *m_action = nullptr;
};

/// A button that is only its words in the color of links.
QPushButton *makeLinkButton(const QString &words, QWidget *parent);

} // namespace fovea::ui
