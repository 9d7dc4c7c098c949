#pragma once

#include "ui/teach_values.h"

#include <QWidget>

#include <functional>
#include <optional>

class QPushButton;
class QVBoxLayout;

namespace fovea::ui {

class Fold;
class MethodCard;
class TeachOptionsTable;
class TeachRunView;
class TextLabel;

/// The second step: how to learn. The proposed way as a card, the others and every parameter
/// folded, Start; and then the run itself.
class TeachMethodStep : public QWidget {
    Q_OBJECT

public:
    explicit TeachMethodStep(QWidget *parent = nullptr);

    /// None: it is being made.
    void setPlan(const std::optional<TeachPlan> &plan);
    const std::optional<TeachPlan> &plan() const { return m_plan; }
    /// The command that does the same as Start with these options.
    void setCommandWriter(std::function<QString(const TeachOptions &)> writer);
    /// A run of this source that ended before its time can go on.
    void setResumable(bool resumable);
    /// Why there is no result; empty: nothing went wrong.
    void setFailure(const QString &sentence);

    TeachOptions options() const;
    TeachMethod method() const { return m_method; }
    /// "Adjust the last layer, about 2 min", for the head of the step.
    QString summary() const;

    void setRunning(bool running);
    TeachRunView *run() const { return m_run; }

Q_SIGNALS:
    void startRequested(const fovea::ui::TeachOptions &options);
    void summaryChanged();

private:
    void buildCards();
    void chooseMethod(TeachMethod method);
    const MethodPlan *planOf(TeachMethod method) const;
    static QString reasonFor(TeachMethod method, TeachMethod proposed);
    void refresh();
    void refreshCommand();

    std::optional<TeachPlan> m_plan;
    TeachMethod m_method = TeachMethod::Projection;
    bool m_resumable = false;
    QString m_failure;
    std::function<QString(const TeachOptions &)> m_writer;

    QWidget *m_choice = nullptr; ///< all but the run
    TextLabel *m_waiting = nullptr;
    MethodCard *m_proposed = nullptr;
    Fold *m_others = nullptr;
    QList<MethodCard *> m_otherCards;
    Fold *m_advanced = nullptr;
    TeachOptionsTable *m_table = nullptr;
    TextLabel *m_problem = nullptr;
    QPushButton *m_start = nullptr;
    TextLabel *m_aside = nullptr;
    TeachRunView *m_run = nullptr;
};

} // namespace fovea::ui
