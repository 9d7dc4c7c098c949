#pragma once

#include "ui/album_entry.h"
#include "ui/folder_entry.h"
#include "ui/page.h"
#include "ui/teach_values.h"

#include <QTimer>

#include <functional>
#include <optional>

class QPushButton;

namespace fovea::ui {

class Hairline;
class StepHeader;
class TeachMethodStep;
class TeachResultStep;
class TeachSourceStep;
class ThumbnailSource;

/// Teaching in three steps: what to learn from, how, and whether it helped. It keeps its state
/// while a person is elsewhere. Like the window, it emits what a person wants and has slots for
/// what there is to show.
class TeachPage : public Page {
    Q_OBJECT

public:
    enum class Step { Source, Method, Running, Result };
    Q_ENUM(Step)

    explicit TeachPage(ThumbnailSource *thumbnails, QWidget *parent = nullptr);

    Step step() const { return m_step; }
    const TeachSource &source() const;
    /// The command that is equal to Start.
    void setCommandWriter(std::function<QString(const TeachSource &, const TeachOptions &)> writer);

    /// Whether such a run ended before its time, so that Start would go on with it.
    void setResumeCheck(std::function<bool(const TeachSource &, const TeachOptions &)> check);

    void setAlbums(const QList<AlbumEntry> &albums);
    void setFolders(const QList<FolderEntry> &folders);
    /// What Fovea learned before and has switched on; empty: nothing.
    void setAdapter(const QString &name);
    /// Where a person who was brought here by keys goes on.
    void takeFocus();
    /// Begins anew with it. Not during a run: false.
    bool choose(const TeachSource &source);

    // Answers to sourceChosen() and planWanted(); ignored where the source is another by now.
    void setCaptions(const TeachSource &source, const QList<CaptionItem> &captions);
    void setCaptionProblem(const TeachSource &source, const QString &sentence);
    void setProposals(const TeachSource &source, const QList<CaptionProposal> &proposals);
    void setPlan(const TeachSource &source, const TeachPlan &plan);

    // The run
    void startRun();
    void setProgress(const TeachProgress &progress);
    void setEpochs(int epochs);
    void addStep(const TeachStep &step);
    void addEvaluation(const TeachEvaluation &evaluation);
    /// Without a result; an empty sentence where a person wanted it so.
    void endRun(const QString &sentence);
    /// `result.curves` are those that were told, where it has none.
    void setResult(TeachResult result);
    const std::optional<TeachResult> &result() const { return m_result; }
    void setKept(std::optional<double> strength);
    /// The result was discarded, or is there again.
    void setDiscarded(bool discarded);

Q_SIGNALS:
    void sourceChosen(const fovea::ui::TeachSource &source);
    void captionsEdited(const fovea::ui::TeachSource &source,
                        const QList<fovea::ui::CaptionItem> &items);
    /// `onTop`: of a run that keeps what was learned before.
    void planWanted(const fovea::ui::TeachSource &source, bool onTop);
    void startRequested(const fovea::ui::TeachSource &source,
                        const fovea::ui::TeachOptions &options);
    void pauseRequested();
    void resumeRequested();
    void cancelRequested();
    void keepRequested(const QString &adapter, double strength);
    void discardRequested(const QString &adapter);
    /// What goes on, for the status line; empty: nothing.
    void backgroundChanged(const QString &text);

private:
    void buildSteps(ThumbnailSource *thumbnails);
    void connectSteps();
    void setStep(Step step);
    void refreshHeaders();
    void goOn();
    void wantPlan();
    QPushButton *primaryButton() const;

    Step m_step = Step::Source;
    std::optional<TeachResult> m_result;
    TeachCurves m_curves;
    bool m_planKnown = false;
    QTimer m_planTimer; ///< after an edit, a moment later

    StepHeader *m_sourceHead = nullptr;
    TeachSourceStep *m_source = nullptr;
    Hairline *m_firstLine = nullptr;
    StepHeader *m_methodHead = nullptr;
    TeachMethodStep *m_method = nullptr;
    Hairline *m_secondLine = nullptr;
    StepHeader *m_resultHead = nullptr;
    TeachResultStep *m_resultStep = nullptr;
};

} // namespace fovea::ui
