#pragma once

#include "engine/clip/adapter.h"
#include "engine/clip/embedding.h"
#include "engine/clip/model_config.h"
#include "engine/core/error.h"
#include "engine/image/image.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace fovea::clip {

/// What an image encoder gives for n images.
struct ImageEncodings {
    std::vector<float> embeddings; // [n, dim], unit length
    std::vector<float>
        features; // [n, featureDim] before the projection; empty where featureDim is 0
};

/// Thread: any; calls may run at once and each uses the threads that the model was opened with.
class ImageEncoder {
public:
    virtual ~ImageEncoder() = default;
    virtual const ImagePreprocessing &preprocessing() const = 0;
    /// REQUIRES: every image is [size, size, 3] with the size of preprocessing().
    virtual Result<ImageEncodings> encode(std::span<const image::Image> images) = 0;
};

/// Thread: any, as ImageEncoder.
class TextEncoder {
public:
    virtual ~TextEncoder() = default;
    /// Token ids as the reference tokenizer gives them, at most contextLength with start and end.
    virtual std::vector<std::int32_t> tokenize(const std::string &text) const = 0;
    /// [n, dim], unit length, in the order given.
    virtual Result<std::vector<float>> encode(std::span<const std::string> texts) = 0;
};

enum class Device { Auto, Cpu, Cuda };
enum class Precision {
    Auto, ///< the fastest on this machine with a cosine of at least .999 to Fp32
    Fp32,
    Bf16,
};

struct OpenOptions {
    Device device = Device::Auto;
    Precision precision = Precision::Fp32;
    int threads = 1; ///< in one call of encode()
    std::optional<AdapterUse> adapter = std::nullopt;
};

/// A CLIP model ready to encode. The towers load when first asked for, so a search never pays for
/// the image tower.
class ClipModel {
public:
    virtual ~ClipModel() = default;
    virtual const ModelConfig &config() const = 0;
    virtual EmbeddingSpace space() const = 0; ///< embeddingSpace(config(), adapter), see space.h
    virtual std::string device() const = 0;   ///< "cpu" or "cuda:0"
    virtual Precision precision() const = 0;
    virtual std::int64_t parameterCount() const = 0;
    /// exp(t) of the weights: by what cosines are multiplied before a softmax (paper, section 2.5).
    virtual float logitScale() const = 0;
    virtual Result<ImageEncoder *> imageEncoder() = 0;
    virtual Result<TextEncoder *> textEncoder() = 0;
    /// Embeddings [n, dim] of unit length from the features [n, featureDim] that an image encoder
    /// of the same trunk gave, in full precision and without loading a tower. REQUIRES: whole rows;
    /// a model that keeps no features refuses.
    virtual Result<std::vector<float>> projectFeatures(std::span<const float> features) = 0;
};

} // namespace fovea::clip
