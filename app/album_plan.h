#pragma once

#include "app/album_data.h"
#include "app/train_options.h"
#include "app/train_reporter.h"
#include "engine/training/run_estimate.h"

#include <string>
#include <vector>

namespace fovea::app {

/// How an album will be learned.
struct AlbumPlan {
    TrainReport report;
    TrainPlan plan;
    std::vector<std::size_t> learn; ///< numbers of taught photos
    std::vector<std::size_t> heldOut;
    training::RunSize size;
};

/// The captions that hold a model to where it is; they come with Fovea.
Result<std::vector<std::string>> readGeneralCaptions();

/// What can be said before any photo is looked at: words, a proposal, the method that is taken.
Result<TrainPlan> chooseMethod(Session &session, const TrainCommand &command, const AlbumData &data,
                               const std::vector<std::string> &general);

/// Groups, the part that is held out, the report, and what time and memory each method takes.
/// `features` may lack photos; then near duplicates are not seen.
Result<AlbumPlan> planAlbum(Session &session, const TrainCommand &command, const AlbumData &data,
                            const PhotoFeatures &features, TrainPlan chosen,
                            const std::vector<std::string> &general);

} // namespace fovea::app
