#pragma once

#include "ui/job_state.h"
#include "ui/model_entry.h"

#include <QWidget>

class QProgressBar;
class QPushButton;
class QToolButton;

namespace fovea::ui {

class TextLabel;

/// The line at the foot: what goes on, how far it is, pause and stop; and at the end the model.
class StatusLine : public QWidget {
    Q_OBJECT

public:
    static constexpr int kHeight = 32;

    explicit StatusLine(QWidget *parent = nullptr);

    void setJob(const JobState &job);
    void setModelState(const ModelState &state);
    /// What Fovea learns in the background; empty: nothing.
    void setTeaching(const QString &text);

Q_SIGNALS:
    void pauseRequested();
    void resumeRequested();
    void stopRequested();
    void modelClicked();
    void teachingClicked();

protected:
    void resizeEvent(QResizeEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    QString jobTitle() const;
    QString jobFigures() const;

    JobState m_job;
    TextLabel *m_title = nullptr;
    QProgressBar *m_bar = nullptr;
    TextLabel *m_figures = nullptr;
    QToolButton *m_pause = nullptr;
    QToolButton *m_stop = nullptr;
    QToolButton *m_teaching = nullptr;
    QToolButton *m_model = nullptr;
};

} // namespace fovea::ui
