#pragma once

#include "engine/clip/adapter.h"
#include "engine/clip/model_config.h"
#include "engine/clip/safetensors.h"
#include "engine/clip/weight_layout.h"

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>

namespace fovea::clip {

/// Thrown within the room for weights that hold NaN or infinity; a Result outside it.
class DamagedWeights : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

/// The tensors of a model file under OpenCLIP's names, whichever layout the file has.
/// Thread: any, after open().
class Weights {
public:
    /// Maps the file and checks every name, shape and type before a number is read. The first
    /// mismatch is told with what was expected and what was found.
    static Result<Weights> open(const ModelConfig &config,
                                std::optional<AdapterFile> adapter = std::nullopt);

    /// A copy in fp32, with what the adapter changes of it. Without an adapter, and at the strength
    /// 0 of one that stands on no other, bit by bit what the file holds. REQUIRES: a name of
    /// tensorSpecs(). Throws DamagedWeights.
    at::Tensor tensor(const std::string &name) const;
    /// Token embeddings of the adapter's words, [rows, width]; undefined where it has none.
    at::Tensor learnedWords() const;
    /// What this model has and its file has not, as an adapter that stands on it keeps it:
    /// "under.delta.TENSOR" and "under.low_rank.TENSOR.ROW.a" and ".b", fp32. Throws
    /// DamagedWeights.
    std::map<std::string, at::Tensor> changesInUse() const;
    /// The adapter, where it is there and changes anything.
    const AdapterFile *adapter() const { return m_adapter ? &*m_adapter : nullptr; }
    bool has(const std::string &name) const { return m_specs.contains(name); }
    /// Numbers that training changes: all but counters and the statistics of batch norm.
    std::int64_t parameterCount() const;

private:
    Weights(SafeTensors file, std::string fileName, std::optional<AdapterFile> adapter);
    at::Tensor baseTensor(const std::string &name) const;
    void add(const TensorChanges &changes, double strength, const std::string &name,
             at::Tensor &sum) const;
    at::Tensor ofAdapter(const TensorView &view, const std::string &name) const;

    SafeTensors m_file;
    std::string m_fileName;
    std::optional<AdapterFile> m_adapter;
    std::map<std::string, TensorSpec> m_specs;
};

} // namespace fovea::clip
