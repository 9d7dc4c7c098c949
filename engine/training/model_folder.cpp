#include "engine/training/model_folder.h"

#include "engine/clip/safetensors_writer.h"
#include "engine/clip/weight_layout.h"
#include "engine/core/atomic_file.h"
#include "engine/training/tensor_bytes.h"

#include <ATen/ATen.h>

#include <span>
#include <system_error>

namespace fovea::training {

Result<void> writeModelFolder(const std::filesystem::path &folder, const clip::ModelConfig &config,
                              const std::string &openClipConfig, const Parameters &parameters,
                              std::int64_t batchesTracked) {
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (error) {
        return fail(ErrorCode::NoPermission,
                    folder.string() + " cannot be made: " + error.message());
    }
    clip::ModelConfig openClip = config; // names of files and tensors are OpenCLIP's
    openClip.layout = clip::Layout::OpenClip;
    Parameters kept; // until they are written
    clip::TensorsToWrite tensors;
    for (const clip::TensorSpec &spec : clip::tensorSpecs(openClip)) {
        if (spec.counter) {
            kept.emplace(spec.name, at::full({}, batchesTracked, at::kLong));
        } else if (const auto at = parameters.find(spec.name); at != parameters.end()) {
            kept.emplace(spec.name, at->second.detach().to(at::kCPU, at::kFloat).contiguous());
        } else {
            return fail(ErrorCode::Failed, "The model has no tensor " + spec.name + ", so " +
                                               folder.string() + " cannot be written.");
        }
        tensors.emplace(spec.name, viewOf(kept.at(spec.name)));
    }
    const auto text = std::as_bytes(std::span(openClipConfig));
    if (auto written = writeFileAtomically(folder / "open_clip_config.json", text); !written) {
        return fail(written.error());
    }
    return clip::writeSafeTensors(folder / "open_clip_model.safetensors", tensors,
                                  {{"format", "pt"}});
}

} // namespace fovea::training
