#pragma once

#include "app/album_data.h"
#include "app/album_plan.h"
#include "app/run_folder.h"
#include "app/session.h"
#include "app/train_options.h"
#include "app/train_reporter.h"

#include <memory>
#include <optional>

namespace fovea::app {

/// An album with all that its training takes, read, looked at and planned.
struct PreparedAlbum {
    AlbumData data;
    AlbumPlan plan;
    std::optional<RunFolder> run;   ///< none where only a plan was asked for
    std::vector<KnownPhoto> photos; ///< by the numbers of the job: taught, then those on guard
    training::AlbumJob job;
    std::unique_ptr<PixelStore> pixels; ///< what the job's pixels come from
};

/// Reads captions and photos, tells of them, and sets up the job; encodes what is not known yet.
/// With `command.planOnly` nothing is encoded and the job stays empty.
Result<PreparedAlbum> prepareAlbum(Session &session, const TrainCommand &command,
                                   const std::string &adapter, const StopToken &stop,
                                   TrainReporter &reporter);

} // namespace fovea::app
