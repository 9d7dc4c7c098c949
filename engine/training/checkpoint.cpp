#include "engine/training/checkpoint.h"

#include "engine/clip/safetensors_writer.h"
#include "engine/training/tensor_bytes.h"

#include <array>
#include <cstdio>

namespace fovea::training {

Result<void> Checkpoint::write(const std::filesystem::path &file) const {
    clip::TensorsToWrite tensors;
    Parameters kept; // contiguous copies live until the file is written
    for (const auto &[group, parameters] : groups) {
        for (const auto &[name, tensor] : parameters) {
            const std::string key = group + "." + name;
            kept.emplace(key, tensor.detach().contiguous());
            tensors.emplace(key, viewOf(kept.at(key)));
        }
    }
    return clip::writeSafeTensors(file, tensors, {texts.begin(), texts.end()});
}

Result<std::optional<Checkpoint>> Checkpoint::read(const std::filesystem::path &file) {
    std::error_code error;
    if (!std::filesystem::exists(file, error)) {
        return std::optional<Checkpoint>();
    }
    const auto opened = clip::SafeTensors::open(file);
    if (!opened) {
        return fail(opened.error());
    }
    Checkpoint checkpoint;
    for (const auto &[name, view] : opened->tensors()) {
        const std::size_t dot = name.find('.');
        if (dot == std::string::npos) {
            return fail(ErrorCode::Damaged, file.string() +
                                                " is no checkpoint of Fovea. Begin again with "
                                                "--fresh.");
        }
        checkpoint.groups[name.substr(0, dot)].emplace(name.substr(dot + 1), copyOf(view));
    }
    checkpoint.texts.insert(opened->metadata().begin(), opened->metadata().end());
    return std::optional(std::move(checkpoint));
}

std::string exactText(double value) {
    std::array<char, 64> text{};
    std::snprintf(text.data(), text.size(), "%a", value);
    return text.data();
}

} // namespace fovea::training
