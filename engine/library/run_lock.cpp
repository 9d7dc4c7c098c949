#include "engine/library/run_lock.h"

#include "engine/core/system_error.h"

#include <cerrno>

#include <fcntl.h>
#include <sys/file.h>

namespace fovea::library {

Result<RunLock> RunLock::tryTake(const std::filesystem::path &libraryFolder, RunKind kind) {
    const bool trains = kind == RunKind::Training;
    const auto path = libraryFolder / (trains ? "train.lock" : "index.lock");
    image::UniqueDescriptor file(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644));
    if (!file) {
        return fail(systemError("Cannot open " + path.string()));
    }
    if (::flock(file.get(), LOCK_EX | LOCK_NB) != 0) {
        if (errno == EWOULDBLOCK) {
            return fail(ErrorCode::Busy, std::string("Another run is ") +
                                             (trains ? "training for" : "indexing") +
                                             " the library " + libraryFolder.string() +
                                             ". Wait until it is done and try again.");
        }
        return fail(systemError("Cannot lock " + path.string()));
    }
    return RunLock(std::move(file));
}

} // namespace fovea::library
