#pragma once

#include "app/decoders.h"
#include "app/worker_thread.h"
#include "engine/library/library.h"
#include "ui/search_request.h"

#include <QObject>

#include <memory>

namespace fovea::app {

/// Name and thumbnail for images in the search field. Thread: the window's.
class ChipReader : public QObject {
    Q_OBJECT

public:
    ChipReader(std::filesystem::path libraryFolder, std::shared_ptr<Decoders> decoders,
               QObject *parent = nullptr);
    ~ChipReader() override;

    /// read() or failed() follows.
    void start(const ui::SearchChip &chip);

Q_SIGNALS:
    void read(int chipId, const QString &name, const QImage &thumbnail);
    void failed(int chipId, const QString &sentence);

private:
    Result<ui::SearchChip> fill(ui::SearchChip chip);
    Result<ui::SearchChip> fillFromLibrary(ui::SearchChip chip);

    const std::filesystem::path m_libraryFolder;
    const std::shared_ptr<Decoders> m_decoders;
    std::unique_ptr<library::Library> m_library; ///< used in m_thread alone, which ends first
    std::unique_ptr<WorkerThread> m_thread;
};

} // namespace fovea::app
