#include "clip/adapter_draft.h"

#include "engine/clip/adapter.h"
#include "engine/clip/space.h"

#include <cmath>
#include <functional>
#include <numeric>
#include <span>

namespace fovea::clip {

AdapterDraft AdapterDraft::of(const ModelConfig &base) {
    AdapterDraft draft;
    draft.metadata = {{"format", "fovea-adapter"},
                      {"version", "1"},
                      {"method", "projection"},
                      {"base", fileRevision(base.weightsFile).value_or("")},
                      {"base_name", base.name},
                      {"words", "[]"},
                      {"alpha", "4"}};
    return draft;
}

AdapterDraft &AdapterDraft::add(const std::string &name, std::vector<std::int64_t> shape,
                                float scale) {
    Tensor tensor;
    const auto count =
        std::accumulate(shape.begin(), shape.end(), std::int64_t{1}, std::multiplies<>());
    for (std::int64_t i = 0; i < count; ++i) {
        tensor.values.push_back(scale * std::sin(static_cast<float>(i % 997) * 12.9898F));
    }
    tensor.shape = std::move(shape);
    tensors[name] = std::move(tensor);
    return *this;
}

AdapterDraft &AdapterDraft::set(const std::string &key, const std::string &value) {
    metadata[key] = value;
    return *this;
}

void AdapterDraft::write(const std::filesystem::path &folder) const {
    std::filesystem::create_directories(folder);
    TensorsToWrite views;
    for (const auto &[name, tensor] : tensors) {
        views[name] = {TensorType::F32, tensor.shape, std::as_bytes(std::span(tensor.values))};
    }
    (void)writeSafeTensors(folder / kAdapterFile, views, metadata);
}

} // namespace fovea::clip
