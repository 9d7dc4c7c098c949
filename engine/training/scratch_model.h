#pragma once

#include "engine/training/scratch_job.h"
#include "engine/training/trainable_image.h"
#include "engine/training/trainable_text.h"

#include <memory>
#include <span>
#include <vector>

namespace fovea::training {

/// Some pairs, as tensors on the device.
struct PairTensors {
    at::Tensor pixels;   ///< [n, size, size, 3] uint8; undefined where features are there
    at::Tensor features; ///< [n, featureDim]
    std::vector<std::vector<std::int32_t>> tokens; ///< [n], with start and end

    std::int64_t size() const { return static_cast<std::int64_t>(tokens.size()); }
    PairTensors slice(std::int64_t begin, std::int64_t end) const;
};

/// What the text side makes of captions.
struct TextOutput {
    at::Tensor embeddings;    ///< [n, embedDim]
    at::Tensor languageModel; ///< sum over tokens of -log p(token | those before); may be undefined
};

/// The two towers, or what takes their place in a comparison of the paper's section 2.3, as
/// functions of parameters. Thread: one.
class ScratchModel {
public:
    ScratchModel(const clip::ModelConfig &config, const ScratchOptions &options, bool locked,
                 at::Device device);

    /// Drawn by the seed; all that is trained, and what else the model holds.
    Parameters initialParameters(std::uint64_t seed) const;
    bool isTrained(const std::string &name) const;
    bool isLocked() const { return m_locked; } ///< the image tower but for its projection
    /// Whose optimizer a parameter has.
    static bool isOfImageTower(const std::string &name) { return name.starts_with("visual."); }

    at::Tensor images(const Parameters &parameters, const PairTensors &pairs) const;
    TextOutput texts(const Parameters &parameters, const PairTensors &pairs,
                     bool languageModel) const;
    /// For a predictive objective: the sum over captions of what their words cost, -log p(words |
    /// image) for a mean word. [n, embedDim] images.
    at::Tensor captionCosts(const Parameters &parameters, const at::Tensor &images,
                            const PairTensors &pairs) const; // [n]

    const ScratchOptions &options() const { return m_options; }
    const clip::ModelConfig &config() const { return m_config; }
    at::Device device() const { return m_device; }
    /// Tokens that a language model predicts of these captions: all but the first.
    static std::int64_t predictedTokens(const PairTensors &pairs);

private:
    TokenBatch batchOf(const PairTensors &pairs) const;
    at::Tensor nextTokenCosts(const Parameters &parameters, const at::Tensor &hidden,
                              const TokenBatch &batch, const PairTensors &pairs) const;
    at::Tensor conditionedHidden(const Parameters &parameters, const at::Tensor &images,
                                 const TokenBatch &batch) const;

    clip::ModelConfig m_config;
    ScratchOptions m_options;
    bool m_locked;
    at::Device m_device;
    std::unique_ptr<TrainableImage> m_image;
    TrainableText m_text;
};

} // namespace fovea::training
