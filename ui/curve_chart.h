#pragma once

#include <QList>
#include <QPointF>
#include <QString>
#include <QWidget>

class QChart;
class QChartView;
class QGraphicsSimpleTextItem;
class QLineSeries;
class QStackedLayout;
class QValueAxis;

namespace fovea::ui {

class TextLabel;

/// One or two curves over the epochs, named at their ends rather than in a legend.
class CurveChart : public QWidget {
    Q_OBJECT

public:
    /// How the numbers of the upright axis are written.
    enum class Scale { Plain, Percent, Scientific };

    struct Curve {
        QString name;
        bool accented = false; ///< in the accent; else grey
        QList<QPointF> points; ///< x: epochs
    };

    CurveChart(const QString &name, Scale scale, QWidget *parent = nullptr);

    void setCircumstance(const QString &circumstance);
    /// Stands where the curves will be, until there are any.
    void setEmptyText(const QString &sentence);
    /// `epochs`: how far the level axis reaches.
    void setCurves(const QList<Curve> &curves, double epochs);

protected:
    void resizeEvent(QResizeEvent *event) override;
    void showEvent(QShowEvent *event) override;

private:
    void follow();
    void fitAxes(double epochs);
    void placeNames();
    QString describe() const;

    const QString m_name;
    const Scale m_scale;
    QList<Curve> m_curves;
    TextLabel *m_circumstance = nullptr;
    TextLabel *m_nothing = nullptr;
    QStackedLayout *m_body = nullptr;
    QChart *m_chart = nullptr;
    QChartView *m_view = nullptr;
    QValueAxis *m_level = nullptr;
    QValueAxis *m_upright = nullptr;
    QList<QLineSeries *> m_series;
    QList<QGraphicsSimpleTextItem *> m_names;
};

} // namespace fovea::ui
