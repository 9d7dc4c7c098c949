#pragma once

#include "app/session.h"
#include "app/train_options.h"
#include "engine/core/error.h"
#include "engine/core/ids.h"

#include <filesystem>
#include <string>
#include <vector>

namespace fovea::app {

/// A photo and what is said of it.
struct CaptionedPhoto {
    std::filesystem::path file;
    PhotoId photo; ///< where the library is known to have it; else it is found by its contents
    std::vector<std::string> captions;
};

/// A photo or a file that cannot be used, and why.
struct Unreadable {
    std::filesystem::path path;
    std::string reason;
};

/// What a person's captions say, before any photo is looked at.
struct CaptionedPhotos {
    std::string name;                   ///< of the album or the file, for an adapter without a name
    std::vector<CaptionedPhoto> photos; ///< each file once; some without captions
    std::vector<Unreadable> unreadable;
};

/// Reads an album or a source of captions, as `command` says.
Result<CaptionedPhotos> readCaptionedPhotos(Session &session, const TrainCommand &command);

/// The same for a CSV file of captions that guard.
Result<CaptionedPhotos> readGuardCaptions(const std::filesystem::path &csv);

} // namespace fovea::app
