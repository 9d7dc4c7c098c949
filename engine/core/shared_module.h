#pragma once

#include "engine/core/error.h"

#include <filesystem>
#include <string>

namespace fovea {

/// A shared library of Fovea's own that is opened when it is first needed.
struct SharedModule {
    std::string fileName;    ///< "libfovea_clip_torch.so", in lib beside the program's bin
    std::string environment; ///< a variable that names another file
    std::string purpose;     ///< "that runs models": what the part of Fovea is for
    std::string symbol;      ///< its one C function
};

/// Opens it and finds its function. It is never closed: what it handed out lives as long as the
/// process, and so do the threads of the tensor library. Thread: any.
Result<void *> openModule(const SharedModule &module);

/// The sentence for a module of another version.
Error foreignModule(const SharedModule &module);

} // namespace fovea
