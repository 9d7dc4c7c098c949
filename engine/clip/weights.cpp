#include "engine/clip/weights.h"

#include "engine/clip/safetensors_writer.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

namespace fovea::clip {
namespace {

std::string describe(const Shape &shape) {
    std::string text = "[";
    for (std::size_t i = 0; i < shape.size(); ++i) {
        text += (i > 0 ? ", " : "") + std::to_string(shape[i]);
    }
    return text + "]";
}

bool isFloat(TensorType type) {
    return type == TensorType::F32 || type == TensorType::F16 || type == TensorType::BF16;
}

bool isCounter(TensorType type) {
    return type == TensorType::I64 || type == TensorType::I32;
}

/// The shape that one part of `spec` has in the file.
Shape partShape(const TensorSpec &spec) {
    Shape shape = spec.shape;
    if (spec.joining == Joining::Rows) {
        shape[0] /= static_cast<std::int64_t>(spec.parts.size());
    } else if (spec.joining == Joining::Transpose) {
        std::swap(shape[0], shape[1]);
    }
    return shape;
}

bool fits(const TensorSpec &spec, const Shape &found) {
    if (found == partShape(spec)) {
        return true;
    }
    if (!spec.square || found.size() != 2 || found[1] != spec.shape[1] || found[0] < 2) {
        return false;
    }
    const auto side = std::llround(std::sqrt(static_cast<double>(found[0] - 1)));
    return side * side == found[0] - 1;
}

std::string joinNames(const std::vector<std::string> &names) {
    constexpr std::size_t kShown = 5;
    std::string text;
    for (std::size_t i = 0; i < names.size() && i < kShown; ++i) {
        text += (i > 0 ? ", " : "") + names[i];
    }
    return names.size() > kShown ? text + " and " + std::to_string(names.size() - kShown) + " more"
                                 : text;
}

/// What is wrong with the tensors of `file`; empty if nothing is.
std::string complaint(const SafeTensors &file, const std::vector<TensorSpec> &specs) {
    std::vector<std::string> missing;
    std::set<std::string, std::less<>> known;
    for (const TensorSpec &spec : specs) {
        for (const std::string &part : spec.parts) {
            known.insert(part);
            if (!spec.optional && !file.tensors().contains(part)) {
                missing.push_back(part);
            }
        }
    }
    std::vector<std::string> unexpected;
    for (const auto &[name, view] : file.tensors()) {
        if (!known.contains(name)) {
            unexpected.push_back(name);
        }
    }
    if (!missing.empty() || !unexpected.empty()) {
        std::string text;
        if (!missing.empty()) {
            text = "the model needs and the file lacks " + joinNames(missing);
        }
        if (!unexpected.empty()) {
            text += std::string(text.empty() ? "" : "; ") +
                    "the file has and the model does not know " + joinNames(unexpected);
        }
        return text;
    }
    for (const TensorSpec &spec : specs) {
        for (const std::string &part : spec.parts) {
            const auto at = file.tensors().find(part);
            if (at == file.tensors().end() || (spec.optional && !spec.counter)) {
                continue;
            }
            const TensorView &view = at->second;
            if (!fits(spec, view.shape)) {
                return "tensor " + part + " should have the shape " + describe(partShape(spec)) +
                       " and has " + describe(view.shape);
            }
            if (spec.counter ? !isCounter(view.type) : !isFloat(view.type)) {
                return "tensor " + part + " should be of type " +
                       (spec.counter ? "I64 or I32" : "F32, F16 or BF16") + " and is " +
                       typeName(view.type);
            }
        }
    }
    return {};
}

at::ScalarType scalarType(TensorType type) {
    switch (type) {
    case TensorType::F16:
        return at::kHalf;
    case TensorType::BF16:
        return at::kBFloat16;
    default:
        return at::kFloat;
    }
}

/// An fp32 copy of the bytes in the file.
at::Tensor copyOf(const TensorView &view) {
    const at::ScalarType type = scalarType(view.type);
    // safetensors promises no alignment to the size of an element, so the bytes are copied as
    // bytes.
    at::Tensor raw = at::empty(view.shape, type);
    std::memcpy(raw.data_ptr(), view.bytes.data(), view.bytes.size());
    return raw.to(at::kFloat);
}

bool allFinite(const at::Tensor &tensor) {
    if (tensor.numel() == 0) {
        return true;
    }
    const auto [low, high] = at::aminmax(tensor);
    return std::isfinite(low.item<float>()) && std::isfinite(high.item<float>());
}

/// Two matrices side by side, the shorter one with zeros below.
at::Tensor besides(const at::Tensor &left, const at::Tensor &right) {
    const std::int64_t rows = std::max(left.size(0), right.size(0));
    const auto padded = [rows](const at::Tensor &matrix) {
        return at::constant_pad_nd(matrix, {0, 0, 0, rows - matrix.size(0)});
    };
    return at::cat({padded(left), padded(right)}, 1);
}

} // namespace

Weights::Weights(SafeTensors file, std::string fileName, std::optional<AdapterFile> adapter)
    : m_file(std::move(file))
    , m_fileName(std::move(fileName))
    , m_adapter(std::move(adapter)) {
    if (m_adapter && !m_adapter->changesAnything()) {
        m_adapter.reset();
    }
}

Result<Weights> Weights::open(const ModelConfig &config, std::optional<AdapterFile> adapter) {
    auto file = SafeTensors::open(config.weightsFile);
    if (!file) {
        return fail(file.error());
    }
    const std::vector<TensorSpec> specs = tensorSpecs(config);
    const std::string wrong = complaint(*file, specs);
    if (!wrong.empty()) {
        return fail(ErrorCode::Damaged,
                    config.weightsFile.string() + " does not fit its configuration: " + wrong +
                        ". Get the model again, weights and configuration together.");
    }
    Weights weights(std::move(*file), config.weightsFile.string(), std::move(adapter));
    for (const TensorSpec &spec : specs) {
        weights.m_specs.emplace(spec.name, spec);
    }
    return weights;
}

at::Tensor Weights::tensor(const std::string &name) const {
    at::Tensor base = baseTensor(name);
    const double strength = m_adapter ? m_adapter->use().strength : 0;
    const bool under = m_adapter && m_adapter->under().concern(name);
    const bool learned = strength != 0 && m_adapter->learned().concern(name);
    if (!under && !learned) {
        return base;
    }
    at::Tensor sum = base.to(at::kDouble); // it is done but once
    if (under) {
        add(m_adapter->under(), 1, name, sum);
    }
    if (learned) {
        add(m_adapter->learned(), strength, name, sum);
    }
    return sum.to(at::kFloat);
}

void Weights::add(const TensorChanges &changes, double strength, const std::string &name,
                  at::Tensor &sum) const {
    if (const auto delta = changes.deltas.find(name); delta != changes.deltas.end()) {
        const at::Tensor change = ofAdapter(delta->second, name);
        if (change.sizes() != sum.sizes()) {
            throw DamagedWeights(m_adapter->fileName() + " does not fit " + m_fileName +
                                 ": its change of " + name +
                                 " has another shape than that tensor. Teach it again.");
        }
        sum.add_(change, strength);
    }
    if (const auto lowRank = changes.lowRank.find(name); lowRank != changes.lowRank.end()) {
        for (const LowRankChange &part : lowRank->second) {
            const at::Tensor change =
                at::matmul(ofAdapter(part.b, name), ofAdapter(part.a, name)); // [rows, in]
            sum.narrow(0, part.firstRow, change.size(0)).add_(change, strength * part.scale);
        }
    }
}

std::map<std::string, at::Tensor> Weights::changesInUse() const {
    std::map<std::string, at::Tensor> sums; // in double
    if (!m_adapter) {
        return sums;
    }
    const auto addAll = [&](const TensorChanges &changes, double strength) {
        for (const auto &[tensor, view] : changes.deltas) {
            const at::Tensor change = strength * ofAdapter(view, tensor);
            const auto [at, isNew] = sums.emplace("under.delta." + tensor, change);
            if (!isNew) {
                at->second = at->second + change;
            }
        }
        for (const auto &[tensor, parts] : changes.lowRank) {
            for (const LowRankChange &part : parts) {
                const std::string name =
                    "under.low_rank." + tensor + "." + std::to_string(part.firstRow) + ".";
                at::Tensor a = ofAdapter(part.a, tensor);                         // [r, in]
                at::Tensor b = strength * part.scale * ofAdapter(part.b, tensor); // [rows, r]
                if (const auto before = sums.find(name + "a"); before != sums.end()) {
                    a = at::cat({before->second, a}, 0);
                    b = besides(sums.at(name + "b"), b);
                }
                sums[name + "a"] = a;
                sums[name + "b"] = b;
            }
        }
    };
    addAll(m_adapter->under(), 1);
    if (m_adapter->use().strength != 0) {
        addAll(m_adapter->learned(), m_adapter->use().strength);
    }
    for (auto &[name, tensor] : sums) {
        tensor = tensor.to(at::kFloat).contiguous();
    }
    return sums;
}

at::Tensor Weights::learnedWords() const {
    if (!m_adapter || m_adapter->words().empty()) {
        return {};
    }
    const at::Tensor start = ofAdapter(m_adapter->wordsStart(), "words.start");
    const at::Tensor learned = ofAdapter(m_adapter->wordsLearned(), "words.learned");
    return (start + m_adapter->use().strength * (learned - start)).to(at::kFloat);
}

at::Tensor Weights::ofAdapter(const TensorView &view, const std::string &name) const {
    const at::Tensor tensor = copyOf(view);
    if (!allFinite(tensor)) {
        throw DamagedWeights(m_adapter->fileName() + " is damaged: what it changes of " + name +
                             " holds NaN or infinity. Remove the adapter and teach it again.");
    }
    return tensor.to(at::kDouble);
}

at::Tensor Weights::baseTensor(const std::string &name) const {
    const TensorSpec &spec = m_specs.at(name);
    std::vector<at::Tensor> parts;
    for (const std::string &part : spec.parts) {
        at::Tensor copy = copyOf(m_file.tensors().at(part));
        if (!allFinite(copy)) {
            throw DamagedWeights(m_fileName + " is damaged: tensor " + part +
                                 " holds NaN or infinity. Get the model again.");
        }
        parts.push_back(std::move(copy));
    }
    switch (spec.joining) {
    case Joining::Rows:
        return at::cat(parts, 0);
    case Joining::Transpose:
        return parts[0].t().contiguous();
    case Joining::None:
        break;
    }
    return parts[0];
}

std::int64_t Weights::parameterCount() const {
    std::int64_t count = 0;
    for (const auto &[name, spec] : m_specs) {
        if (spec.optional || name.ends_with(".running_mean") || name.ends_with(".running_var")) {
            continue;
        }
        for (const std::string &part : spec.parts) {
            std::int64_t elements = 1;
            for (const std::int64_t size : m_file.tensors().at(part).shape) {
                elements *= size;
            }
            count += elements;
        }
    }
    return count;
}

} // namespace fovea::clip
