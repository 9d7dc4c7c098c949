#pragma once

#include <QWidget>

class QSlider;

namespace fovea::ui {

class TextLabel;

/// How strongly what was taught counts: 0 as before, 1 as taught.
class StrengthSlider : public QWidget {
    Q_OBJECT

public:
    explicit StrengthSlider(QWidget *parent = nullptr);

    double strength() const;
    void setStrength(double strength); ///< strengthChanged() follows where it is another

Q_SIGNALS:
    void strengthChanged(double strength);

private:
    void refresh();

    TextLabel *m_figure = nullptr;
    QSlider *m_slider = nullptr;
};

} // namespace fovea::ui
