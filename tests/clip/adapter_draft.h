#pragma once

#include "engine/clip/model_config.h"
#include "engine/clip/safetensors_writer.h"

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace fovea::clip {

/// An adapter as a test puts it together, sound or not.
struct AdapterDraft {
    struct Tensor {
        std::vector<std::int64_t> shape;
        std::vector<float> values;
    };
    TensorMetadata metadata;
    std::map<std::string, Tensor> tensors;

    /// The metadata of one for `base` that changes nothing yet.
    static AdapterDraft of(const ModelConfig &base);
    /// A tensor of numbers that repeat: `scale` times values between -1 and 1.
    AdapterDraft &add(const std::string &name, std::vector<std::int64_t> shape, float scale);
    AdapterDraft &set(const std::string &key, const std::string &value);
    /// Writes `folder`/adapter.safetensors; the folder is made.
    void write(const std::filesystem::path &folder) const;
};

} // namespace fovea::clip
