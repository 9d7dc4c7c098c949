#pragma once

#include "engine/clip/encoders.h"
#include "engine/clip/image_tower.h"
#include "engine/clip/text_transformer.h"
#include "engine/clip/tokenizer.h"

#include <memory>
#include <span>
#include <string>
#include <vector>

namespace fovea::clip {

/// Features [n, featureDim] through a projection: [n, dim], unit length.
Result<std::vector<float>> projectRows(const Linear &projection, std::span<const float> features,
                                       const ModelConfig &config, int featureDim);

class TorchImageEncoder final : public ImageEncoder {
public:
    TorchImageEncoder(const ModelConfig &config, std::unique_ptr<ImageTower> tower,
                      at::Device device, int threads, int featureDim);
    const ImagePreprocessing &preprocessing() const override { return m_config.preprocessing; }
    Result<ImageEncodings> encode(std::span<const image::Image> images) override;

private:
    Result<void> encodeBatch(std::span<const image::Image> images, ImageEncodings &encodings) const;

    const ModelConfig &m_config;
    std::unique_ptr<ImageTower> m_tower;
    at::Device m_device;
    int m_threads;
    int m_featureDim;
};

class TorchTextEncoder final : public TextEncoder {
public:
    TorchTextEncoder(const ModelConfig &config, Tokenizer tokenizer,
                     std::unique_ptr<TextTransformer> tower, int threads);
    std::vector<std::int32_t> tokenize(const std::string &text) const override;
    Result<std::vector<float>> encode(std::span<const std::string> texts) override;

private:
    const ModelConfig &m_config;
    Tokenizer m_tokenizer;
    std::unique_ptr<TextTransformer> m_tower;
    int m_threads;
};

} // namespace fovea::clip
