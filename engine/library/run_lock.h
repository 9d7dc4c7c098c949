#pragma once

#include "engine/core/error.h"
#include "engine/image/unique_descriptor.h"

#include <filesystem>

namespace fovea::library {

/// Held by the one process that fills a library: two would read each photo twice. Given back when
/// the process ends, however it ends. Searching needs none.
class RunLock {
public:
    /// Busy while another process holds it; never blocks.
    static Result<RunLock> tryTake(const std::filesystem::path &libraryFolder);

private:
    explicit RunLock(image::UniqueDescriptor file)
        : m_file(std::move(file)) {}
    image::UniqueDescriptor m_file;
};

} // namespace fovea::library
