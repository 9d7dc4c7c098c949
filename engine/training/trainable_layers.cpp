#include "engine/training/trainable_layers.h"

#include "engine/training/recomputation.h"

#include <ATen/ATen.h>

#include <stdexcept>
#include <string_view>

namespace fovea::training {
namespace {

constexpr double kBatchNormMomentum = .1;

/// One low-rank change: rows firstRow… of its matrix get scale b a.
struct LowRank {
    std::int64_t firstRow = 0;
    at::Tensor a; // [r, in]
    at::Tensor b; // [rows, r]
};

std::vector<LowRank> lowRankOf(const Parameters &parameters, const std::string &weight) {
    std::vector<LowRank> found;
    const std::string prefix = "low_rank." + weight + ".";
    for (auto at = parameters.lower_bound(prefix);
         at != parameters.end() && at->first.starts_with(prefix); ++at) {
        const std::string_view rest = std::string_view(at->first).substr(prefix.size());
        if (rest.ends_with(".a")) {
            const std::string row(rest.substr(0, rest.size() - 2));
            found.push_back(
                {std::stoll(row), at->second, parameter(parameters, prefix + row + ".b")});
        }
    }
    return found;
}

at::Tensor dropped(const at::Tensor &x, const TowerOptions &options) {
    return options.lowRankDropout > 0 ? at::dropout(x, options.lowRankDropout, /*train=*/true) : x;
}

double scaleOf(const LowRank &change, const TowerOptions &options) {
    return options.lowRankAlpha / static_cast<double>(change.a.size(0));
}

at::Tensor activate(const at::Tensor &x, clip::Activation activation) {
    // QuickGELU(u) = u sigmoid(1.702 u) = SiLU(1.702 u) / 1.702.
    constexpr double kQuick = 1.702;
    return activation == clip::Activation::QuickGelu ? at::silu(x * kQuick) / kQuick : at::gelu(x);
}

at::Tensor attend(const Parameters &parameters, const std::string &name,
                  const TransformerPlace &place, const at::Tensor &x, const TowerOptions &options) {
    const std::int64_t n = x.size(0);
    const std::int64_t tokens = x.size(1);
    const std::int64_t width = x.size(2);
    const at::Tensor joined =
        linear(parameters, name + ".in_proj_weight", name + ".in_proj_bias", x,
               options) // [n, tokens, 3 width]
            .view({n, tokens, 3, place.heads, width / place.heads})
            .permute({2, 0, 3, 1, 4}); // [3, n, heads, tokens, width / heads]
    const at::Tensor mixed =
        at::scaled_dot_product_attention(joined[0], joined[1], joined[2], {}, 0.0,
                                         place.causal); // [n, heads, tokens, width / heads]
    return linear(parameters, name + ".out_proj", mixed.transpose(1, 2).reshape({n, tokens, width}),
                  options);
}

at::Tensor block(const Parameters &parameters, const std::string &name,
                 const TransformerPlace &place, at::Tensor x, const TowerOptions &options) {
    const auto norm = [&](const char *which) {
        return layerNorm(parameters, name + which, x, place.layerNormEps);
    };
    x = x + attend(parameters, name + ".attn", place, norm(".ln_1"), options);
    const at::Tensor up = linear(parameters, name + ".mlp.c_fc", norm(".ln_2"), options);
    return x + linear(parameters, name + ".mlp.c_proj", activate(up, place.activation), options);
}

} // namespace

const at::Tensor &parameter(const Parameters &parameters, const std::string &name) {
    const auto at = parameters.find(name);
    if (at == parameters.end()) {
        throw std::out_of_range("the model has no tensor " + name);
    }
    return at->second;
}

std::vector<at::Tensor> parametersUnder(const Parameters &parameters, const std::string &prefix) {
    std::vector<at::Tensor> found;
    for (auto at = parameters.lower_bound(prefix);
         at != parameters.end() && at->first.starts_with(prefix); ++at) {
        found.push_back(at->second);
    }
    return found;
}

at::Tensor linear(const Parameters &parameters, const std::string &weight, const std::string &bias,
                  const at::Tensor &x, const TowerOptions &options) {
    const auto offset = parameters.find(bias);
    at::Tensor y = at::linear(x, parameter(parameters, weight),
                              offset == parameters.end() ? at::Tensor() : offset->second);
    for (const LowRank &change : lowRankOf(parameters, weight)) {
        const at::Tensor added =
            at::linear(at::linear(dropped(x, options), change.a), change.b); // [..., rows]
        const std::int64_t after = y.size(-1) - change.firstRow - added.size(-1);
        y = y + scaleOf(change, options) * at::constant_pad_nd(added, {change.firstRow, after});
    }
    return y;
}

at::Tensor linear(const Parameters &parameters, const std::string &name, const at::Tensor &x,
                  const TowerOptions &options) {
    return linear(parameters, name + ".weight", name + ".bias", x, options);
}

at::Tensor multiplyRight(const Parameters &parameters, const std::string &name, const at::Tensor &x,
                         const TowerOptions &options) {
    at::Tensor y = at::matmul(x, parameter(parameters, name));
    for (const LowRank &change : lowRankOf(parameters, name)) {
        const at::Tensor seen =
            dropped(x, options).narrow(-1, change.firstRow, change.b.size(0)); // [..., rows]
        y = y + scaleOf(change, options) * at::matmul(at::matmul(seen, change.b), change.a);
    }
    return y;
}

at::Tensor layerNorm(const Parameters &parameters, const std::string &name, const at::Tensor &x,
                     double eps) {
    const at::Tensor &weight = parameter(parameters, name + ".weight");
    return at::layer_norm(x, weight.sizes(), weight, parameter(parameters, name + ".bias"), eps);
}

at::Tensor batchNorm(const Parameters &parameters, const std::string &name, const at::Tensor &x,
                     double eps, const TowerOptions &options) {
    const bool train = options.trainBatchNorm;
    // What is computed again has moved the statistics before.
    const bool moves = !train || !Recomputation::running();
    return at::batch_norm(x, parameter(parameters, name + ".weight"),
                          parameter(parameters, name + ".bias"),
                          moves ? parameter(parameters, name + ".running_mean") : at::Tensor(),
                          moves ? parameter(parameters, name + ".running_var") : at::Tensor(),
                          train, kBatchNormMomentum, eps, /*cudnn_enabled=*/true);
}

at::Tensor transformer(const Parameters &parameters, const TransformerPlace &place, at::Tensor x,
                       const TowerOptions &options) {
    for (int i = 0; i < place.layers; ++i) {
        const std::string name = place.prefix + ".resblocks." + std::to_string(i);
        const auto segment = [&parameters, name, place, options](const at::Tensor &in) {
            return block(parameters, name, place, in, options);
        };
        if (options.checkpointing) {
            std::vector<at::Tensor> used = parametersUnder(parameters, name + ".");
            const auto changes = parametersUnder(parameters, "low_rank." + name + ".");
            used.insert(used.end(), changes.begin(), changes.end());
            x = checkpointed(segment, x, used);
        } else {
            x = segment(x);
        }
    }
    return x;
}

} // namespace fovea::training
