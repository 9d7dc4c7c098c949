#pragma once

#include "app/photo_features.h"
#include "app/train_options.h"
#include "app/train_reporter.h"
#include "engine/core/content_hash.h"

#include <string>
#include <vector>

namespace fovea::app {

/// A set of photos by their contents, with what is said of each.
struct PhotoSet {
    std::vector<KnownPhoto> photos;
    std::vector<std::vector<std::string>> captions; ///< of each photo

    void add(KnownPhoto photo, std::vector<std::string> said);
    void removeFailed();
};

/// What a person's album is, once files were looked for: photos by their contents, each once, with
/// its captions.
struct AlbumData {
    std::string name;
    PhotoSet taught; ///< photos with captions
    PhotoSet guard;  ///< photos of others; captions only where they are known to be true
    bool guardIsAgreement = true;
    std::size_t noCaption = 0; ///< photos without
    std::vector<training::UnreadablePicture> unreadable;

    /// Over the contents of the photos and their captions.
    ContentHash hash() const;
};

/// Reads the captions, finds their photos, and chooses photos that guard: those of --guard, else
/// captioned photos of the library besides, else any of it.
Result<AlbumData> readAlbumData(Session &session, const TrainCommand &command,
                                const StopToken &stop, TrainReporter &reporter);

/// Photos of the library by their contents, for a run that goes on; fewer where some are gone.
Result<std::vector<KnownPhoto>> photosByContent(Session &session,
                                                const std::vector<std::string> &contents);

} // namespace fovea::app
