#include "training/training_golden.h"

#include "engine/clip/preprocess.h"

#include <ATen/ATen.h>
#include <zlib.h>

#include <array>
#include <cmath>

namespace fovea::training {

nlohmann::json readGoldens(const std::string &fileName) {
    const std::string name = std::string(FOVEA_SOURCE_DIR) + "/tests/goldens/" + fileName;
    gzFile file = gzopen(name.c_str(), "rb");
    std::string text;
    std::array<char, 1 << 16> part{};
    for (int got = 0; (got = gzread(file, part.data(), part.size())) > 0;) {
        text.append(part.data(), static_cast<std::size_t>(got));
    }
    gzclose(file);
    return nlohmann::json::parse(text);
}

at::Tensor goldenNumbers(const std::string &name, at::IntArrayRef shape) {
    std::uint64_t state = 0xCBF29CE484222325U;
    for (const char c : "probe " + name) {
        state = (state ^ static_cast<unsigned char>(c)) * 0x100000001B3U;
    }
    at::Tensor values = at::empty(shape, at::kDouble);
    auto *to = values.data_ptr<double>();
    for (std::int64_t i = 0; i < values.numel(); ++i) {
        std::uint64_t z = state += 0x9E3779B97F4A7C15U;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9U;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBU;
        z ^= z >> 31;
        to[i] = static_cast<double>(z >> 11) / 0x1p52 - 1.0;
    }
    return values;
}

Result<GoldenModel> goldenModel(const nlohmann::json &golden, const std::filesystem::path &folder) {
    clip::writeModel(golden, folder);
    auto config = clip::readModelConfig(folder);
    if (!config) {
        return fail(config.error());
    }
    auto parameters = readParameters(*config);
    if (!parameters) {
        return fail(parameters.error());
    }
    return GoldenModel{*config, *parameters};
}

Parameters learnable(const Parameters &parameters, at::ScalarType type) {
    Parameters result;
    for (const auto &[name, tensor] : parameters) {
        const bool statistic = name.find(".running_") != std::string::npos;
        result.emplace(
            name,
            tensor.to(type, /*non_blocking=*/false, /*copy=*/true).requires_grad_(!statistic));
    }
    return result;
}

at::Tensor goldenPixels(const clip::ModelConfig &config, int n) {
    const int size = config.preprocessing.input.size;
    std::vector<image::Image> images;
    for (int i = 0; i < n; ++i) {
        images.push_back(clip::generatedImage(i, size));
    }
    at::Tensor pixels = at::empty({n, 3, size, size}, at::kFloat);
    clip::normalize(images, config.preprocessing,
                    {pixels.data_ptr<float>(), static_cast<std::size_t>(pixels.numel())});
    return pixels;
}

double farFromGolden(const nlohmann::json &described, const std::string &name,
                     const at::Tensor &tensor) {
    const at::Tensor exact = tensor.detach().to(at::kDouble);
    const double norm = described.at(0).get<double>();
    const double product = (exact * goldenNumbers(name, exact.sizes())).sum().item<double>();
    const double far = std::max(std::abs(exact.norm().item<double>() - norm),
                                std::abs(product - described.at(1).get<double>()));
    // A bias of keys has no gradient, but for rounding.
    return norm < 1e-12 ? far : far / norm;
}

} // namespace fovea::training
