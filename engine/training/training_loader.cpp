#include "engine/training/training_loader.h"

#include "engine/core/shared_module.h"

#include <mutex>

namespace fovea::training {

Result<const TrainingLibrary *> trainingLibrary() {
    static std::mutex mutex;
    static const TrainingLibrary *loaded = nullptr;
    const std::lock_guard lock(mutex);
    if (loaded == nullptr) {
        const SharedModule module{"libfovea_training_torch.so", "FOVEA_TRAINING_LIBRARY",
                                  "that trains models", "foveaTrainingLibrary"};
        const auto entry = openModule(module);
        if (!entry) {
            return fail(entry.error());
        }
        const TrainingLibrary *library =
            reinterpret_cast<decltype(&foveaTrainingLibrary)>(*entry)();
        if (library == nullptr || library->abi != TrainingLibrary::kAbi) {
            return fail(foreignModule(module));
        }
        loaded = library;
    }
    return loaded;
}

} // namespace fovea::training
