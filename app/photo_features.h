#pragma once

#include "app/feature_cache.h"
#include "app/pixel_store.h"
#include "app/session.h"
#include "engine/core/content_hash.h"
#include "engine/core/progress.h"
#include "engine/training/captions.h"
#include "engine/training/photo_groups.h"

#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace fovea::app {

/// A photo by its contents, and where they can be read.
struct KnownPhoto {
    std::filesystem::path file;
    std::filesystem::path shown; ///< what a person is told; a shard and its member are one path
    PhotoId photo;               ///< where the library has it
    ContentHash content;
    std::string failure; ///< why it cannot be used; then the rest counts for nothing
};

/// Hashes the files, and asks the library for photos with these contents. Pictures in archives are
/// taken out into RunFolder::picturesFolder().
Result<std::vector<KnownPhoto>> identifyPhotos(Session &session,
                                               std::span<const training::CaptionedPhoto> photos,
                                               const StopToken &stop,
                                               const ProgressFunction &progress);

/// What the model says of photos; rows in their order. A photo that failed has rows of zeros.
struct PhotoFeatures {
    std::vector<float> features;   ///< [n, featureDim]
    std::vector<float> embeddings; ///< [n, dim], unit
    std::vector<training::PhotoTraits> traits;
    std::size_t encoded = 0; ///< that were neither in the library nor in the cache
};

/// From the library, from the cache, and the rest by decoding and encoding. Photos that cannot be
/// read get their `failure`.
Result<PhotoFeatures> collectFeatures(Session &session, FeatureCache &cache,
                                      std::span<KnownPhoto> photos, const StopToken &stop,
                                      const ProgressFunction &progress);
/// The same without encoding anything: zeros for what is not known yet.
Result<PhotoFeatures> knownFeatures(Session &session, const FeatureCache &cache,
                                    std::span<const KnownPhoto> photos);

/// Decodes the photos that the store lacks. One that cannot be read any more is an Error.
Result<void> fillPixels(Session &session, PixelStore &store, std::span<const KnownPhoto> photos,
                        const StopToken &stop, const ProgressFunction &progress);

} // namespace fovea::app
