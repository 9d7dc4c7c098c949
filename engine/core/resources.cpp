#include "engine/core/resources.h"

#include <cstdlib>
#include <system_error>

namespace fovea {

std::filesystem::path executableFolder() {
    std::error_code error;
    return std::filesystem::read_symlink("/proc/self/exe", error).parent_path();
}

std::filesystem::path resourceFolder() {
    const char *set = std::getenv("FOVEA_RESOURCES");
    if (set != nullptr && *set != '\0') {
        return set;
    }
    return (executableFolder() / ".." / "share" / "fovea").lexically_normal();
}

} // namespace fovea
