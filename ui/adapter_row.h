#pragma once

#include "ui/model_entry.h"

#include <QWidget>

class QSlider;
class QToolButton;

namespace fovea::ui {

class SegmentedSwitch;
class TextLabel;

/// Under its model: something that it was taught; on or off, and how strongly.
class AdapterRow : public QWidget {
    Q_OBJECT

public:
    explicit AdapterRow(const AdapterEntry &adapter, QWidget *parent = nullptr);

    void setAdapter(const AdapterEntry &adapter);

Q_SIGNALS:
    void switchedOn(double strength); ///< as it was when it was last on
    void switchedOff();
    void strengthChosen(double strength); ///< the slider was let go
    void removeRequested();

private:
    void showStrength();
    void showMenu();

    AdapterEntry m_adapter;
    TextLabel *m_title = nullptr;
    TextLabel *m_facts = nullptr;
    TextLabel *m_figure = nullptr;
    QSlider *m_slider = nullptr;
    SegmentedSwitch *m_switch = nullptr;
    QToolButton *m_more = nullptr;
};

} // namespace fovea::ui
