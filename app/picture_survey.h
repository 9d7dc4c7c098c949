#pragma once

#include "app/decoders.h"
#include "app/worker_thread.h"
#include "engine/core/progress.h"
#include "ui/folder_entry.h"

#include <QObject>

#include <memory>

namespace fovea::app {

/// Looks at a folder that the first start could offer: how many photos, how long indexing them
/// would take about, and a few of them. Thread: the window's.
class PictureSurvey : public QObject {
    Q_OBJECT

public:
    PictureSurvey(std::shared_ptr<Decoders> decoders, int threads, QObject *parent = nullptr);
    ~PictureSurvey() override;

    /// Nothing follows where the folder has no photos.
    void start(const QString &folder);
    void stop();

Q_SIGNALS:
    /// More than once, as more becomes known.
    void learned(const fovea::ui::FolderSuggestion &suggestion);

private:
    void survey(const QString &folder);
    void tell(const ui::FolderSuggestion &suggestion);

    const std::shared_ptr<Decoders> m_decoders;
    const int m_threads;
    StopToken m_stop;
    std::unique_ptr<WorkerThread> m_thread;
};

} // namespace fovea::app
