#include "engine/core/atomic_file.h"

#include "engine/core/system_error.h"

#include <fcntl.h>
#include <unistd.h>

#include <fstream>

namespace fovea {
namespace {

Result<void> syncPath(const std::filesystem::path &path, int flags) {
    const int descriptor = ::open(path.c_str(), flags | O_CLOEXEC);
    if (descriptor < 0) {
        return fail(systemError("Cannot open " + path.string()));
    }
    const bool synced = ::fsync(descriptor) == 0;
    const int number = errno;
    ::close(descriptor);
    if (!synced) {
        return fail(systemError("Cannot write " + path.string(), number));
    }
    return {};
}

} // namespace

Result<void> writeFileAtomically(const std::filesystem::path &path,
                                 const std::function<Result<void>(std::ostream &)> &write) {
    std::filesystem::path beside = path;
    beside += ".new-" + std::to_string(::getpid());
    Result<void> result;
    {
        errno = 0;
        std::ofstream stream(beside, std::ios::binary | std::ios::trunc);
        if (!stream) {
            return fail(systemError("Cannot write " + beside.string()));
        }
        result = write(stream);
        stream.close();
        if (result && !stream) {
            result = fail(systemError("Cannot write " + beside.string()));
        }
    }
    if (result) {
        result = syncPath(beside, O_WRONLY);
    }
    if (result && ::rename(beside.c_str(), path.c_str()) != 0) {
        result = fail(systemError("Cannot replace " + path.string()));
    }
    if (!result) {
        ::unlink(beside.c_str());
        return result;
    }
    // The rename itself is safe only once the folder is on the disk.
    const auto folder = path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
    return syncPath(folder, O_RDONLY | O_DIRECTORY);
}

Result<void> writeFileAtomically(const std::filesystem::path &path,
                                 std::span<const std::byte> data) {
    return writeFileAtomically(path, [data](std::ostream &stream) -> Result<void> {
        stream.write(reinterpret_cast<const char *>(data.data()),
                     static_cast<std::streamsize>(data.size()));
        return {};
    });
}

} // namespace fovea
