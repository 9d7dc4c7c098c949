#pragma once

#include <QWidget>

namespace fovea::ui {

/// How often the right one was found, before and after: a head, the number it rests on, two bars
/// with their figures.
class RecallBars : public QWidget {
    Q_OBJECT

public:
    explicit RecallBars(const QString &name, QWidget *parent = nullptr);

    /// Shares of 0 to 1.
    void setFigures(double before, double after);
    /// What the figures rest on: "31 photos".
    void setName(const QString &name);
    void setBasis(const QString &basis);
    double before() const { return m_before; }
    double after() const { return m_after; }

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return {180, sizeHint().height()}; }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    void describe();

    QString m_name;
    QString m_basis;
    double m_before = 0;
    double m_after = 0;
};

} // namespace fovea::ui
