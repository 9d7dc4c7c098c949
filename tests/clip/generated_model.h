#pragma once

#include "engine/image/image.h"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace fovea::clip {

/// tests/goldens/models.json: what OpenCLIP and transformers compute with generated weights.
nlohmann::json modelGoldens();

/// The pixels that make_models.py calls image(index, size).
image::Image generatedImage(int index, int size);

/// A tensor as it will stand in a file.
struct FileTensor {
    std::string type = "F32";
    std::vector<std::int64_t> shape;
    std::vector<float> values; ///< written as `type`: F32, F16, BF16, I64 or I32
};
using FileTensors = std::map<std::string, FileTensor>;

/// The weights that make_models.py generates for a case of the goldens.
FileTensors generatedWeights(const nlohmann::json &golden);

void writeSafeTensors(const std::filesystem::path &file, const FileTensors &tensors);

/// Writes configuration and weights of a case into `folder`, which is made; `change` may alter both
/// before.
void writeModel(const nlohmann::json &golden, const std::filesystem::path &folder,
                const std::function<void(FileTensors &, nlohmann::json &config)> &change = {});

} // namespace fovea::clip
