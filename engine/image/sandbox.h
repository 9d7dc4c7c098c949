#pragma once

#include <cstdint>
#include <string>

namespace fovea::image {

struct SandboxLimits {
    std::uint64_t memoryBytes = 0; ///< of address space beyond what is mapped now
    std::uint64_t outputBytes = 0; ///< of any file that is written
};

/// Closes this process off for good: no file can be opened any more, no socket made, no program or
/// process started; memory, files and core dumps are limited. What was open stays open. Returns an
/// empty string, or what could not be closed and why. Thread: the only one.
std::string closeSandbox(const SandboxLimits &limits);

} // namespace fovea::image
