#pragma once

#include "app/album_plan.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace fovea::app {

/// Why an album cannot be learned. Programs know each by its code, and say it in the language of
/// their user.
struct Refusal {
    enum class Kind {
        NoPhotos,      ///< in the album or folder `text`
        NoneReadable,  ///< of `count` photos; `text`: why, of the first
        NoneCaptioned, ///< of the `count` photos of `text`
        OneCaptioned,  ///< photo of `text`
        OneCaption,    ///< `text`, for all photos
        LittleMemory,  ///< `count` bytes are needed, `available` are free
        LittleSpace,   ///< the same in the folder `text`
    };
    Kind kind = Kind::NoPhotos;
    std::int64_t count = 0;
    std::int64_t available = 0;
    std::string text;
    std::string sentence; ///< for the command line

    Error error() const;
};

/// "no_photos"
std::string_view refusalCode(Refusal::Kind kind);

/// Captions that teach nothing.
std::optional<Refusal> refuseCaptions(const AlbumData &data, const TrainPlan &plan);
/// A run that this machine has not the memory or the disk for.
std::optional<Refusal> refuseResources(const Session &session, const AlbumPlan &plan,
                                       const std::filesystem::path &runFolder);

} // namespace fovea::app
