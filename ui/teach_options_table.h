#pragma once

#include "ui/teach_values.h"

#include <QWidget>

class QGridLayout;
class QLineEdit;
class QPlainTextEdit;

namespace fovea::ui {

class TextLabel;

/// Every parameter of a run as a field; an empty field is left to Fovea, and its placeholder says
/// what that is. Below, the equal command.
class TeachOptionsTable : public QWidget {
    Q_OBJECT

public:
    explicit TeachOptionsTable(QWidget *parent = nullptr);

    /// The method that is chosen, with what its fields default to.
    void setMethod(const MethodPlan &plan, double holdOut, qint64 seed, const QStringList &words);
    /// What a person has written, over `options`. Fields that are no numbers count as empty.
    TeachOptions options(TeachOptions options) const;
    /// Where a field holds no number of its range, a sentence about the first such field.
    QString problem() const;
    void setCommand(const QString &command);
    QString command() const;

Q_SIGNALS:
    void edited();

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    struct Field {
        const char *key;
        QString name;
        TextLabel *label = nullptr;
        QLineEdit *edit = nullptr;
        double least = 0;
        double most = 0;
        bool whole = false;
    };
    void addNumber(const char *key, const QString &name, double least, double most, bool whole);
    void addText(const char *key, const QString &name);
    void layOut();
    const Field &field(const char *key) const;
    std::optional<double> number(const char *key) const;

    QList<Field> m_fields;
    QGridLayout *m_grid = nullptr;
    int m_columns = 0;
    QPlainTextEdit *m_command = nullptr;
};

} // namespace fovea::ui
