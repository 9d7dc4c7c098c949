#include "engine/clip/clip_library.h"
#include "engine/clip/clip_model.h"

extern "C" __attribute__((visibility("default"))) const fovea::clip::ClipLibrary *
foveaClipLibrary() {
    static constexpr fovea::clip::ClipLibrary kLibrary{
        .abi = fovea::clip::ClipLibrary::kAbi,
        .open = fovea::clip::openTorchModel,
        .cudaAvailable = fovea::clip::torchHasCuda,
    };
    return &kLibrary;
}
