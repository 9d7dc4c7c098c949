#pragma once

#include "ui/model_entry.h"

#include <QWidget>

class QProgressBar;
class QPushButton;
class QToolButton;

namespace fovea::ui {

class TextLabel;

/// One model: its name and what it is good for; licence and size; and the one thing to do with it
/// next.
class ModelRow : public QWidget {
    Q_OBJECT

public:
    explicit ModelRow(const ModelEntry &model, QWidget *parent = nullptr);

    void setModel(const ModelEntry &model);

Q_SIGNALS:
    void installRequested(const QString &name);
    void installCancelled(const QString &name);
    void useRequested(const QString &name);
    void removeRequested(const QString &name);

private:
    void act();
    void showMenu();
    QString facts() const;

    ModelEntry m_model;
    TextLabel *m_title = nullptr;
    TextLabel *m_goodFor = nullptr;
    TextLabel *m_facts = nullptr;
    TextLabel *m_state = nullptr;
    QProgressBar *m_bar = nullptr;
    QPushButton *m_action = nullptr;
    QToolButton *m_more = nullptr;
};

} // namespace fovea::ui
