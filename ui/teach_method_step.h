#pragma once

#include "ui/teach_values.h"

#include <QWidget>

#include <functional>
#include <optional>

class QCheckBox;
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
    /// Whether a run with these options ended before its time and can go on.
    void setResumeCheck(std::function<bool(const TeachOptions &)> check);
    /// What Fovea learned before and has switched on, which a person may keep; empty: nothing.
    void setAdapter(const QString &name);
    const QString &adapter() const { return m_adapter; }
    /// Whether what is learned stands on it.
    bool onTop() const;
    /// Asks the two again.
    void refreshCommand();
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
    void onTopChanged();

private:
    void layOut();
    void buildCards();
    void refreshAdapter();
    void chooseMethod(TeachMethod method);
    const MethodPlan *planOf(TeachMethod method) const;
    QString whyProposed() const;
    static QString comparison(const MethodPlan &plan, const MethodPlan &proposed);
    void refresh();
    void begin(bool fresh);

    std::optional<TeachPlan> m_plan;
    TeachMethod m_method = TeachMethod::Projection;
    QString m_failure;
    QString m_adapter;
    std::function<QString(const TeachOptions &)> m_writer;
    std::function<bool(const TeachOptions &)> m_resumable;

    QWidget *m_choice = nullptr; ///< all but the run
    TextLabel *m_waiting = nullptr;
    MethodCard *m_proposed = nullptr;
    Fold *m_others = nullptr;
    QList<MethodCard *> m_otherCards;
    Fold *m_advanced = nullptr;
    TeachOptionsTable *m_table = nullptr;
    TextLabel *m_problem = nullptr;
    QCheckBox *m_keep = nullptr;    ///< only where an adapter is on
    TextLabel *m_forgets = nullptr; ///< what follows where it is not kept
    QPushButton *m_start = nullptr;
    QPushButton *m_anew = nullptr; ///< where Start would go on with an old run
    TextLabel *m_aside = nullptr;
    TeachRunView *m_run = nullptr;
};

} // namespace fovea::ui
