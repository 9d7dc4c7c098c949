#pragma once

#include "app/session.h"
#include "app/train_options.h"
#include "engine/core/error.h"
#include "engine/core/progress.h"
#include "engine/training/captions.h"

#include <filesystem>
#include <string>

namespace fovea::app {

/// The person's own, of captions in several languages: "de_DE".
std::string captionLanguage();

/// What a person's captions say, before any photo is looked at.
struct NamedCaptions {
    std::string name; ///< of the album or the file, for an adapter without a name
    training::CaptionedSet set;
};

/// Reads an album or a source of captions, as `command` says. What the library knows of a photo
/// (captions that were written in it, metadata) counts wherever the photo is named.
Result<NamedCaptions> readCaptionedPhotos(Session &session, const TrainCommand &command,
                                          const StopToken &stop, const ProgressFunction &progress);

/// Captions that guard, from any source that readCaptions() takes.
Result<training::CaptionedSet> readGuardCaptions(const std::filesystem::path &data,
                                                 const StopToken &stop);

} // namespace fovea::app
