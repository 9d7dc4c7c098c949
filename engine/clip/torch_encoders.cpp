#include "engine/clip/torch_encoders.h"

#include "engine/clip/preprocess.h"
#include "engine/clip/torch_guard.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cstring>

namespace fovea::clip {
namespace {

constexpr std::size_t kTextBatch = 32;
constexpr std::size_t kCudaBatch = 64;

/// Appends [n, dim] to `out`, as fp32.
void append(const at::Tensor &tensor, std::vector<float> &out) {
    const at::Tensor plain = tensor.to(at::kCPU, at::kFloat).contiguous();
    const float *data = plain.data_ptr<float>();
    out.insert(out.end(), data, data + plain.numel());
}

/// Appends the rows at unit length.
Result<void> appendUnit(const at::Tensor &tensor, const ModelConfig &config,
                        std::vector<float> &out) {
    const at::Tensor plain = tensor.to(at::kCPU, at::kFloat);     // [n, dim]
    const at::Tensor norms = plain.norm(2, -1, /*keepdim=*/true); // [n, 1]
    if (!at::isfinite(norms).all().item<bool>()) {
        return fail(ErrorCode::Failed,
                    config.name + " computed NaN or infinity. Its weights may be "
                                  "damaged; get the model again, or use --precision fp32.");
    }
    append(plain / norms.clamp_min(1e-12), out);
    return {};
}

} // namespace

Result<std::vector<float>> projectRows(const Linear &projection, std::span<const float> features,
                                       const ModelConfig &config, int featureDim) {
    const auto n = static_cast<std::int64_t>(features.size()) / featureDim;
    at::Tensor rows = at::empty({n, featureDim}, at::kFloat);
    std::memcpy(rows.data_ptr(), features.data(), features.size_bytes());
    std::vector<float> embeddings;
    if (auto done = appendUnit(projection(rows), config, embeddings); !done) {
        return fail(done.error());
    }
    return embeddings;
}

TorchImageEncoder::TorchImageEncoder(const ModelConfig &config, std::unique_ptr<ImageTower> tower,
                                     at::Device device, int threads, int featureDim)
    : m_config(config)
    , m_tower(std::move(tower))
    , m_device(device)
    , m_threads(threads)
    , m_featureDim(featureDim) {}

Result<ImageEncodings> TorchImageEncoder::encode(std::span<const image::Image> images) {
    const int size = m_config.preprocessing.input.size;
    for (const image::Image &image : images) {
        if (image.width != size || image.height != size) {
            return fail(ErrorCode::BadUsage,
                        m_config.name + " takes images of " + std::to_string(size) + " x " +
                            std::to_string(size) + " pixels, not " + std::to_string(image.width) +
                            " x " + std::to_string(image.height));
        }
    }
    return guarded(
        "Encoding images with " + m_config.name, m_threads, [&]() -> Result<ImageEncodings> {
            ImageEncodings encodings;
            const std::size_t best = m_device.is_cuda() ? kCudaBatch : m_tower->bestBatch();
            for (std::size_t at = 0; at < images.size(); at += best) {
                const auto batch = images.subspan(at, std::min(best, images.size() - at));
                if (auto done = encodeBatch(batch, encodings); !done) {
                    return fail(done.error());
                }
            }
            return encodings;
        });
}

Result<void> TorchImageEncoder::encodeBatch(std::span<const image::Image> images,
                                            ImageEncodings &encodings) const {
    const std::int64_t size = m_config.preprocessing.input.size;
    at::Tensor pixels =
        at::empty({static_cast<std::int64_t>(images.size()), 3, size, size}, at::kFloat);
    normalize(images, m_config.preprocessing,
              {pixels.data_ptr<float>(), static_cast<std::size_t>(pixels.numel())});
    const at::Tensor features = m_tower->features(pixels.to(m_device));
    if (m_featureDim > 0) {
        append(features, encodings.features);
    }
    return appendUnit(m_tower->project(features), m_config, encodings.embeddings);
}

TorchTextEncoder::TorchTextEncoder(const ModelConfig &config, Tokenizer tokenizer,
                                   std::unique_ptr<TextTransformer> tower, int threads)
    : m_config(config)
    , m_tokenizer(std::move(tokenizer))
    , m_tower(std::move(tower))
    , m_threads(threads) {}

std::vector<std::int32_t> TorchTextEncoder::tokenize(const std::string &text) const {
    return m_tokenizer.encode(text, m_config.text.contextLength);
}

Result<std::vector<float>> TorchTextEncoder::encode(std::span<const std::string> texts) {
    return guarded(
        "Encoding text with " + m_config.name, m_threads, [&]() -> Result<std::vector<float>> {
            std::vector<float> embeddings;
            for (std::size_t at = 0; at < texts.size(); at += kTextBatch) {
                std::vector<std::vector<std::int32_t>> batch;
                for (const std::string &text :
                     texts.subspan(at, std::min(kTextBatch, texts.size() - at))) {
                    batch.push_back(tokenize(text));
                }
                if (auto done = appendUnit(m_tower->encode(batch), m_config, embeddings); !done) {
                    return fail(done.error());
                }
            }
            return embeddings;
        });
}

} // namespace fovea::clip
