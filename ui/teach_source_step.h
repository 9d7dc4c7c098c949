#pragma once

#include "ui/album_entry.h"
#include "ui/caption_model.h"
#include "ui/folder_entry.h"
#include "ui/teach_values.h"

#include <QWidget>

#include <optional>

class QPushButton;
class QStackedWidget;

namespace fovea::ui {

class CaptionGrid;
class EmptyState;
class SegmentedSwitch;
class TeachSourceChooser;
class TextLabel;
class ThumbnailSource;

/// The first step: an album, a folder or a caption file, and its captions to look through and mend.
/// Its photos reach CaptionGrid::kOverhang to the left of its texts, and its scroll bar to the
/// edge.
class TeachSourceStep : public QWidget {
    Q_OBJECT

public:
    explicit TeachSourceStep(ThumbnailSource *thumbnails, QWidget *parent = nullptr);

    void setAlbums(const QList<AlbumEntry> &albums);
    /// The album that is chosen was renamed or deleted, where it was.
    void followAlbum();
    void setFolders(const QList<FolderEntry> &folders);
    /// Chooses it as a person would: sourceChosen() follows.
    void choose(const TeachSource &source);
    const TeachSource &source() const;

    /// The answer to sourceChosen(); ignored when another was chosen in the meantime.
    void setCaptions(const TeachSource &source, const QList<CaptionItem> &captions);
    /// There are none, and why.
    void setProblem(const TeachSource &source, const QString &sentence);
    void setProposals(const TeachSource &source, const QList<CaptionProposal> &proposals);
    /// What was learned of it since: unreadable, too long and the like; in place of Continue's
    /// sentence where something keeps it from being learned.
    void setPlan(const std::optional<TeachPlan> &plan);

    const CaptionModel &captions() const { return *m_model; }
    void finishEditing();
    void takeFocus();

Q_SIGNALS:
    void sourceChosen(const fovea::ui::TeachSource &source);
    void captionsEdited(const fovea::ui::TeachSource &source,
                        const QList<fovea::ui::CaptionItem> &items);
    void continued();

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    QWidget *buildSummary();
    QWidget *buildFoot();
    void showSource(const TeachSource &source);
    void refresh();
    void refreshFoot();
    void showAdvice();

    bool m_known = false; ///< the captions of source()
    QString m_problem;
    std::optional<TeachPlan> m_plan;

    CaptionModel *m_model = nullptr;
    TeachSourceChooser *m_chooser = nullptr;
    TextLabel *m_summary = nullptr;
    TextLabel *m_summaryRest = nullptr;
    SegmentedSwitch *m_filter = nullptr;
    QStackedWidget *m_body = nullptr;
    CaptionGrid *m_grid = nullptr;
    EmptyState *m_advice = nullptr;
    QPushButton *m_continue = nullptr;
    QPushButton *m_confirm = nullptr;
    TextLabel *m_leftOut = nullptr;
    TextLabel *m_hint = nullptr;
};

} // namespace fovea::ui
