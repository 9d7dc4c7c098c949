#include "engine/clip/image_tower.h"

#include "engine/clip/efficientnet_lite.h"
#include "engine/clip/modified_resnet.h"
#include "engine/clip/vision_transformer.h"

namespace fovea::clip {

Linear imageProjection(const ModelConfig &config, const Weights &weights, const Compute &compute) {
    if (config.vision.kind == TrunkKind::VisionTransformer) {
        return {weights.tensor("visual.proj").t(), {}, compute};
    }
    return {weights.tensor("visual.head.proj.weight"),
            config.vision.projectionBias ? weights.tensor("visual.head.proj.bias") : at::Tensor(),
            compute};
}

std::unique_ptr<ImageTower> makeImageTower(const ModelConfig &config, const Weights &weights,
                                           const Compute &compute) {
    switch (config.vision.kind) {
    case TrunkKind::ModifiedResNet:
        return std::make_unique<ModifiedResNet>(config, weights, compute);
    case TrunkKind::EfficientNetLite:
        return std::make_unique<EfficientNetLite>(config, weights, compute);
    case TrunkKind::VisionTransformer:
        break;
    }
    return std::make_unique<VisionTransformer>(config, weights, compute);
}

} // namespace fovea::clip
