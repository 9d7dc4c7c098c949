#include "engine/clip/efficientnet_lite.h"

#include <ATen/ATen.h>

namespace fovea::clip {
namespace {

constexpr double kNormEps = 1e-3; // TensorFlow's
// Rounding the large maps of the first stages to bf16 costs most of the likeness (a cosine of .993
// for the starter model at worst, instead of .999) and they are but a small part of the arithmetic.
constexpr std::size_t kExactStages = 2;

} // namespace

EfficientNetLite::EfficientNetLite(const ModelConfig &config, const Weights &weights,
                                   const Compute &compute)
    : m_type(compute.type) {
    const Compute exact{compute.device, at::kFloat};
    bool early = true;
    std::int64_t side = config.preprocessing.input.size;
    const auto conv = [&](const std::string &name, const std::string &norm, int stride,
                          bool depthwise, Clamp clamp) {
        const ConvolutionPlace place{.conv = name,
                                     .norm = norm,
                                     .normEps = kNormEps,
                                     .stride = stride,
                                     .depthwise = depthwise,
                                     .clamp = clamp,
                                     .padding = Padding::Same,
                                     .side = side};
        side = (side + stride - 1) / stride;
        return Convolution(weights, place, early ? exact : compute);
    };
    m_stem = conv("visual.trunk.conv_stem", "visual.trunk.bn1", 2, false, Clamp::Relu6);
    for (const MobileBlock &entry : mobileBlocks(config.vision.timmName)) {
        const std::string &name = entry.name;
        early = entry.stage < kExactStages;
        Block block;
        block.separable = entry.separable;
        block.skip = entry.skip;
        block.exact = early;
        if (!entry.separable) {
            block.expand = conv(name + ".conv_pw", name + ".bn1", 1, false, Clamp::Relu6);
        }
        block.depthwise = conv(name + ".conv_dw", name + (entry.separable ? ".bn1" : ".bn2"),
                               entry.stride, true, Clamp::Relu6);
        block.reduce = conv(name + (entry.separable ? ".conv_pw" : ".conv_pwl"),
                            name + (entry.separable ? ".bn2" : ".bn3"), 1, false, Clamp::None);
        m_blocks.push_back(std::move(block));
    }
    m_head = conv("visual.trunk.conv_head", "visual.trunk.bn2", 1, false, Clamp::Relu6);
    m_projection = imageProjection(config, weights, exact);
}

at::Tensor EfficientNetLite::features(const at::Tensor &pixels) const {
    at::Tensor x = pixels.contiguous(at::MemoryFormat::ChannelsLast); // [n, 3, size, size]
    x = m_stem(x);                                                    // [n, 32, size / 2, size / 2]
    for (const Block &block : m_blocks) {
        x = x.to(block.exact ? at::kFloat : m_type);
        at::Tensor y = block.separable ? x : block.expand(x); // [n, expanded, h, w]
        y = block.reduce(block.depthwise(y));                 // [n, out, h / stride, w / stride]
        x = block.skip ? y.add_(x) : y;
    }
    x = m_head(x);                                        // [n, 1280, size / 32, size / 32]
    return x.mean({2, 3}, /*keepdim=*/false, at::kFloat); // [n, 1280]
}

at::Tensor EfficientNetLite::project(const at::Tensor &features) const {
    return m_projection(features); // [n, embedDim]
}

} // namespace fovea::clip
