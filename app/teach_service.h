#pragma once

#include "app/train_process.h"
#include "app/worker_thread.h"
#include "engine/library/library.h"
#include "ui/teach_values.h"

#include <QObject>

#include <atomic>
#include <functional>
#include <memory>

namespace fovea::app {

class Decoders;
class TeachCaptions;

/// What the page of teaching asks for: captions and their edits, in a thread of its own, so that
/// they never block the window; plans and runs in a child. Thread: the window's.
class TeachService : public QObject {
    Q_OBJECT

public:
    TeachService(QString program, std::filesystem::path libraryFolder, FileIds fileIds,
                 std::shared_ptr<Decoders> decoders, QObject *parent = nullptr);
    ~TeachService() override;

    /// captionsRead() or captionsFailed() follows, then proposalsMade(). The newest call wins.
    void readCaptions(const ui::TeachSource &source);
    /// proposalsMade() follows anew where the source is the one that was read.
    void storeCaptions(const ui::TeachSource &source, const QList<ui::CaptionItem> &edited);
    /// planMade() follows, unless a run is under way. `onTop`: of one that keeps what was learned
    /// before.
    void makePlan(const ui::TeachSource &source, bool onTop);
    /// runStarted() follows, or runFailed().
    void start(const ui::TeachSource &source, const ui::TeachOptions &options);
    /// As it was called before.
    void startAgain(const QStringList &options);

    TrainProcess &process() { return m_process; }
    /// What `fovea train` is called with for the run in hand, or was for the last one.
    const QStringList &runOptions() const { return m_runOptions; }

    /// `fovea train` with these options, as far as the source is known without reading it.
    static QStringList optionsOf(const QStringList &data, const ui::TeachOptions &options);
    /// What the newest plan was made of, where it was of this source: then edits of captions are
    /// in it. Else the source itself.
    QStringList dataOf(const ui::TeachSource &source) const;

Q_SIGNALS:
    void captionsRead(const fovea::ui::TeachSource &source,
                      const QList<fovea::ui::CaptionItem> &captions);
    void captionsFailed(const fovea::ui::TeachSource &source, const QString &sentence);
    void proposalsMade(const fovea::ui::TeachSource &source,
                       const QList<fovea::ui::CaptionProposal> &proposals);
    void planMade(const fovea::ui::TeachSource &source, const fovea::ui::TeachPlan &plan);
    void runStarted();
    void runFailed(const QString &sentence);
    /// Captions could not be stored.
    void failed(const QString &sentence);

private:
    Result<TeachCaptions *> captions();
    template <typename Action>
    void tell(Action action);
    void propose();
    void stopProposing();
    void takePlan(const TrainReported &report, const TrainPlanned &planned);

    const std::filesystem::path m_folder;
    const FileIds m_fileIds;
    const std::shared_ptr<Decoders> m_decoders;
    TrainProcess m_process;
    ui::TeachSource m_planned; ///< what the plan in hand is for
    QStringList m_plannedData;
    QStringList m_runOptions;
    ui::TeachSource m_readFrom;
    QList<ui::CaptionItem> m_read; ///< the newest captions, with what was edited since
    std::atomic<quint64> m_newest{0};
    std::shared_ptr<StopToken> m_reading; ///< stops reading captions that nobody waits for
    std::shared_ptr<StopToken> m_proposing;
    // Used in m_thread alone, which ends first.
    std::unique_ptr<library::Library> m_library;
    std::unique_ptr<TeachCaptions> m_captions;
    std::unique_ptr<WorkerThread> m_thread;
};

} // namespace fovea::app
