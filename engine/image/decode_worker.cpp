#include "engine/image/decode_worker.h"

#include "engine/core/resources.h"

#include <cstdio>
#include <cstdlib>
#include <string>

#include <dlfcn.h>

namespace fovea::image {

namespace {

constexpr int kSocket = 3;
#ifdef __APPLE__
constexpr const char *kLibrary = "libfovea_decoders.dylib";
#else
constexpr const char *kLibrary = "libfovea_decoders.so";
#endif

} // namespace

int runDecodeWorker() {
    // Read by libraries when they are opened: one worker is one thread's worth of work.
    ::setenv("OMP_NUM_THREADS", "1", 1);
    ::setenv("VIPS_CONCURRENCY", "1", 1);

    std::string problem;
    for (const char *folder : {"lib", "lib/fovea"}) {
        const auto path = executableFolder().parent_path() / folder / kLibrary;
        // Never closed: the libraries below it leave threads and exit handlers behind.
        void *library = ::dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
        if (library == nullptr) {
            problem += std::string("\n  ") + ::dlerror();
            continue;
        }
        const auto work = reinterpret_cast<int (*)(int)>(::dlsym(library, "fovea_decode_photos"));
        if (work != nullptr) {
            return work(kSocket);
        }
        problem += "\n  " + path.string() + " is another version's";
    }
    std::fprintf(stderr, "fovea: the decoders cannot be loaded:%s\n", problem.c_str());
    return 1;
}

} // namespace fovea::image
