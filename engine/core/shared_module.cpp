#include "engine/core/shared_module.h"

#include "engine/core/resources.h"

#include <dlfcn.h>

#include <cstdlib>

namespace fovea {
namespace {

std::filesystem::path fileOf(const SharedModule &module) {
    const char *set = std::getenv(module.environment.c_str());
    if (set != nullptr && *set != '\0') {
        return set;
    }
    return (executableFolder() / ".." / "lib" / module.fileName).lexically_normal();
}

} // namespace

Result<void *> openModule(const SharedModule &module) {
    const auto file = fileOf(module);
    std::error_code error;
    if (!std::filesystem::exists(file, error)) {
        return fail(ErrorCode::NotFound, "The part of Fovea " + module.purpose + " is missing: " +
                                             file.string() + "; install or build Fovea again");
    }
    // Local, so that nothing of the tensor library meets the symbols of other libraries.
    void *handle = ::dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (handle == nullptr) {
        const char *why = ::dlerror();
        return fail(ErrorCode::Failed, "The part of Fovea " + module.purpose +
                                           " cannot be loaded (" +
                                           std::string(why != nullptr ? why : file.c_str()) +
                                           "); run scripts/setup, or install Fovea again");
    }
    void *entry = ::dlsym(handle, module.symbol.c_str());
    if (entry == nullptr) {
        ::dlclose(handle);
        return fail(foreignModule(module));
    }
    return entry;
}

Error foreignModule(const SharedModule &module) {
    return {ErrorCode::Failed, fileOf(module).string() +
                                   " does not belong to this version of Fovea (" + FOVEA_VERSION +
                                   "); install or build Fovea again"};
}

} // namespace fovea
