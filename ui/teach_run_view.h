#pragma once

#include "ui/teach_values.h"

#include <QTimer>
#include <QWidget>

class QProgressBar;
class QPushButton;

namespace fovea::ui {

class TeachCurvesView;
class TextLabel;

/// What goes on while Fovea learns: how far it is, its curves as they grow, Pause and Cancel.
class TeachRunView : public QWidget {
    Q_OBJECT

public:
    explicit TeachRunView(QWidget *parent = nullptr);

    void setProgress(const TeachProgress &progress);
    void setCurves(const TeachCurves &curves);
    QPushButton *pauseButton() const { return m_pause; }

    /// "Learning · 2 min left", for the status line.
    static QString inShort(const TeachProgress &progress);

Q_SIGNALS:
    void pauseRequested();
    void resumeRequested(); ///< also on a low battery, where a person insists
    void cancelRequested();

private:
    static QString phaseText(const TeachProgress &progress);
    static QString countText(const TeachProgress &progress);

    TeachProgress m_progress;
    TextLabel *m_phase = nullptr;
    TextLabel *m_figures = nullptr;
    TextLabel *m_note = nullptr;
    QProgressBar *m_bar = nullptr;
    QPushButton *m_pause = nullptr;
    QPushButton *m_cancel = nullptr;
    TeachCurvesView *m_curves = nullptr;
    TeachCurves m_newest;
    bool m_waiting = false; ///< m_newest is to be drawn
    QTimer m_drawn;         ///< curves are drawn a few times a second at most
};

} // namespace fovea::ui
