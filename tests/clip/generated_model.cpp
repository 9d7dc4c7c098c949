#include "clip/generated_model.h"

#include "engine/core/half.h"

#include <bit>
#include <cmath>
#include <cstring>
#include <fstream>
#include <numeric>

namespace fovea::clip {
namespace {

/// splitmix64 over a counter that starts at the FNV-1a hash of the name.
class RandomBits {
public:
    explicit RandomBits(const std::string &name) {
        for (const char c : name) {
            m_state = (m_state ^ static_cast<unsigned char>(c)) * 0x100000001B3U;
        }
    }
    std::uint64_t next() {
        std::uint64_t z = m_state += 0x9E3779B97F4A7C15U;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9U;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBU;
        return z ^ (z >> 31);
    }

private:
    std::uint64_t m_state = 0xCBF29CE484222325U;
};

std::int64_t elements(const std::vector<std::int64_t> &shape) {
    return std::accumulate(shape.begin(), shape.end(), std::int64_t{1}, std::multiplies<>());
}

/// value = shift + scale * u, as `weight` of make_models.py.
struct Range {
    double shift = 0;
    double scale = 1;
};

Range rangeOf(const std::string &name, const std::vector<std::int64_t> &shape) {
    if (name.ends_with("running_var")) {
        return {1.0, .5};
    }
    if (shape.empty()) {
        return {2.0, 0.0};
    }
    if (shape.size() == 1 && name.ends_with(".weight")) {
        return {1.0, .2};
    }
    if (shape.size() < 3 && name.find("embedding") != std::string::npos) {
        return {0.0, .5};
    }
    if (shape.size() == 1) {
        return {0.0, .1};
    }
    return {0.0, std::sqrt(3.0 / static_cast<double>(elements(shape) / shape[0]))};
}

template <typename T>
void put(std::string &out, T value) {
    char bytes[sizeof value];
    std::memcpy(bytes, &value, sizeof value);
    out.append(bytes, sizeof value);
}

std::string bytesOf(const FileTensor &tensor) {
    std::string out;
    for (const float value : tensor.values) {
        if (tensor.type == "F16") {
            put(out, toHalf(value));
        } else if (tensor.type == "BF16") {
            const auto bits = std::bit_cast<std::uint32_t>(value);
            put(out, static_cast<std::uint16_t>((bits + 0x7fffU + ((bits >> 16) & 1U)) >> 16));
        } else if (tensor.type == "I64") {
            put(out, static_cast<std::int64_t>(value));
        } else if (tensor.type == "I32") {
            put(out, static_cast<std::int32_t>(value));
        } else {
            put(out, value);
        }
    }
    return out;
}

} // namespace

nlohmann::json modelGoldens() {
    std::ifstream file(std::string(FOVEA_SOURCE_DIR) + "/tests/goldens/models.json");
    return nlohmann::json::parse(file);
}

image::Image generatedImage(int index, int size) {
    image::Image image{size, size, {}};
    RandomBits bits("image " + std::to_string(index));
    for (int place = 0; place < size * size * 3; ++place) {
        const int noise = static_cast<int>(bits.next() & 63U);
        const int value = noise + 40 * index + place / (size * 3) * (index + 1) + place % 3 * 20;
        image.pixels.push_back(static_cast<std::uint8_t>(value % 256));
    }
    return image;
}

FileTensors generatedWeights(const nlohmann::json &golden) {
    FileTensors tensors;
    for (const auto &[name, shape] : golden.at("tensors").items()) {
        FileTensor tensor;
        tensor.shape = shape.get<std::vector<std::int64_t>>();
        const Range range = rangeOf(name, tensor.shape);
        RandomBits bits(name);
        tensor.values.resize(static_cast<std::size_t>(elements(tensor.shape)));
        for (float &value : tensor.values) {
            const double u = static_cast<double>(bits.next() >> 11) / 0x1p52 - 1.0;
            value = static_cast<float>(range.shift + range.scale * u);
        }
        tensors.emplace(name, std::move(tensor));
    }
    return tensors;
}

void writeSafeTensors(const std::filesystem::path &file, const FileTensors &tensors) {
    nlohmann::json header = nlohmann::json::object();
    std::string data;
    for (const auto &[name, tensor] : tensors) {
        const std::size_t begin = data.size();
        data += bytesOf(tensor);
        header[name] = {{"dtype", tensor.type},
                        {"shape", tensor.shape},
                        {"data_offsets", {begin, data.size()}}};
    }
    const std::string text = header.dump();
    std::string length;
    put(length, static_cast<std::uint64_t>(text.size()));
    std::ofstream(file, std::ios::binary) << length << text << data;
}

void writeModel(const nlohmann::json &golden, const std::filesystem::path &folder,
                const std::function<void(FileTensors &, nlohmann::json &)> &change) {
    FileTensors tensors = generatedWeights(golden);
    nlohmann::json config = golden.at("config");
    if (change) {
        change(tensors, config);
    }
    std::filesystem::create_directories(folder);
    std::ofstream(folder / golden.at("config_file").get<std::string>()) << config.dump(2);
    writeSafeTensors(folder / golden.at("weights_file").get<std::string>(), tensors);
}

} // namespace fovea::clip
