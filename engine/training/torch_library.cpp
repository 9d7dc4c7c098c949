#include "engine/training/album_trainer.h"
#include "engine/training/linear_probe.h"
#include "engine/training/scratch_trainer.h"
#include "engine/training/training_library.h"

extern "C" __attribute__((visibility("default"))) const fovea::training::TrainingLibrary *
foveaTrainingLibrary() {
    static constexpr fovea::training::TrainingLibrary kLibrary{
        .abi = fovea::training::TrainingLibrary::kAbi,
        .trainAlbum = fovea::training::trainAlbum,
        .trainFromScratch = fovea::training::trainFromScratch,
        .fitProbe = fovea::training::fitProbe,
    };
    return &kLibrary;
}
