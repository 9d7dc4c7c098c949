#pragma once

#include "ui/teach_values.h"

#include <QAbstractButton>

class QGridLayout;

namespace fovea::ui {

class TextLabel;

/// One way to teach, as a card to choose: its name and why, one sentence, and what it takes and
/// brings. Compact, it leaves out the latter.
class MethodCard : public QAbstractButton {
    Q_OBJECT

public:
    explicit MethodCard(QWidget *parent = nullptr);

    /// `reason`: why it is proposed, or what sets it apart.
    void setMethod(const MethodPlan &plan, const QString &reason, const QStringList &words);
    TeachMethod method() const { return m_method; }
    void setCompact(bool compact);

    QSize sizeHint() const override;

    static QString nameOf(TeachMethod method);     ///< "Adjust the last layer"
    static QString nameInPast(TeachMethod method); ///< "Adjusted the last layer"

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;

private:
    class Fact;
    void layOutFacts();
    static QString sentenceOf(TeachMethod method, const QStringList &words);

    TeachMethod m_method = TeachMethod::Projection;
    TextLabel *m_name = nullptr;
    TextLabel *m_reason = nullptr;
    TextLabel *m_sentence = nullptr;
    QWidget *m_facts = nullptr;
    QGridLayout *m_grid = nullptr;
    bool m_compact = false;
    int m_columns = 0; ///< of facts
    Fact *m_time = nullptr;
    Fact *m_effect = nullptr;
    Fact *m_others = nullptr;
    Fact *m_memory = nullptr;
    bool m_keyboardFocus = false;
};

} // namespace fovea::ui
