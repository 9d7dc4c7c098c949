#pragma once

#include "engine/clip/model_config.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace fovea::clip {

using Shape = std::vector<std::int64_t>;

/// How tensors of a file become the tower's one.
enum class Joining {
    None,      ///< one part, as it is
    Rows,      ///< parts over another along the first dimension (query, key, value)
    Transpose, ///< one part, transposed: a linear layer's weight for a matrix used from the right
};

/// A tensor that a tower asks for, by the name that OpenCLIP gives it.
struct TensorSpec {
    std::string name;
    Shape shape;
    bool counter = false;  ///< an integer that only training uses: num_batches_tracked
    bool optional = false; ///< may be in the file and is not used
    bool square = false;   ///< [any square number + 1, width]: positions can be interpolated
    std::vector<std::string> parts; ///< names in the file; each has an equal share of the rows
    Joining joining = Joining::None;
};

/// Every tensor that the weights file of `config` has to hold, in either layout.
std::vector<TensorSpec> tensorSpecs(const ModelConfig &config);

/// One block of an EfficientNet-Lite (Tan and Le 2019, table 1, without squeeze and excite).
struct MobileBlock {
    std::string name; ///< "visual.trunk.blocks.1.0"
    std::size_t stage = 0;
    int in = 0;       ///< channels
    int expanded = 0; ///< channels of the depthwise convolution; `in` in the first stage
    int out = 0;      ///< channels
    int kernel = 3;
    int stride = 1;
    bool separable = false; ///< depthwise and pointwise alone, without an expansion
    bool skip = false;      ///< adds its input
};

/// REQUIRES: timmName is tf_efficientnet_lite0 to 4, which readModelConfig() makes sure of.
std::vector<MobileBlock> mobileBlocks(const std::string &timmName);

inline constexpr int kMobileStem = 32;       ///< channels
inline constexpr int kMobileFeatures = 1280; ///< channels of the head

/// One bottleneck of a ModifiedResNet.
struct Bottleneck {
    std::string name; ///< "visual.layer1.0"
    int in = 0;       ///< channels
    int planes = 0;   ///< channels within; four times as many come out
    int stride = 1;
    bool downsample = false;
};

std::vector<Bottleneck> bottlenecks(const VisionConfig &vision);

} // namespace fovea::clip
