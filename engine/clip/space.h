#pragma once

#include "engine/clip/adapter.h"
#include "engine/clip/embedding.h"
#include "engine/clip/model_config.h"
#include "engine/core/error.h"

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace fovea::clip {

/// The space that a model's embeddings lie in, without loading the model. Its revision is a hash
/// over the weights file: all of a small one; of one over 64 MiB its size, both ends and blocks in
/// between.
Result<EmbeddingSpace> embeddingSpace(const ModelConfig &config);

/// The same with an adapter, which is opened and checked. One that changes no image keeps the key,
/// so that what is indexed stays valid; another has a space for each of its strengths, or one for
/// all where only the adapter that it stands on changes images.
Result<EmbeddingSpace> embeddingSpace(const ModelConfig &config,
                                      const std::optional<AdapterUse> &adapter);
/// `space` of the adapter's base with the adapter.
EmbeddingSpace adaptedSpace(EmbeddingSpace space, const AdapterFile &adapter);

/// Equal for spaces whose features before the projection are comparable: embeddings of one are a
/// matrix product away from the features of another.
std::string featureKey(const EmbeddingSpace &space);
/// Whether a key is that of an adapter that changes images; `hash` (AdapterFile) narrows to one.
bool isAdaptedKey(std::string_view key, std::string_view hash = {});

/// A hash that tells one weights file from another; the first part of a space's key.
Result<std::string> fileRevision(const std::filesystem::path &file);

/// Width of the image features before the projection, where that projection is linear and features
/// are kept (ViT, EfficientNet-Lite); 0 for ModifiedResNet, whose projection is part of the
/// pooling.
int imageFeatureDim(const ModelConfig &config);

} // namespace fovea::clip
