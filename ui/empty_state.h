#pragma once

#include "ui/icons.h"

#include <QList>
#include <QWidget>

#include <functional>

class QVBoxLayout;

namespace fovea::ui {

class TextLabel;

/// Stands where photos would be: what is the case, and what can be done about it, as rows with the
/// result they will have.
class EmptyState : public QWidget {
    Q_OBJECT

public:
    static constexpr int kColumn = 560;

    struct Action {
        Icon icon = Icon::Search;
        QString name;
        QString detail;
        QString buttonText;
        std::function<void()> run;
    };

    explicit EmptyState(QWidget *parent = nullptr);

    void setContent(const QString &title, const QString &sentence,
                    const QList<Action> &actions = {});
    /// At the leading edge rather than in the middle.
    void setLeading(bool leading) { m_leading = leading; }
    QString title() const;
    QString sentence() const;

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void addRow(const Action &action);

    bool m_leading = false;
    QWidget *m_column = nullptr;
    TextLabel *m_title = nullptr;
    TextLabel *m_sentence = nullptr;
    QVBoxLayout *m_rows = nullptr;
};

} // namespace fovea::ui
