#pragma once

#include "ui/teach_values.h"

#include <QWidget>

#include <optional>

class QBoxLayout;
class QPushButton;

namespace fovea::ui {

class ExamplePhotos;
class Fold;
class RecallBars;
class StepHeader;
class StrengthSlider;
class TeachCurvesView;
class TextLabel;
class ThumbnailSource;

/// The third step: whether it helped. Recall before and after, on the person's own captions and on
/// other searches; the same queries with their photos; how strongly it counts; Keep or Discard.
class TeachResultStep : public QWidget {
    Q_OBJECT

public:
    /// `header` stands at the head of the left column.
    TeachResultStep(StepHeader *header, ThumbnailSource *thumbnails, QWidget *parent = nullptr);

    /// None: only the header is there.
    void setResult(const std::optional<TeachResult> &result);
    /// The strength at which it is in use now.
    void setKept(std::optional<double> strength);

    double strength() const;
    void setStrength(double strength);
    QString verdict() const; ///< as plain text

Q_SIGNALS:
    void keepRequested(double strength);
    void discardRequested();

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    QWidget *buildFigures();
    void layOut();
    void showStrength();
    void refreshButtons();
    const TeachStrength *at(double strength) const;
    QString verdictOf(const TeachStrength &before, const TeachStrength &after) const;
    QString guardVerdict(const TeachStrength &before, const TeachStrength &after) const;

    std::optional<TeachResult> m_result;
    std::optional<double> m_kept;

    StepHeader *m_header = nullptr;
    QBoxLayout *m_columns = nullptr;
    QWidget *m_left = nullptr;
    QWidget *m_figures = nullptr;
    QWidget *m_examples = nullptr;
    TextLabel *m_verdict = nullptr;
    TextLabel *m_harm = nullptr;
    RecallBars *m_own = nullptr;
    RecallBars *m_others = nullptr;
    StrengthSlider *m_strength = nullptr;
    QPushButton *m_keep = nullptr;
    QPushButton *m_discard = nullptr;
    TextLabel *m_keepNote = nullptr;
    ExamplePhotos *m_before = nullptr;
    ExamplePhotos *m_after = nullptr;
    QWidget *m_foot = nullptr;
    Fold *m_details = nullptr;
    TeachCurvesView *m_curves = nullptr;
};

} // namespace fovea::ui
