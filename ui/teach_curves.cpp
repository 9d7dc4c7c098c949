#include "ui/teach_curves.h"

#include "ui/curve_chart.h"

#include <QGridLayout>

namespace fovea::ui {

namespace {

constexpr int kTwoColumns = 720;

} // namespace

TeachCurvesView::TeachCurvesView(QWidget *parent)
    : QWidget(parent)
    , m_grid(new QGridLayout(this))
    , m_loss(new CurveChart(tr("Loss"), CurveChart::Scale::Plain, this))
    , m_recall(new CurveChart(tr("Recall in the first five"), CurveChart::Scale::Percent, this))
    , m_temperature(new CurveChart(tr("Temperature"), CurveChart::Scale::Plain, this))
    , m_rate(new CurveChart(tr("Learning rate"), CurveChart::Scale::Scientific, this)) {
    m_grid->setContentsMargins(0, 8, 0, 8);
    m_grid->setHorizontalSpacing(48);
    m_grid->setVerticalSpacing(20);
    for (CurveChart *chart : {m_loss, m_temperature, m_rate}) {
        chart->setEmptyText(tr("The curve begins with the first step."));
    }
    m_recall->setEmptyText(tr("The first figures come after the first epoch."));
    layOut();
}

void TeachCurvesView::layOut() {
    const int columns = width() >= kTwoColumns ? 2 : 1;
    if (columns == m_columns) {
        return;
    }
    m_columns = columns;
    int at = 0;
    for (CurveChart *chart : {m_loss, m_recall, m_temperature, m_rate}) {
        m_grid->addWidget(chart, at / columns, at % columns);
        ++at;
    }
    m_grid->setColumnStretch(0, 1);
    m_grid->setColumnStretch(1, columns == 2 ? 1 : 0);
}

void TeachCurvesView::resizeEvent(QResizeEvent *event) {
    layOut();
    QWidget::resizeEvent(event);
}

void TeachCurvesView::setCurves(const TeachCurves &curves) {
    QList<QPointF> learning;
    QList<QPointF> temperature;
    QList<QPointF> rate;
    for (const TeachStep &step : curves.steps) {
        learning.append({step.epoch, step.loss});
        temperature.append({step.epoch, step.temperature});
        rate.append({step.epoch, step.learningRate});
    }
    QList<QPointF> aside;
    QList<QPointF> captions;
    QList<QPointF> others;
    for (const TeachEvaluation &evaluation : curves.evaluations) {
        if (evaluation.heldOutLoss) {
            aside.append({evaluation.epoch, *evaluation.heldOutLoss});
        }
        if (evaluation.heldOut) {
            captions.append({evaluation.epoch, evaluation.heldOut->textToImage.r5});
        }
        if (evaluation.guard) {
            others.append({evaluation.epoch, evaluation.guard->textToImage.r5});
        }
    }
    const double epochs = curves.epochs;
    m_loss->setCircumstance(curves.epochs > 0
                                ? tr("per epoch, %Ln epoch(s)", nullptr, curves.epochs)
                                : tr("per epoch"));
    m_loss->setCurves({{tr("learning"), false, learning}, {tr("kept aside"), true, aside}}, epochs);
    m_recall->setCircumstance(tr("per epoch, on photos kept aside"));
    m_recall->setCurves({{tr("captions"), true, captions}, {tr("other"), false, others}}, epochs);
    m_temperature->setCircumstance(tr("per epoch"));
    m_temperature->setCurves({{{}, true, temperature}}, epochs);
    m_rate->setCircumstance(tr("per epoch"));
    m_rate->setCurves({{{}, true, rate}}, epochs);
}

} // namespace fovea::ui
