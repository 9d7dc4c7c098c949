#include "engine/clip/clip_loader.h"

#include "engine/clip/clip_library.h"
#include "engine/core/shared_module.h"

#include <mutex>

namespace fovea::clip {
namespace {

/// Loaded once; a failure is tried again at the next call, for a person may mend it meanwhile.
Result<const ClipLibrary *> loadedLibrary() {
    static std::mutex mutex;
    static const ClipLibrary *loaded = nullptr;
    const std::lock_guard lock(mutex);
    if (loaded == nullptr) {
        const SharedModule module{"libfovea_clip_torch.so", "FOVEA_CLIP_LIBRARY",
                                  "that runs models", "foveaClipLibrary"};
        const auto entry = openModule(module);
        if (!entry) {
            return fail(entry.error());
        }
        const ClipLibrary *library = reinterpret_cast<decltype(&foveaClipLibrary)>(*entry)();
        if (library == nullptr || library->abi != ClipLibrary::kAbi) {
            return fail(foreignModule(module));
        }
        loaded = library;
    }
    return loaded;
}

} // namespace

Result<std::unique_ptr<ClipModel>> openModel(const std::filesystem::path &folder,
                                             const OpenOptions &options) {
    const auto library = loadedLibrary();
    if (!library) {
        return fail(library.error());
    }
    return (*library)->open(folder, options);
}

Result<bool> cudaAvailable() {
    const auto library = loadedLibrary();
    if (!library) {
        return fail(library.error());
    }
    return (*library)->cudaAvailable();
}

} // namespace fovea::clip
