#pragma once

#include "ui/teach_values.h"

#include <QWidget>

class QGridLayout;

namespace fovea::ui {

class CurveChart;

/// Loss, recall, temperature and learning rate over the epochs, two beside each other where there
/// is room.
class TeachCurvesView : public QWidget {
    Q_OBJECT

public:
    explicit TeachCurvesView(QWidget *parent = nullptr);

    void setCurves(const TeachCurves &curves);

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void layOut();

    QGridLayout *m_grid = nullptr;
    CurveChart *m_loss = nullptr;
    CurveChart *m_recall = nullptr;
    CurveChart *m_temperature = nullptr;
    CurveChart *m_rate = nullptr;
    int m_columns = 0;
};

} // namespace fovea::ui
