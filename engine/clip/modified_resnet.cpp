#include "engine/clip/modified_resnet.h"

#include "engine/clip/positions.h"

#include <ATen/ATen.h>

namespace fovea::clip {
namespace {

constexpr double kNormEps = 1e-5;
constexpr int kReduction = 32; // pixels of the image to a position of the last map

at::Tensor halved(const at::Tensor &x, int stride) {
    return stride == 1 ? x : at::avg_pool2d(x, {stride, stride});
}

} // namespace

ModifiedResNet::ModifiedResNet(const ModelConfig &config, const Weights &weights,
                               const Compute &compute)
    : m_heads(config.vision.heads) {
    std::int64_t side = config.preprocessing.input.size;
    const auto conv = [&](const std::string &name, const std::string &norm, int stride,
                          Clamp clamp) {
        const ConvolutionPlace place{.conv = name,
                                     .norm = norm,
                                     .normEps = kNormEps,
                                     .stride = stride,
                                     .depthwise = false,
                                     .clamp = clamp,
                                     .padding = Padding::Even,
                                     .side = side};
        side = (side + stride - 1) / stride;
        return Convolution(weights, place, compute);
    };
    m_stem.push_back(conv("visual.conv1", "visual.bn1", 2, Clamp::Relu));
    m_stem.push_back(conv("visual.conv2", "visual.bn2", 1, Clamp::Relu));
    m_stem.push_back(conv("visual.conv3", "visual.bn3", 1, Clamp::Relu));
    side /= 2;
    for (const Bottleneck &entry : bottlenecks(config.vision)) {
        const std::string &name = entry.name;
        Block block;
        block.stride = entry.stride;
        block.downsample = entry.downsample;
        block.first = conv(name + ".conv1", name + ".bn1", 1, Clamp::Relu);
        block.second = conv(name + ".conv2", name + ".bn2", 1, Clamp::Relu);
        side /= entry.stride;
        block.third = conv(name + ".conv3", name + ".bn3", 1, Clamp::None);
        if (entry.downsample) {
            block.shortcut = conv(name + ".downsample.0", name + ".downsample.1", 1, Clamp::None);
        }
        m_blocks.push_back(std::move(block));
    }
    const std::int64_t grid = config.preprocessing.input.size / kReduction;
    m_positions = resizePositions(weights.tensor("visual.attnpool.positional_embedding"), grid)
                      .unsqueeze(0)
                      .to(compute.device, compute.type);
    m_query = linearOf(weights, "visual.attnpool.q_proj", compute);
    m_key = linearOf(weights, "visual.attnpool.k_proj", compute);
    m_value = linearOf(weights, "visual.attnpool.v_proj", compute);
    m_out = linearOf(weights, "visual.attnpool.c_proj", compute);
}

at::Tensor ModifiedResNet::features(const at::Tensor &pixels) const {
    at::Tensor x = pixels.to(m_positions.scalar_type())
                       .contiguous(at::MemoryFormat::ChannelsLast); // [n, 3, size, size]
    for (const Convolution &conv : m_stem) {
        x = conv(x); // [n, width / 2, size / 2, size / 2], the last with width
    }
    x = at::avg_pool2d(x, {2, 2}); // [n, width, size / 4, size / 4]
    for (const Block &block : m_blocks) {
        x = blockOf(block, x);
    }
    return pool(x); // [n, embedDim]
}

at::Tensor ModifiedResNet::blockOf(const Block &block, const at::Tensor &x) const {
    at::Tensor y = block.first(x);             // [n, planes, h, w]
    y = halved(block.second(y), block.stride); // [n, planes, h / stride, w / stride]
    y = block.third(y);                        // [n, 4 planes, h / stride, w / stride]
    const at::Tensor past = block.downsample ? block.shortcut(halved(x, block.stride)) : x; // as y
    return y.add_(past).relu_();
}

at::Tensor ModifiedResNet::pool(const at::Tensor &x) const {
    const std::int64_t n = x.size(0);
    const std::int64_t width = x.size(1);
    at::Tensor tokens = x.flatten(2).transpose(1, 2); // [n, h * w, width]
    tokens = at::cat({tokens.mean(1, /*keepdim=*/true), tokens}, 1) +
             m_positions; // [n, 1 + h * w, width]
    const auto split = [&](const at::Tensor &t) {
        return t.view({n, -1, m_heads, width / m_heads})
            .transpose(1, 2); // [n, heads, tokens, width / heads]
    };
    const at::Tensor mixed = at::scaled_dot_product_attention(
        split(m_query(tokens.slice(1, 0, 1))), split(m_key(tokens)), split(m_value(tokens)));
    return m_out(mixed.transpose(1, 2).reshape({n, width})); // [n, embedDim]
}

} // namespace fovea::clip
