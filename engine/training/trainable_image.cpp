#include "engine/training/trainable_image.h"

#include "engine/clip/positions.h"
#include "engine/training/trainable_convolutions.h"
#include "engine/training/trainable_layers.h"

#include <ATen/ATen.h>

#include <array>

namespace fovea::training {
namespace {

/// Class token, norm before the blocks, the class token's output projected.
class TrainableVit final : public TrainableImage {
public:
    TrainableVit(const clip::ModelConfig &config, const TowerOptions &options)
        : m_patch(config.vision.patchSize)
        , m_grid(config.preprocessing.input.size / config.vision.patchSize)
        , m_eps(config.vision.layerNormEps)
        , m_place{.prefix = "visual.transformer",
                  .layers = config.vision.layers,
                  .heads = config.vision.heads,
                  .layerNormEps = config.vision.layerNormEps,
                  .activation = config.activation,
                  .causal = false}
        , m_options(options) {}

    at::Tensor features(const Parameters &parameters, const at::Tensor &pixels) const override {
        const std::array<std::int64_t, 2> stride{m_patch, m_patch};
        at::Tensor x = at::conv2d(pixels, parameter(parameters, "visual.conv1.weight"), {}, stride)
                           .flatten(2)       // [n, width, grid * grid]
                           .transpose(1, 2); // [n, grid * grid, width]
        const at::Tensor token =
            parameter(parameters, "visual.class_embedding").to(x.scalar_type());
        x = at::cat({token.view({1, 1, -1}).expand({x.size(0), 1, -1}), x},
                    1); // [n, 1 + grid * grid, width]
        x = x + clip::resizePositions(parameter(parameters, "visual.positional_embedding"), m_grid);
        x = layerNorm(parameters, "visual.ln_pre", x, m_eps);
        x = transformer(parameters, m_place, x, m_options);
        return layerNorm(parameters, "visual.ln_post", x.select(1, 0), m_eps); // [n, width]
    }

    at::Tensor project(const Parameters &parameters, const at::Tensor &features) const override {
        return multiplyRight(parameters, "visual.proj", features, m_options);
    }

private:
    std::int64_t m_patch;
    std::int64_t m_grid;
    double m_eps;
    TransformerPlace m_place;
    TowerOptions m_options;
};

} // namespace

std::unique_ptr<TrainableImage> makeTrainableImage(const clip::ModelConfig &config,
                                                   const TowerOptions &options) {
    switch (config.vision.kind) {
    case clip::TrunkKind::ModifiedResNet:
        return std::make_unique<TrainableResNet>(config, options);
    case clip::TrunkKind::EfficientNetLite:
        return std::make_unique<TrainableEfficientNet>(config, options);
    case clip::TrunkKind::VisionTransformer:
        break;
    }
    return std::make_unique<TrainableVit>(config, options);
}

} // namespace fovea::training
