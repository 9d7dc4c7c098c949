#include "engine/clip/clip_loader.h"

#include "engine/clip/clip_library.h"
#include "engine/core/resources.h"

#include <dlfcn.h>

#include <cstdlib>
#include <mutex>
#include <string>

namespace fovea::clip {
namespace {

std::filesystem::path libraryFile() {
    const char *set = std::getenv("FOVEA_CLIP_LIBRARY");
    if (set != nullptr && *set != '\0') {
        return set;
    }
    return (executableFolder() / ".." / "lib" / "libfovea_clip_torch.so").lexically_normal();
}

Result<const ClipLibrary *> load(const std::filesystem::path &file) {
    std::error_code error;
    if (!std::filesystem::exists(file, error)) {
        return fail(ErrorCode::NotFound, "The part of Fovea that runs models is missing: " +
                                             file.string() + "; install or build Fovea again");
    }
    // Local, so that nothing of the tensor library meets the symbols of other libraries. It is
    // never closed: encoders live as long as the process, and so do the threads of the tensor
    // library.
    void *handle = ::dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (handle == nullptr) {
        const char *why = ::dlerror();
        return fail(ErrorCode::Failed, "The part of Fovea that runs models cannot be loaded (" +
                                           std::string(why != nullptr ? why : file.c_str()) +
                                           "); run scripts/setup, or install Fovea again");
    }
    const auto entry =
        reinterpret_cast<decltype(&foveaClipLibrary)>(::dlsym(handle, "foveaClipLibrary"));
    const ClipLibrary *library = entry != nullptr ? entry() : nullptr;
    if (library == nullptr || library->abi != ClipLibrary::kAbi) {
        ::dlclose(handle);
        return fail(ErrorCode::Failed, file.string() +
                                           " does not belong to this version of Fovea (" +
                                           FOVEA_VERSION + "); install or build Fovea again");
    }
    return library;
}

/// Loaded once; a failure is tried again at the next call, for a person may mend it meanwhile.
Result<const ClipLibrary *> loadedLibrary() {
    static std::mutex mutex;
    static const ClipLibrary *loaded = nullptr;
    const std::lock_guard lock(mutex);
    if (loaded == nullptr) {
        auto library = load(libraryFile());
        if (!library) {
            return library;
        }
        loaded = *library;
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
