#pragma once

#include "engine/clip/embedding.h"
#include "engine/clip/model_config.h"
#include "engine/core/error.h"

namespace fovea::clip {

/// The space that a model's embeddings lie in, without loading the model. Its revision is a hash
/// over the weights file: all of a small one; of one over 64 MiB its size, both ends and blocks in
/// between.
Result<EmbeddingSpace> embeddingSpace(const ModelConfig &config);

/// Width of the image features before the projection, where that projection is linear and features
/// are kept (ViT, EfficientNet-Lite); 0 for ModifiedResNet, whose projection is part of the
/// pooling.
int imageFeatureDim(const ModelConfig &config);

} // namespace fovea::clip
